/** Part of a hold that chance may take away, so that the pulls of many quiet queues do not all end at once. */
const JITTER = 0.2;

/**
 * How long a broker is asked to hold a pull at the end of a queue, ms: half as long as nothing has come, so that thousands of
 * quiet queues cost little. A message ends a hold at once, however long it is.
 *
 * @param quietMs since when nothing has come
 * @param range shortest and longest hold
 * @param random from 0 up to 1
 */
export function holdTime(
  quietMs: number,
  [shortest, longest]: readonly [number, number],
  random: number,
): number {
  if (quietMs / 2 <= shortest) return shortest;
  const full = Math.min(longest, quietMs / 2);
  // Whole seconds: timers of one length are one list for Node.
  return Math.max(shortest, Math.floor((full * (1 - JITTER * random)) / 1_000) * 1_000);
}
