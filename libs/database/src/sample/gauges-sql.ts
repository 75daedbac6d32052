import { SAMPLE_INTERVAL_MS, STALLED_AFTER_MS } from '@slipstream/shared';
import { ms } from './figures-sql.js';
import { GAUGE_FRESH_MS } from './task-gauges.js';

/** Samples of one worker of a flow that say something of the present. The upper end leaves partitions of later out. */
const LATELY = (flow: string, worker: string): string => `
  flow_id = ${flow} AND worker_id = ${worker} AND at > statement_timestamp() - ${ms(STALLED_AFTER_MS)}
  AND at < statement_timestamp() + ${ms(STALLED_AFTER_MS)}`;

/**
 * $1 task ids, null for all. One row per task that has a sample of the last minute from a worker that holds one of its shards now.
 * Messages that were filtered out or skipped are progress too: a flow may have nothing to send. Only a flow whose newest
 * sample tells of lag and of nothing done can have been so for a minute, which is then looked at. The statement's time
 * is one value, unlike clock_timestamp(): an index takes it, and partitions of other times are left out.
 */
export const GAUGES_SQL = `
  WITH holder AS (
    SELECT DISTINCT f.task_id, f.id AS flow_id, s.owner
    FROM flow f JOIN shard s ON s.flow_id = f.id
    WHERE ($1::uuid[] IS NULL OR f.task_id = ANY ($1::uuid[])) AND s.owner IS NOT NULL
  ), newest AS (
    SELECT holder.*, n.delay_ms, n.lag_messages, n.throttled_ms,
      n.at > statement_timestamp() - ${ms(GAUGE_FRESH_MS)} AS fresh,
      n.lag_messages > 0 AND n.sent + n.skipped_loop + n.filtered = 0 AS idle
    FROM holder CROSS JOIN LATERAL (
      SELECT * FROM sample WHERE ${LATELY('holder.flow_id', 'holder.owner')} ORDER BY at DESC LIMIT 1
    ) AS n
  )
  SELECT task_id AS "taskId", max(delay_ms) FILTER (WHERE fresh) AS "delayMs",
    (sum(lag_messages) FILTER (WHERE fresh))::bigint AS "lagMessages",
    bool_or(CASE WHEN idle THEN (
      SELECT bool_and(coalesce(lag_messages, 0) > 0) AND sum(sent + skipped_loop + filtered) = 0
        AND min(at) <= statement_timestamp() - ${ms(STALLED_AFTER_MS - 2 * SAMPLE_INTERVAL_MS)}
      FROM sample WHERE ${LATELY('newest.flow_id', 'newest.owner')}
    ) ELSE false END) AS "noProgress",
    coalesce(max(throttled_ms) FILTER (WHERE fresh), 0) > ${SAMPLE_INTERVAL_MS / 10} AS throttled
  FROM newest GROUP BY task_id`;
