/** How many messages a task had sent at a moment. */
export interface SentObservation {
  /** ms since the epoch. */
  at: number;
  sent: number;
}

/** Rates are taken over this time, ms: samples come every 5 s, so that a shorter time would jump. */
export const RATE_WINDOW_MS = 30_000;
const LEAST_SPAN_MS = 4_000;

/** Adds an observation and drops those that are too old; the newest that is too old stays as the window's edge. */
export function observe(history: readonly SentObservation[], next: SentObservation): SentObservation[] {
  const last = history.at(-1);
  if (last !== undefined && (next.sent < last.sent || next.at <= last.at))
    return next.at <= last.at ? [...history] : [next];
  const all = [...history, next];
  const edge = all.findLastIndex((observation) => observation.at <= next.at - RATE_WINDOW_MS);
  return edge <= 0 ? all : all.slice(edge);
}

/** Messages per second over the window; null until the observations span enough time. */
export function rateOf(history: readonly SentObservation[]): number | null {
  const first = history[0];
  const last = history.at(-1);
  if (first === undefined || last === undefined || last.at - first.at < LEAST_SPAN_MS) return null;
  return ((last.sent - first.sent) * 1_000) / (last.at - first.at);
}
