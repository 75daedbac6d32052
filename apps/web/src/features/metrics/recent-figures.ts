import { toChartPoints, type Metrics } from './chart-series.js';

/** Figures of the last moments, for the cards. */
export interface RecentFigures {
  /** Messages per second; null when no sample came within {@link RECENT_MS}. */
  inRate: number | null;
  outRate: number | null;
  /** End of the last step in which a message was written to the target, ms since the epoch; null when none in the range. */
  lastMessageAt: number | null;
}

/** Rates are averages over this time, ms: long enough not to jump with each sample. */
export const RECENT_MS = 30_000;

/** Reads the figures off the last quarter of an hour. */
export function recentFigures(metrics: Metrics): RecentFigures {
  const series = toChartPoints(metrics);
  const recent = series.filter((point) => point.at > metrics.to - RECENT_MS && point.inRate !== null);
  const average = (values: readonly (number | null)[]): number | null =>
    values.length === 0 ? null : values.reduce<number>((sum, value) => sum + (value ?? 0), 0) / values.length;
  return {
    inRate: average(recent.map((point) => point.inRate)),
    outRate: average(recent.map((point) => point.outRate)),
    lastMessageAt: series.findLast((point) => (point.outRate ?? 0) > 0)?.at ?? null,
  };
}
