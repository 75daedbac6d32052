import { fairShare } from '@slipstream/database';
import {
  AbortedError,
  LeaseLostError,
  planStreams,
  type BrokerQueue,
  type Checkpoint,
  type CheckpointStore,
  type Gap,
  type Incarnation,
  type StreamCheckpoint,
  type StreamMapping,
} from '@slipstream/replication';
import { producerGroupOf } from '../lease/live-incarnation.js';
import type { LeaseStore } from '../lease/lease-store.js';
import type { Claim, Ownership, ShardLeases } from '../supervisor/shard-leases.js';
import type { Random } from './random.js';
import type { SimNetwork } from './sim-network.js';
import type { SimProcess } from './sim-process.js';
import type { VirtualTime } from './virtual-time.js';

/** Shards of the one flow of a world. */
export const SIM_SHARDS = 2;
/** Production's limit of a statement, ms. */
const QUERY_TIMEOUT_MS = 5_000;
/** Production's ring. */
const RING = 64;

interface WorkerRow {
  id: string;
  leaseUntil: number;
  isStopped: boolean;
  isDraining: boolean;
  startedAt: number;
}

interface ShardRow {
  id: string;
  index: number;
  epoch: number;
  owner: string | null;
  predecessors: string[];
  since: number;
}

/** A stream as it is stored. */
export interface StreamRow extends StreamMapping {
  id: number;
  shardIndex: number;
  /** Newest first. */
  ring: Checkpoint[];
  /** Told of and stored with a checkpoint. */
  gaps: Gap[];
}

/** How PostgreSQL is. */
export type DatabaseState = 'UP' | 'HANGING' | 'REFUSING';

/** What a history is told of the database. */
export interface DatabaseListener {
  /** A shard has a new owner; `unfenced` former owners may still write. */
  claimed(epoch: number, unfenced: number): void;
  checkpoint(stream: StreamRow, checkpoint: Checkpoint): void;
  /** Like NOTIFY: somebody should look. */
  changed(): void;
}

/** PostgreSQL with what the worker's statements do (libs/database has their own tests on a real one). */
export class SimDatabase {
  state: DatabaseState = 'UP';
  /** Error of the server's clock, ms. */
  clockErrorMs = 0;
  readonly streams: StreamRow[] = [];
  readonly #workers = new Map<string, WorkerRow>();
  readonly #shards: ShardRow[] = Array.from({ length: SIM_SHARDS }, (_, index) => ({
    id: `shard-${index}`,
    index,
    epoch: 0,
    owner: null,
    predecessors: [],
    since: 0,
  }));
  #hanging: (() => void)[] = [];
  /** Target users by incarnation and broker; null stands for a connection without one. */
  readonly #users = new Map<string, (string | null)[]>();

  constructor(
    private readonly time: VirtualTime,
    private readonly network: SimNetwork,
    private readonly random: Random,
    private readonly listener: DatabaseListener,
  ) {}

  /** By the server's clock. */
  get now(): number {
    return this.time.now + this.clockErrorMs;
  }

  /** The server answers again. */
  recover(): void {
    this.state = 'UP';
    const hanging = this.#hanging;
    this.#hanging = [];
    for (const run of hanging) this.time.after(this.random.next() * 5, run);
  }

  /** True while an incarnation's lease runs by the server's clock. */
  holdsLease(incarnationId: string): boolean {
    const row = this.#workers.get(incarnationId);
    return row !== undefined && isAlive(row, this.now);
  }

  /** Names of the incarnations that own shards now. */
  get owners(): readonly string[] {
    return this.#shards.flatMap(({ owner }) => (owner === null ? [] : [owner]));
  }

  /** Maps queues that are not mapped yet, as the planner does (design.md, data plane 1). */
  plan(
    topic: string,
    sourceQueues: readonly BrokerQueue[],
    targetQueues: readonly BrokerQueue[],
    startAt: (mapping: StreamMapping) => Pick<Checkpoint, 'sourceOffset' | 'targetOffset'>,
  ): void {
    const plan = planStreams({
      routes: [{ sourceTopic: topic, targetTopic: topic }],
      sourceQueues: new Map([[topic, sourceQueues]]),
      targetQueues: new Map([[topic, targetQueues]]),
      existing: this.streams.map((stream) => ({ ...stream, retired: false })),
      isWanted: () => true,
    });
    for (const mapping of plan.add) {
      const id = this.streams.length;
      const start = { generation: 0, sourceIdentity: null, targetIdentity: null, ...startAt(mapping) };
      this.streams.push({ ...mapping, id, shardIndex: id % SIM_SHARDS, ring: [start], gaps: [] });
    }
    if (plan.add.length > 0) this.listener.changed();
  }

  /** The worker rows as one process sees them. */
  leases(process: SimProcess): LeaseStore & { drain(workerId: string): Promise<void> } {
    return {
      registerWorker: ({ id }, leaseMs) =>
        this.#query(process, () => {
          const leaseUntil = this.now + leaseMs;
          const row = { id, leaseUntil, isStopped: false, isDraining: false, startedAt: this.time.now };
          this.#workers.set(id, row);
          this.listener.changed();
        }),
      renew: (id, leaseMs) =>
        this.#query(process, () => {
          const row = this.#workers.get(id);
          if (row === undefined || !isAlive(row, this.now)) return false;
          row.leaseUntil = this.now + leaseMs;
          return true;
        }),
      stopWorker: (id) => this.#query(process, () => this.#end(id)),
      drain: (id) =>
        this.#query(process, () => {
          const row = this.#workers.get(id);
          if (row !== undefined) row.isDraining = true;
          this.listener.changed();
        }),
    };
  }

  /** The shard rows as one process sees them. */
  shards(process: SimProcess): ShardLeases {
    return {
      owned: (workerId) => this.#query(process, () => this.#owned(workerId)),
      claim: (workerId) => this.#query(process, () => this.#claim(workerId)),
      release: (shardId, workerId, epoch, clean) =>
        this.#query(process, () => {
          const shard = this.#held(shardId, workerId, epoch);
          if (shard === undefined) return;
          shard.owner = null;
          shard.since = this.time.now;
          if (!clean) shard.predecessors = [workerId, ...shard.predecessors.filter((id) => id !== workerId)];
          this.listener.changed();
        }),
      report: (shardId, workerId, epoch) =>
        this.#query(process, () => this.#held(shardId, workerId, epoch) !== undefined),
    };
  }

  /** Checkpoints of a shard under one lease: nothing is written once it has another owner or epoch. */
  checkpoints(process: SimProcess, shardId: string, workerId: string, epoch: number): CheckpointStore {
    return {
      save: (checkpoints) =>
        this.#query(process, () => {
          if (this.#held(shardId, workerId, epoch) === undefined)
            throw new LeaseLostError('another owner has the shard');
          for (const checkpoint of checkpoints) this.#save(checkpoint);
        }),
    };
  }

  streamsOf(process: SimProcess, shardIndex: number): Promise<readonly StreamRow[]> {
    return this.#query(process, () => this.streams.filter((stream) => stream.shardIndex === shardIndex));
  }

  predecessors(process: SimProcess, shardId: string): Promise<readonly Incarnation[]> {
    return this.#query(process, () => incarnations(this.#shard(shardId)?.predecessors ?? []));
  }

  clearPredecessors(process: SimProcess, shardId: string, workerId: string, epoch: number): Promise<void> {
    return this.#query(process, () => {
      const shard = this.#held(shardId, workerId, epoch);
      if (shard !== undefined) shard.predecessors = [];
    });
  }

  noteUser(
    process: SimProcess,
    incarnationId: string,
    brokerName: string,
    user: string | null,
  ): Promise<void> {
    const key = `${incarnationId} ${brokerName}`;
    return this.#query(process, () => void this.#users.set(key, [...(this.#users.get(key) ?? []), user]));
  }

  /** Null when a connection of it had none: then its users prove nothing. */
  usersOf(process: SimProcess, incarnationId: string, brokerName: string): Promise<readonly string[] | null> {
    return this.#query(process, () => {
      const users = this.#users.get(`${incarnationId} ${brokerName}`) ?? [];
      const known = users.filter((user) => user !== null);
      return known.length === users.length && known.length > 0 ? known : null;
    });
  }

  #save({ streamId, events, ...checkpoint }: StreamCheckpoint): void {
    const stream = this.streams[streamId];
    if (stream === undefined) return;
    stream.ring = [checkpoint, ...stream.ring].slice(0, RING);
    for (const { kind, details } of events)
      if (kind === 'RETENTION_GAP')
        stream.gaps.push({
          generation: Number(details['generation']),
          from: Number(details['from']),
          to: Number(details['to']),
        });
    this.listener.checkpoint(stream, checkpoint);
  }

  #owned(workerId: string): Ownership[] {
    const share = this.#share(workerId);
    return this.#shards
      .filter(({ owner }) => owner === workerId)
      .map((shard, place) => ({ ...ownership(shard), wanted: true, surplus: place >= share }));
  }

  #claim(workerId: string): Claim[] {
    this.#reap();
    const room = this.#share(workerId) - this.#shards.filter(({ owner }) => owner === workerId).length;
    const row = this.#workers.get(workerId);
    if (room <= 0 || row === undefined || !isAlive(row, this.now)) return [];
    const free = this.#shards
      .filter(({ owner }) => owner === null)
      .toSorted((a, b) => a.since - b.since || a.index - b.index)
      .slice(0, room);
    return free.map((shard) => {
      shard.owner = workerId;
      shard.epoch += 1;
      shard.since = this.time.now;
      this.listener.claimed(shard.epoch, shard.predecessors.length);
      return {
        ...ownership(shard),
        handedOver: shard.epoch > 1,
        predecessors: incarnations(shard.predecessors),
      };
    });
  }

  #share(workerId: string): number {
    const live = [...this.#workers.values()]
      .filter((row) => isAlive(row, this.now) && !row.isDraining)
      .toSorted((a, b) => a.startedAt - b.startedAt || (a.id < b.id ? -1 : 1));
    const rank = live.findIndex(({ id }) => id === workerId);
    return fairShare({
      activeShards: SIM_SHARDS,
      liveWorkers: live.length,
      rank: rank === -1 ? null : rank,
    });
  }

  /** Ends the leases that are over, for good, and frees their shards. */
  #reap(): void {
    for (const row of this.#workers.values())
      if (!row.isStopped && !isAlive(row, this.now)) this.#end(row.id);
  }

  #end(id: string): void {
    const row = this.#workers.get(id);
    if (row !== undefined) row.isStopped = true;
    for (const shard of this.#shards) {
      if (shard.owner !== id) continue;
      shard.owner = null;
      shard.since = this.time.now;
      shard.predecessors = [id, ...shard.predecessors.filter((other) => other !== id)];
    }
    this.listener.changed();
  }

  #shard(shardId: string): ShardRow | undefined {
    return this.#shards.find(({ id }) => id === shardId);
  }

  #held(shardId: string, workerId: string, epoch: number): ShardRow | undefined {
    const shard = this.#shard(shardId);
    return shard?.owner === workerId && shard.epoch === epoch ? shard : undefined;
  }

  /** A statement: it takes its time, hangs or fails while the server is away, and its answer may be lost. */
  #query<T>(process: SimProcess, run: () => T): Promise<T> {
    const isCut = (): boolean => this.network.cutForMs(process.name, 'postgres') > 0;
    return new Promise((resolve, reject) => {
      let isSettled = false;
      const settle = (act: () => void): void => {
        if (isSettled) return;
        isSettled = true;
        cancel();
        process.run(act);
      };
      const cancel = this.time.after(QUERY_TIMEOUT_MS, () =>
        settle(() => reject(new Error('Query read timeout'))),
      );
      const execute = (): void => {
        if (this.state === 'HANGING') return void this.#hanging.push(execute);
        if (this.state === 'REFUSING') return settle(() => reject(new Error('connect ECONNREFUSED')));
        if (isCut()) return;
        let answer: () => void;
        try {
          const value = run();
          answer = () => resolve(value);
        } catch (error) {
          answer = () => reject(error instanceof Error ? error : new AbortedError());
        }
        this.time.after(this.network.latencyMs(), () => {
          if (!isCut()) settle(answer);
        });
      };
      process.run(() => this.time.after(this.network.latencyMs(), execute));
    });
  }
}

function isAlive({ isStopped, leaseUntil }: WorkerRow, now: number): boolean {
  return !isStopped && leaseUntil > now;
}

function ownership({ id, index, epoch }: ShardRow): Omit<Ownership, 'wanted' | 'surplus'> {
  return { id, flowId: 'flow', taskId: 'task', index, epoch, generation: 1 };
}

function incarnations(ids: readonly string[]): Incarnation[] {
  return ids.map((id) => ({ id, producerGroup: producerGroupOf(id) }));
}
