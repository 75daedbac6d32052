import type { LiveIncarnation } from '../lease/live-incarnation.js';
import type { PhaseReport, ShardLeases } from './shard-leases.js';
import type { ShardAssignment } from './work-session.js';

/** What a phase writer works with. */
export interface PhaseWriterOptions {
  leases: Pick<ShardLeases, 'report'>;
  /** The shard has another owner or epoch by now. */
  onStale: (shardId: string, epoch: number) => void;
  onTrouble: (error: unknown) => void;
}

interface Pending {
  assignment: ShardAssignment;
  incarnation: LiveIncarnation;
  report: PhaseReport;
}

/** Writes the latest phase of each shard, one write per shard at a time; what fails is written at the next flush. */
export class PhaseWriter {
  readonly #pending = new Map<string, Pending>();
  readonly #writing = new Map<string, Promise<void>>();

  constructor(private readonly options: PhaseWriterOptions) {}

  /** Replaces what waits to be written of the shard, and writes it as soon as the last write is through. */
  put(assignment: ShardAssignment, incarnation: LiveIncarnation, report: PhaseReport): void {
    this.#pending.set(assignment.shardId, { assignment, incarnation, report });
    this.#write(assignment.shardId);
  }

  /** Tries again what failed. */
  flush(): void {
    for (const shardId of this.#pending.keys()) this.#write(shardId);
  }

  /** Nothing of the shard is written any more once this resolves. */
  async forget(shardId: string): Promise<void> {
    this.#pending.delete(shardId);
    await this.#writing.get(shardId);
  }

  #write(shardId: string): void {
    if (this.#writing.has(shardId)) return;
    const writing = Promise.resolve().then(() => this.#writeAll(shardId));
    this.#writing.set(shardId, writing);
  }

  async #writeAll(shardId: string): Promise<void> {
    try {
      for (let next = this.#pending.get(shardId); next !== undefined; next = this.#pending.get(shardId)) {
        const { assignment, incarnation, report } = next;
        if (!incarnation.mayWrite()) return;
        const isOurs = await this.options.leases.report(shardId, incarnation.id, assignment.epoch, report);
        if (this.#pending.get(shardId) === next) this.#pending.delete(shardId);
        if (!isOurs) return this.options.onStale(shardId, assignment.epoch);
      }
    } catch (error) {
      this.options.onTrouble(error);
    } finally {
      // In the same turn as the last look at what waits: what is put later starts a write of its own.
      this.#writing.delete(shardId);
    }
  }
}
