import {
  LeaseLostError,
  type Checkpoint,
  type CheckpointStore,
  type StreamCheckpoint,
} from '../ports/checkpoint-store.js';
import { CHECKPOINT_RING } from '../tuning.js';

/** Checkpoint rings in memory, fenced by epoch as the database's are. */
export class InMemoryCheckpoints {
  epoch = 1;
  isUp = true;
  readonly #rings = new Map<number, Checkpoint[]>();

  /** The store as the owner of one epoch sees it. */
  under(epoch: number): CheckpointStore {
    return {
      save: (checkpoints) => {
        if (!this.isUp) return Promise.reject(new Error('database is away'));
        if (epoch !== this.epoch) return Promise.reject(new LeaseLostError('another owner has the shard'));
        for (const checkpoint of checkpoints) this.put(checkpoint);
        return Promise.resolve();
      },
    };
  }

  put({ streamId, ...checkpoint }: StreamCheckpoint): void {
    this.#rings.set(streamId, [checkpoint, ...this.ring(streamId)].slice(0, CHECKPOINT_RING));
  }

  /** Newest first. */
  ring(streamId: number): readonly Checkpoint[] {
    return this.#rings.get(streamId) ?? [];
  }
}
