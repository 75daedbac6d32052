import type { StreamView } from '@slipstream/shared';

/** Where the lag of a stream is going. */
export type LagTrend = 'GROWING' | 'STEADY' | 'SHRINKING';

/** Lags of one stream as they were seen, oldest first. */
export type LagHistory = readonly { at: number; lag: number }[];

/** A trend is taken over this time, ms. */
const WINDOW_MS = 60_000;
const LEAST_SPAN_MS = 8_000;
/** Less than this part of the lag is noise of a stream that copies in batches. */
const NOISE = 0.05;
const LEAST_CHANGE = 10;

/** Adds what was seen, and drops what is older than the window. */
export function observeLag(history: LagHistory, at: number, lag: number | null): LagHistory {
  if (lag === null) return [];
  if ((history.at(-1)?.at ?? -1) >= at) return history;
  return [...history.filter((seen) => seen.at > at - WINDOW_MS), { at, lag }];
}

/** Where the lag is going; null until it was seen long enough. */
export function trendOf(history: LagHistory): LagTrend | null {
  const [first, last] = [history[0], history.at(-1)];
  if (first === undefined || last === undefined || last.at - first.at < LEAST_SPAN_MS) return null;
  const change = last.lag - first.lag;
  if (last.lag === 0 || Math.abs(change) < Math.max(LEAST_CHANGE, NOISE * Math.max(first.lag, last.lag)))
    return 'STEADY';
  return change > 0 ? 'GROWING' : 'SHRINKING';
}

/** The lag of a stream as a number; null when unknown. */
export function lagOf({ lagMessages }: StreamView): number | null {
  return lagMessages === null ? null : Number(lagMessages);
}
