import { DEFAULT_BATCH_LIMITS, MOST_BATCH_LIMITS, type BatchLimits } from './stages/batch-limits.js';

/** Limits and paces of the engine; times in ms. */
export interface Tuning {
  batch: BatchLimits;
  /** How far batches grow where the target is far away. */
  mostBatch: BatchLimits;
  /** Read and not yet written, per stream, bytes; grows with the stream's batches. */
  readAheadBytes: number;
  /** How long a broker may hold a pull at the end of a queue: of one that was quiet only just now, and at most. */
  longPollMs: readonly [number, number];
  /** Between two checkpoints of a stream that moves. */
  checkpointEveryMs: number;
  /** Pauses after SYSTEM_BUSY, shortest and longest. */
  busyMs: readonly [number, number];
  /** Pauses after other failures, shortest and longest. */
  retryMs: readonly [number, number];
  /** A gauge older than this is unknown. */
  freshMs: number;
  /** How long a stop waits for the outcome of an unanswered send before it gives up being clean. */
  stopSettleMs: number;
}

/** What production runs with. */
export const DEFAULT_TUNING: Tuning = {
  batch: DEFAULT_BATCH_LIMITS,
  mostBatch: MOST_BATCH_LIMITS,
  readAheadBytes: 1024 * 1024,
  longPollMs: [15_000, 45_000],
  checkpointEveryMs: 1_000,
  busyMs: [20, 2_000],
  retryMs: [500, 10_000],
  freshMs: 60_000,
  stopSettleMs: 10_000,
};

/** Checkpoints that a stream keeps to step back on when the target lost its tail. */
export const CHECKPOINT_RING = 64;
