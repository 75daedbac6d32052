import { SAMPLE_INTERVAL_MS } from '@slipstream/shared';
import { bin, MERGED_AT_ONE_TIME, MERGED_OVER_TIME } from './figures-sql.js';

/**
 * Subquery: the samples of flow `f.id` in buckets of `width` ms. Lags of the workers that share the flow belong together
 * only within one sample interval: there they are summed, over the intervals of a bucket the highest counts.
 *
 * @param window condition on `s.at`
 */
export function rawBuckets(width: number | string, window: string): string {
  return `
    SELECT ${bin(width, 'moment')} AS at, ${MERGED_OVER_TIME} FROM (
      SELECT moment, ${MERGED_AT_ONE_TIME} FROM (
        SELECT worker_id, ${bin(SAMPLE_INTERVAL_MS, 's.at')} AS moment, ${MERGED_OVER_TIME}
        FROM sample s WHERE s.flow_id = f.id AND ${window} GROUP BY 1, 2
      ) AS of_worker GROUP BY moment
    ) AS of_moment GROUP BY 1`;
}

/** Subquery: the roll-ups of flow `f.id` in wider buckets; `window` is a condition on `s.at`. */
export function rolledBuckets(table: RollUpTable, width: number | string, window: string): string {
  return `
    SELECT ${bin(width, 's.at')} AS at, ${MERGED_OVER_TIME} FROM ${table} s WHERE s.flow_id = f.id AND ${window} GROUP BY 1`;
}

/** Tables of roll-ups. */
export type RollUpTable = 'sample_minute' | 'sample_coarse';
