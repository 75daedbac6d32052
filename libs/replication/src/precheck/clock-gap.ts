/** How far a broker's clock is from ours, ms; positive when it is ahead. It lies from `low` to `high`. */
export interface ClockGap {
  low: number;
  high: number;
}

/** Clocks further apart than this are told, ms: what a start at a time and a delay are exact to. */
export const CLOCK_GAP_MAX_MS = 1_000;

const RUNTIME = /(\d+) days?, (\d+) hours?, (\d+) minutes?, (\d+) seconds?/;

/**
 * Reads a broker's clock from its runtime information: its store's `bootTimestamp` (ms) and `runtime`, which is its time now
 * minus that, cut to whole seconds [StoreStatsService#getFormatRuntime, the same from 4.4 to 5.5]. No answer carries a time
 * as such.
 *
 * @param askedAt our time before the question, ms since the epoch
 * @param answeredAt our time after the answer
 * @returns undefined when the broker does not tell
 */
export function clockGapOf(
  runtime: ReadonlyMap<string, string>,
  askedAt: number,
  answeredAt: number,
): ClockGap | undefined {
  const boot = Number(runtime.get('bootTimestamp') ?? Number.NaN);
  const match = RUNTIME.exec(runtime.get('runtime') ?? '');
  if (!Number.isSafeInteger(boot) || match === null) return undefined;
  const [days = 0, hours = 0, minutes = 0, seconds = 0] = match.slice(1).map(Number);
  const told = boot + (((days * 24 + hours) * 60 + minutes) * 60 + seconds) * 1000;
  return { low: told - answeredAt, high: told + 999 - askedAt };
}
