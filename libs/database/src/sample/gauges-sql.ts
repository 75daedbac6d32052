import { SAMPLE_INTERVAL_MS, STALLED_AFTER_MS } from '@slipstream/shared';
import { ms } from './figures-sql.js';
import { GAUGE_FRESH_MS } from './task-gauges.js';

/**
 * $1 task ids. One row per task that has a sample of the last minute from a worker that holds one of its shards now.
 * Messages that were filtered out or skipped are progress too: a flow may have nothing to send. The statement's time is
 * one value, unlike clock_timestamp(): an index takes it, and partitions of other times are left out. What the newest
 * sample says goes with its time through one max(), and so each flow's samples are read once.
 */
export const GAUGES_SQL = `
  WITH holder AS (
    SELECT DISTINCT f.task_id, f.id AS flow_id, s.owner
    FROM flow f JOIN shard s ON s.flow_id = f.id
    WHERE f.task_id = ANY ($1::uuid[]) AND s.owner IS NOT NULL
  ), figure AS (
    SELECT holder.task_id, minute.stalled, newest[2] AS delay_ms, newest[3] AS lag_messages, newest[4] AS throttled_ms
    FROM holder CROSS JOIN LATERAL (
      SELECT coalesce(bool_and(coalesce(m.lag_messages, 0) > 0) AND sum(m.sent + m.skipped_loop + m.filtered) = 0
          AND min(m.at) <= statement_timestamp() - ${ms(STALLED_AFTER_MS - 2 * SAMPLE_INTERVAL_MS)}, false) AS stalled,
        max(ARRAY[(date_part('epoch', m.at) * 1000000)::bigint, m.delay_ms, m.lag_messages, m.throttled_ms])
          FILTER (WHERE m.at > statement_timestamp() - ${ms(GAUGE_FRESH_MS)}) AS newest
      FROM sample m
      WHERE m.flow_id = holder.flow_id AND m.worker_id = holder.owner
        AND m.at > statement_timestamp() - ${ms(STALLED_AFTER_MS)} AND m.at < statement_timestamp() + ${ms(STALLED_AFTER_MS)}
    ) AS minute
  )
  SELECT task_id AS "taskId", max(delay_ms) AS "delayMs", sum(lag_messages)::bigint AS "lagMessages",
    bool_or(stalled) AS "noProgress", coalesce(max(throttled_ms), 0) > ${SAMPLE_INTERVAL_MS / 10} AS throttled
  FROM figure GROUP BY task_id`;
