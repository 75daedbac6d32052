import { COARSE_ROLL_UPS, MINUTE_ROLL_UPS } from '@slipstream/shared';

/** How far samples have come, ms since the epoch. */
export interface RollUpProgress {
  /** PostgreSQL's time. */
  now: number;
  /** No sample before this is written any more without a mark. */
  closedUntil: number;
  /** Minutes before this are rolled up. */
  minutesUntil: number;
  /** Wider buckets before this are rolled up. */
  coarseUntil: number;
}

/** What to roll up next; each is empty when `from` is `to`. */
export interface RollUpStep {
  minutes: { from: number; to: number };
  coarse: { from: number; to: number };
}

/** A statement rolls up so much at first, and when many flows are busy. */
const LEAST_AT_ONCE_MS = COARSE_ROLL_UPS.bucketMs;
const MOST_AT_ONCE_MS = 24 * 3_600_000;
/** A step that takes longer is too long for those that wait for it; one that takes a quarter of it may grow. */
const STEP_MS = 400;

/**
 * How much time the next step covers, so that each stays short and a pause is made up for soon: after a step over `atOnceMs`
 * that took `tookMs`. Pure.
 */
export function nextAtOnce(atOnceMs = LEAST_AT_ONCE_MS, tookMs = STEP_MS): number {
  if (tookMs > STEP_MS) return Math.max(LEAST_AT_ONCE_MS, atOnceMs / 2);
  return tookMs < STEP_MS / 4 ? Math.min(MOST_AT_ONCE_MS, atOnceMs * 2) : atOnceMs;
}

/**
 * The next step towards what is closed. After the clock went back, what is rolled up goes back with it: those buckets are
 * not whole yet. Pure.
 *
 * @param atOnceMs see {@link nextAtOnce}
 */
export function nextRollUp(progress: RollUpProgress, atOnceMs: number): RollUpStep {
  const minutes = advance(progress.minutesUntil, progress.closedUntil, atOnceMs, MINUTE_ROLL_UPS.bucketMs);
  const whole = Math.floor(minutes.to / COARSE_ROLL_UPS.bucketMs) * COARSE_ROLL_UPS.bucketMs;
  return { minutes, coarse: advance(progress.coarseUntil, whole, atOnceMs, COARSE_ROLL_UPS.bucketMs) };
}

function advance(done: number, end: number, most: number, bucketMs: number): { from: number; to: number } {
  const from = Math.min(done, end);
  return { from, to: Math.min(end, from + Math.max(bucketMs, Math.floor(most / bucketMs) * bucketMs)) };
}
