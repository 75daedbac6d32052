/** Workers write a sample per flow this often, ms. */
export const SAMPLE_INTERVAL_MS = 5_000;

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

/** How finely samples are kept, and for how long. */
export interface MetricResolution {
  /** Width of one stored row, ms. */
  bucketMs: number;
  /** Rows younger than this are there, ms. */
  retentionMs: number;
}

/** Samples as workers write them: a day. */
export const RAW_SAMPLES: MetricResolution = { bucketMs: SAMPLE_INTERVAL_MS, retentionMs: DAY };
/** Roll-ups of a minute: 14 days. */
export const MINUTE_ROLL_UPS: MetricResolution = { bucketMs: MINUTE, retentionMs: 14 * DAY };
/** Roll-ups of ten minutes: 90 days. */
export const COARSE_ROLL_UPS: MetricResolution = { bucketMs: 10 * MINUTE, retentionMs: 90 * DAY };

/** Finest first; the bucket of each is a multiple of that of the one before. */
export const METRIC_RESOLUTIONS: readonly MetricResolution[] = [
  RAW_SAMPLES,
  MINUTE_ROLL_UPS,
  COARSE_ROLL_UPS,
];

/** The coarsest resolution that steps of this length can be put together from. */
export function resolutionOf(stepMs: number): MetricResolution {
  return METRIC_RESOLUTIONS.findLast(({ bucketMs }) => stepMs % bucketMs === 0) ?? RAW_SAMPLES;
}
