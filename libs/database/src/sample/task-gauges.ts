/** Newest figures of a task, from samples of the workers that hold its shards now. */
export interface TaskGauges {
  /** Delay of the slowest flow, ms; null when no sample of the last 30 s knows it. */
  delayMs: number | null;
  /** Source messages not yet at the target; null when no sample of the last 30 s knows it. */
  lagMessages: number | null;
  /** A flow has had lag for the last 60 s and got nothing done. */
  noProgress: boolean;
  /** A flow waited for the task's throttle in more than a tenth of its newest sample's interval. */
  throttled: boolean;
}

/** Of a task that nobody has reported on lately. */
export const NO_GAUGES: TaskGauges = {
  delayMs: null,
  lagMessages: null,
  noProgress: false,
  throttled: false,
};

/** Samples older than this say nothing of the present, ms. */
export const GAUGE_FRESH_MS = 30_000;
