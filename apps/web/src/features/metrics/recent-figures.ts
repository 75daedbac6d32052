import { toChartPoints, type ChartPoint, type Metrics } from './chart-series.js';

/** Figures of the last moments, for the cards. */
export interface RecentFigures {
  /** Messages per second; null when no sample came within a minute. */
  inRate: number | null;
  outRate: number | null;
  /** End of the last step in which a message was written to the target, ms since the epoch; null when none in the range. */
  lastMessageAt: number | null;
  /** The last quarter of an hour, oldest first; null where nothing is known. */
  trends: Readonly<Record<TrendFigure, readonly (number | null)[]>>;
}

/** Figures that have a line in their card. */
export type TrendFigure = 'delay' | 'lag' | 'inRate' | 'outRate' | 'failed';

/** Points of such a line: as many as its width shows. */
const TREND_POINTS = 30;

/** Rates are averages over this time, ms: long enough not to jump with each sample. */
export const RECENT_MS = 30_000;
/** Older samples say nothing of the present, ms. */
const FRESH_MS = 60_000;

/** Reads the figures off the last quarter of an hour. */
export function recentFigures(metrics: Metrics): RecentFigures {
  const series = toChartPoints(metrics);
  const known = series.filter((point) => point.inRate !== null && point.at > metrics.to - FRESH_MS);
  const within = known.filter((point) => point.at > metrics.to - RECENT_MS);
  const recent = within.length > 0 ? within : known.slice(-1).filter(isIdle);
  const average = (values: readonly (number | null)[]): number | null =>
    values.length === 0 ? null : values.reduce<number>((sum, value) => sum + (value ?? 0), 0) / values.length;
  const lastStep = series.findLast((point) => (point.outRate ?? 0) > 0);
  return {
    inRate: average(recent.map((point) => point.inRate)),
    outRate: average(recent.map((point) => point.outRate)),
    lastMessageAt: lastStep === undefined ? null : lastStep.at + metrics.step,
    trends: {
      delay: trend(series, 'delay'),
      lag: trend(series, 'lag'),
      inRate: trend(series, 'inRate'),
      outRate: trend(series, 'outRate'),
      failed: trend(series, 'failed'),
    },
  };
}

/** The highest of each stretch, so that no peak is lost. */
function trend(series: readonly ChartPoint[], figure: TrendFigure): (number | null)[] {
  const size = Math.max(1, Math.ceil(series.length / TREND_POINTS));
  const stretches = Math.ceil(series.length / size);
  return Array.from({ length: stretches }, (_, index) => {
    const known = series
      .slice(index * size, (index + 1) * size)
      .flatMap((point) => (point[figure] === null ? [] : [point[figure]]));
    return known.length === 0 ? null : Math.max(...known);
  });
}

/** An idle flow sends a sample every 30 s: it holds until the next. A busy one that falls silent is unknown. */
function isIdle({ inRate, outRate }: ChartPoint): boolean {
  return inRate === 0 && outRate === 0;
}
