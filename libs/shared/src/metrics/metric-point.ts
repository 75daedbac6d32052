/** Counts of one flow over one sample interval, and its gauges at the interval's end. Counts are deltas, in messages. */
export interface MetricSample {
  /** End of the interval, ms since the epoch. */
  at: number;
  read: number;
  sent: number;
  skippedLoop: number;
  filtered: number;
  failed: number;
  /** Body and property bytes written to the target. */
  bytes: number;
  /** Source messages that were deleted before they were copied. */
  gapMessages: number;
  /** Time in which the flow waited for the task's throttle, ms, summed over its workers. */
  throttledMs: number;
  /** Time in which the flow backed off from a target that said busy, ms, summed over its workers. */
  backoffMs: number;
  /** Age of the oldest source message not yet at the target, ms; 0 when caught up; null when unknown. */
  delayMs: number | null;
  /** Highest delay inside the interval, ms. */
  delayMaxMs: number | null;
  /** Source messages not yet at the target; null when unknown. */
  lagMessages: number | null;
}

/** One point of a chart: the sums and maxima of the samples within one step. */
export interface MetricPoint extends MetricSample {
  /** Which flow it belongs to; absent when the flows are summed. */
  direction?: 'forward' | 'reverse';
}

/** Counts since a task was created, in messages; decimal strings since they may pass 2^53. */
export interface TaskTotals {
  read: string;
  sent: string;
  failed: string;
  skippedLoop: string;
  filtered: string;
  /** Deleted at the source before they were copied. */
  gapMessages: string;
}
