import {
  LeaseLostError,
  type Checkpoint,
  type CheckpointCounts,
  type CheckpointStore,
  type StreamCheckpoint,
} from '../ports/checkpoint-store.js';
import type { StreamEvent } from '../ports/observer.js';
import type { Gap } from '../stream/gap.js';
import { CHECKPOINT_RING } from '../tuning.js';

/** Checkpoint rings in memory, fenced by epoch as the database's are. */
export class InMemoryCheckpoints {
  epoch = 1;
  isUp = true;
  /** Sum of all counts that were saved. */
  readonly totals: CheckpointCounts = { read: 0, sent: 0, skippedLoop: 0, filtered: 0, failed: 0, bytes: 0 };
  /** Events that were stored with the checkpoints that passed them. */
  readonly events: StreamEvent[] = [];
  readonly #rings = new Map<number, Checkpoint[]>();

  /** The store as the owner of one epoch sees it. */
  under(epoch: number): CheckpointStore {
    return {
      save: (checkpoints, counts) => {
        if (!this.isUp) return Promise.reject(new Error('database is away'));
        if (epoch !== this.epoch) return Promise.reject(new LeaseLostError('another owner has the shard'));
        for (const checkpoint of checkpoints) this.put(checkpoint);
        this.#count(counts);
        return Promise.resolve();
      },
    };
  }

  #count(counts: CheckpointCounts): void {
    this.totals.read += counts.read;
    this.totals.sent += counts.sent;
    this.totals.skippedLoop += counts.skippedLoop;
    this.totals.filtered += counts.filtered;
    this.totals.failed += counts.failed;
    this.totals.bytes += counts.bytes;
  }

  put({
    streamId,
    events = [],
    ...checkpoint
  }: Checkpoint & Pick<StreamCheckpoint, 'streamId'> & Partial<StreamCheckpoint>): void {
    this.events.push(...events);
    this.#rings.set(streamId, [checkpoint, ...this.ring(streamId)].slice(0, CHECKPOINT_RING));
  }

  /** Takes the place of the newest checkpoint of a stream when that says the same of the target, else comes before it. */
  pass(streamId: number, checkpoint: Checkpoint): void {
    const ring = this.ring(streamId);
    const isSame = ring[0]?.targetOffset === checkpoint.targetOffset;
    this.#rings.set(streamId, [checkpoint, ...ring.slice(isSame ? 1 : 0)].slice(0, CHECKPOINT_RING));
  }

  /** Gaps of a stream that were stored. */
  gaps(streamId: number): Gap[] {
    return this.events.flatMap(({ kind, streamId: of, details }) => {
      const { generation, from, to } = details;
      const isGap = typeof generation === 'number' && typeof from === 'number' && typeof to === 'number';
      return kind === 'RETENTION_GAP' && of === streamId && isGap ? [{ generation, from, to }] : [];
    });
  }

  /** Newest first. */
  ring(streamId: number): readonly Checkpoint[] {
    return this.#rings.get(streamId) ?? [];
  }
}
