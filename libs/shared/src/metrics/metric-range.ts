/** A chart never gets more points than this. */
export const METRIC_POINTS_MAX = 300;
/** Workers write a sample per flow this often, ms. */
export const SAMPLE_INTERVAL_MS = 5_000;
/** Samples older than this are dropped, ms (7 days). */
export const SAMPLE_RETENTION_MS = 7 * 24 * 3_600_000;

/** A validated range of samples; all in ms, `step` a multiple of {@link SAMPLE_INTERVAL_MS}. */
export interface MetricRange {
  from: number;
  to: number;
  step: number;
}

/**
 * Fills in what a metrics query leaves out (the last 15 minutes, the finest step) and widens a step that would give more
 * than {@link METRIC_POINTS_MAX} points.
 *
 * @param now ms since the epoch
 */
export function metricRange(query: { from?: number; to?: number; step?: number }, now: number): MetricRange {
  const to = query.to ?? now;
  const from = query.from ?? to - 15 * 60_000;
  const finest = Math.max(SAMPLE_INTERVAL_MS, Math.ceil((to - from) / METRIC_POINTS_MAX));
  const asked = Math.max(query.step ?? 0, finest);
  return { from, to, step: Math.ceil(asked / SAMPLE_INTERVAL_MS) * SAMPLE_INTERVAL_MS };
}
