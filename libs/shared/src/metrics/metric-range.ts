import { COARSE_ROLL_UPS, METRIC_RESOLUTIONS, SAMPLE_INTERVAL_MS } from './metric-resolution.js';

/** A chart never gets more points than this. */
export const METRIC_POINTS_MAX = 300;

/** A validated range of samples; all in ms, `step` a multiple of {@link SAMPLE_INTERVAL_MS}. */
export interface MetricRange {
  from: number;
  to: number;
  step: number;
}

/**
 * Fills in what a metrics query leaves out (the last 15 minutes, the finest step) and widens a step that would give more
 * than {@link METRIC_POINTS_MAX} points. A step of a roll-up's length or more, and any step of a range that begins before
 * the finer samples do, becomes a multiple of that roll-up.
 *
 * @param now ms since the epoch
 */
export function metricRange(query: { from?: number; to?: number; step?: number }, now: number): MetricRange {
  const to = query.to ?? now;
  const from = query.from ?? to - 15 * 60_000;
  const finest = Math.max(SAMPLE_INTERVAL_MS, Math.ceil((to - from) / METRIC_POINTS_MAX));
  const asked = Math.max(query.step ?? 0, finest);
  const { bucketMs } =
    METRIC_RESOLUTIONS.findLast((resolution) => resolution.bucketMs <= asked && keeps(resolution)) ??
    METRIC_RESOLUTIONS.find(keeps) ??
    COARSE_ROLL_UPS;
  return { from, to, step: Math.ceil(asked / bucketMs) * bucketMs };

  function keeps({ retentionMs }: { retentionMs: number }): boolean {
    return from >= now - retentionMs;
  }
}
