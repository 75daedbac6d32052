/** First delay, growth and limit of the waits between attempts. */
export interface BackoffOptions {
  firstMs: number;
  factor: number;
  maxMs: number;
}

/** Waits of the connection pool: short, since the pool's callers have time-outs and policies of their own. */
export const DEFAULT_BACKOFF: BackoffOptions = { firstMs: 50, factor: 2, maxMs: 1_000 };

/**
 * Wait before the next attempt, in ms, after `failures` (≥ 1) attempts in a row failed. Between half and the whole of the
 * nominal delay, by `random` in [0, 1), so that many clients of one broker do not come back in step.
 */
export function backoffMs(failures: number, options: BackoffOptions, random: number): number {
  const nominal = Math.min(options.maxMs, options.firstMs * options.factor ** (failures - 1));
  return Math.round(nominal * (0.5 + random / 2));
}
