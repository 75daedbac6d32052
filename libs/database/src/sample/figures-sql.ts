/** Columns that are summed over time, over workers and over flows. */
export const COUNTS = [
  'read',
  'sent',
  'skipped_loop',
  'filtered',
  'failed',
  'bytes',
  'gap_messages',
  'throttled_ms',
  'backoff_ms',
];

/** All columns of figures. */
export const FIGURES = [...COUNTS, 'delay_ms', 'delay_max_ms', 'lag_messages'];

/** SQL of sums of the counts and maxima of the delays, under the names of their columns. */
export const MERGED_BUT_LAG = [
  ...COUNTS.map((name) => `sum(${name})::bigint AS ${name}`),
  'max(delay_ms) AS delay_ms',
  'max(delay_max_ms) AS delay_max_ms',
].join(', ');

/** How rows of one flow at different times become one: counts are summed, gauges are maxima; what is unknown stays out. */
export const MERGED_OVER_TIME = `${MERGED_BUT_LAG}, max(lag_messages) AS lag_messages`;

/** How rows of one time become one: as above, but their lags add up. */
export const MERGED_AT_ONE_TIME = `${MERGED_BUT_LAG}, sum(lag_messages)::bigint AS lag_messages`;

/** SQL interval of so many ms, given as a number or as an expression. */
export const ms = (value: number | string): string => `${value} * interval '1 millisecond'`;

/** SQL of the start of the bucket that the moment is in; buckets are multiples of their width since the epoch. */
export const bin = (width: number | string, moment: string): string =>
  `date_bin(${ms(width)}, ${moment}, timestamptz 'epoch')`;

/** SQL of the moment that a parameter gives in ms since the epoch. */
export const moment = (parameter: string): string => `to_timestamp(${parameter}::float8 / 1000)`;
