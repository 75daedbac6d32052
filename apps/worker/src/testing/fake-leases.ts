import type { Claim, Ownership, PhaseReport, ShardLeases } from '../supervisor/shard-leases.js';

/** Shard leases in memory, for tests of what drives shards. */
export class FakeLeases implements ShardLeases {
  /** Shards that nobody owns. */
  free: Claim[] = [];
  readonly owners = new Map<string, { workerId: string; shard: Ownership }>();
  readonly reports: { shardId: string; report: PhaseReport }[] = [];
  readonly released: { shardId: string; clean: boolean }[] = [];
  /** Fails all calls while set. */
  failure: Error | undefined;

  owned(workerId: string): Promise<Ownership[]> {
    if (this.failure !== undefined) return Promise.reject(this.failure);
    return Promise.resolve(
      [...this.owners.values()].filter((row) => row.workerId === workerId).map((row) => row.shard),
    );
  }

  claim(workerId: string): Promise<Claim[]> {
    if (this.failure !== undefined) return Promise.reject(this.failure);
    const claims = this.free;
    this.free = [];
    for (const { id, flowId, taskId, index, epoch, generation } of claims)
      this.owners.set(id, {
        workerId,
        shard: { id, flowId, taskId, index, epoch, generation, wanted: true, surplus: false },
      });
    return Promise.resolve(claims);
  }

  release(shardId: string, workerId: string, epoch: number, clean: boolean): Promise<void> {
    if (this.failure !== undefined) return Promise.reject(this.failure);
    const row = this.owners.get(shardId);
    if (row?.workerId === workerId && row.shard.epoch === epoch) {
      this.owners.delete(shardId);
      this.released.push({ shardId, clean });
    }
    return Promise.resolve();
  }

  report(shardId: string, workerId: string, epoch: number, report: PhaseReport): Promise<boolean> {
    if (this.failure !== undefined) return Promise.reject(this.failure);
    const row = this.owners.get(shardId);
    if (row?.workerId !== workerId || row.shard.epoch !== epoch) return Promise.resolve(false);
    this.reports.push({ shardId, report });
    return Promise.resolve(true);
  }

  /** Offers a shard to whoever claims next. */
  offer(id: string, over: Partial<Claim> = {}): void {
    this.free.push({
      id,
      flowId: `flow-${id}`,
      taskId: `task-${id}`,
      index: 0,
      epoch: 1,
      generation: 1,
      predecessors: [],
      handedOver: false,
      ...over,
    });
  }

  /** Changes what the database says of an owned shard. */
  change(id: string, over: Partial<Ownership>): void {
    const row = this.owners.get(id);
    if (row === undefined) throw new Error(`${id} is not owned`);
    row.shard = { ...row.shard, ...over };
  }

  /** `PHASE` or `PHASE CODE` of each report of a shard, in order. */
  phases(id: string): string[] {
    return this.reports
      .filter(({ shardId }) => shardId === id)
      .map(({ report: { phase, reason, observedGeneration } }) =>
        [phase, reason?.code, `g${observedGeneration}`].filter(Boolean).join(' '),
      );
  }
}
