import { RANGE_MS, type TimeRange } from './time-range.js';

/** What the charts show: a range that ends now, or one of the user's own, in the words of the address. */
export type TimeSpan =
  { kind: 'PRESET'; range: TimeRange } | { kind: 'CUSTOM'; from: string; to: string; key: string };

/** ms since the epoch. */
export interface Moments {
  from: number;
  to: number;
}

/** Shorter than a few samples shows nothing, ms. */
export const SHORTEST_SPAN_MS = 30_000;
/** Samples are kept as long, ms. */
export const LONGEST_SPAN_MS = 90 * 86_400_000;

const UNIT_MS: Readonly<Record<string, number>> = {
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 7 * 86_400_000,
};

/** Reads a moment as Grafana writes it: ms since the epoch, `now`, `now-1h`; null for anything else. */
export function parseMoment(text: string, now: number): number | null {
  if (/^\d{12,14}$/.test(text)) return Number(text);
  const [, count, unit] = /^now(?:-(\d{1,6})([smhdw]))?$/.exec(text) ?? [];
  if (!text.startsWith('now') || (text !== 'now' && count === undefined)) return null;
  return now - Number(count ?? 0) * (UNIT_MS[unit ?? 's'] ?? 0);
}

/** The span that an address asks for: `from` and `to` when they make sense, else `range`. */
export function spanOf(range: TimeRange, from: string | null, to: string | null, now: number): TimeSpan {
  const end = to ?? 'now';
  if (from === null) return { kind: 'PRESET', range };
  const [first, last] = [parseMoment(from, now), parseMoment(end, now)];
  if (first === null || last === null || last - first < SHORTEST_SPAN_MS || last - first > LONGEST_SPAN_MS)
    return { kind: 'PRESET', range };
  return { kind: 'CUSTOM', from, to: end, key: `${from}..${end}` };
}

/** The moments of a span now. */
export function momentsOf(span: TimeSpan, now: number): Moments {
  if (span.kind === 'PRESET') return { from: now - RANGE_MS[span.range], to: now };
  return { from: parseMoment(span.from, now) ?? now, to: parseMoment(span.to, now) ?? now };
}

/** How long a span is, ms; for one that grows, a lower bound. */
export function lengthOf(span: TimeSpan): number {
  const { from, to } = momentsOf(span, fixedEnd(span) ?? 0);
  return Math.max(0, to - from);
}

/** The moment that a span ends at, ms since the epoch; null when it moves on with the time. */
export function fixedEnd(span: TimeSpan): number | null {
  return span.kind === 'CUSTOM' && !span.to.startsWith('now') ? Number(span.to) : null;
}
