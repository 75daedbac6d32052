import type { EventKind } from '@slipstream/shared';
import type { StreamEvent } from './observer.js';

/** Where a stream was at one moment: a hint of where to begin reading the target queue, never the truth itself. */
export interface Checkpoint {
  /** Generation of the source queue's content that the offsets belong to. */
  generation: number;
  /** Next source offset to read. */
  sourceOffset: number;
  /** Target offset from which the target queue has to be scanned. */
  targetOffset: number;
  /** Identity of the last source message that was read (see `identity.ts`); null before the first. */
  sourceIdentity: string | null;
  /** Identity of the target message at `targetOffset - 1`; null when unknown. */
  targetIdentity: string | null;
}

/** A stream's checkpoint on its way to the store. */
export interface StreamCheckpoint extends Checkpoint {
  streamId: number;
  /**
   * What was found on the way to this position ({@link EVENTS_OF_POSITION}), to be stored together with it: a takeover then
   * neither repeats nor loses it.
   */
  events: readonly StreamEvent[];
}

/** What was counted on the way to a checkpoint: saved with it or not at all, so that totals are exact after a crash. */
export interface CheckpointCounts {
  read: number;
  sent: number;
  skippedLoop: number;
  filtered: number;
  failed: number;
  bytes: number;
}

/** Events that are stored with the checkpoint that passes them; all others are told to the observer only. */
export const EVENTS_OF_POSITION: ReadonlySet<EventKind> = new Set(['RETENTION_GAP', 'SOURCE_TRUNCATED']);

/** Saves checkpoints of one shard under the epoch of its lease. */
export interface CheckpointStore {
  /**
   * @param counts since the last call that succeeded
   * @throws LeaseLostError when the shard has another owner or epoch by now: then nothing was written
   */
  save(checkpoints: readonly StreamCheckpoint[], counts: CheckpointCounts): Promise<void>;
}

/** The shard's lease is gone. Whoever sees it stops writing at once. */
export class LeaseLostError extends Error {
  constructor(said: string) {
    super(said);
    this.name = 'LeaseLostError';
  }
}
