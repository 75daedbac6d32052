import { SAMPLE_INTERVAL_MS, SAMPLE_RETENTION_MS, STALLED_AFTER_MS } from '@slipstream/shared';
import { notifySql } from '../notify/channel.js';
import { epochMs } from '../sql.js';
import { GAUGE_FRESH_MS } from './task-gauges.js';

const ms = (value: number | string): string => `${value} * interval '1 millisecond'`;
const COUNTS = [
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
const sums = (names: readonly string[]): string =>
  names.map((name) => `sum(${name})::bigint AS ${name}`).join(', ');

/** $1.. the samples' columns as arrays. Samples of flows that are gone are dropped. Totals are counted with checkpoints. */
export const INSERT_SAMPLES_SQL = `
  WITH item AS (
    SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::float8[], $4::bigint[], $5::bigint[], $6::bigint[], $7::bigint[],
      $8::bigint[], $9::bigint[], $10::bigint[], $11::bigint[], $12::bigint[], $13::bigint[], $14::bigint[], $15::bigint[])
      AS i (flow_id, worker_id, at, ${COUNTS.join(', ')}, delay_ms, delay_max_ms, lag_messages)
  ), locked AS (
    SELECT id, task_id FROM flow WHERE id = ANY ($1::uuid[]) ORDER BY id FOR KEY SHARE
  ), added AS (
    INSERT INTO sample (flow_id, worker_id, at, ${COUNTS.join(', ')}, delay_ms, delay_max_ms, lag_messages)
    SELECT flow_id, worker_id, coalesce(to_timestamp(at / 1000), clock_timestamp()), ${COUNTS.join(', ')}, delay_ms,
      delay_max_ms, lag_messages
    FROM item JOIN locked ON locked.id = item.flow_id
  ), paced AS (
    SELECT flow_id, sum(throttled_ms)::bigint AS throttled_ms, sum(backoff_ms)::bigint AS backoff_ms
    FROM item JOIN locked ON locked.id = item.flow_id GROUP BY flow_id HAVING sum(throttled_ms + backoff_ms) > 0
  ), waited AS (
    SELECT f.id FROM flow f JOIN paced ON paced.flow_id = f.id ORDER BY f.id FOR NO KEY UPDATE OF f
  ), counted AS (
    UPDATE flow SET total_throttled_ms = total_throttled_ms + paced.throttled_ms,
      total_backoff_ms = total_backoff_ms + paced.backoff_ms
    FROM paced JOIN waited ON waited.id = paced.flow_id WHERE flow.id = paced.flow_id
  )
  SELECT ${notifySql('sample', 'id', 'task_id')} FROM locked`;

/**
 * Points of a task in one pass over the samples of its flows.
 *
 * $1 task, $2 first and $3 end (exclusive) in ms, $4 step in ms. Counts are summed. Gauges of the workers that share a flow
 * belong together only within one sample interval: there delays are maxima and lags sums; over the intervals of a step
 * both are maxima.
 */
export function rangeSql(split: boolean): string {
  const bin = (step: string): string => `date_bin(${step}, at, timestamptz 'epoch')`;
  const direction = split ? ', direction' : '';
  return `
    WITH part AS (
      SELECT f.direction, s.*, ${bin(ms(SAMPLE_INTERVAL_MS))} AS moment
      FROM flow f JOIN sample s ON s.flow_id = f.id
      WHERE f.task_id = $1 AND s.at >= to_timestamp($2::float8 / 1000) AND s.at < to_timestamp($3::float8 / 1000)
    ), per_worker AS (
      SELECT direction, moment, flow_id, worker_id, ${sums(COUNTS)},
        max(delay_ms) AS delay_ms, max(delay_max_ms) AS delay_max_ms, max(lag_messages) AS lag_messages
      FROM part GROUP BY direction, moment, flow_id, worker_id
    ), per_moment AS (
      SELECT moment AS at${direction}, ${sums(COUNTS)}, max(delay_ms) AS delay_ms, max(delay_max_ms) AS delay_max_ms,
        sum(lag_messages)::bigint AS lag_messages
      FROM per_worker GROUP BY moment${direction}
    ), point AS (
      SELECT ${bin(ms('$4::float8'))} AS step${direction}, ${sums(COUNTS)}, max(delay_ms) AS delay_ms,
        max(delay_max_ms) AS delay_max_ms, max(lag_messages) AS lag_messages
      FROM per_moment GROUP BY 1${direction}
    )
    SELECT ${epochMs('step')} AS at${direction}, read, sent, skipped_loop AS "skippedLoop", filtered, failed, bytes,
      gap_messages AS "gapMessages", throttled_ms AS "throttledMs", backoff_ms AS "backoffMs",
      delay_ms AS "delayMs", delay_max_ms AS "delayMaxMs", lag_messages AS "lagMessages"
    FROM point ORDER BY step${direction}`;
}

/**
 * $1 task ids. One row per task that has a sample of the last minute from a worker that holds one of its shards now.
 * Messages that were filtered out or skipped are progress too: a flow may have nothing to send. The statement's time is
 * one value, unlike clock_timestamp(), and so an index takes it.
 */
export const GAUGES_SQL = `
  WITH holder AS (
    SELECT DISTINCT f.task_id, f.id AS flow_id, s.owner
    FROM flow f JOIN shard s ON s.flow_id = f.id
    WHERE f.task_id = ANY ($1::uuid[]) AND s.owner IS NOT NULL
  ), figure AS (
    SELECT holder.task_id, newest.delay_ms, newest.lag_messages, newest.throttled_ms, minute.stalled
    FROM holder
    CROSS JOIN LATERAL (
      SELECT coalesce(bool_and(coalesce(m.lag_messages, 0) > 0) AND sum(m.sent + m.skipped_loop + m.filtered) = 0
        AND min(m.at) <= statement_timestamp() - ${ms(STALLED_AFTER_MS - 2 * SAMPLE_INTERVAL_MS)}, false) AS stalled
      FROM sample m
      WHERE m.flow_id = holder.flow_id AND m.worker_id = holder.owner
        AND m.at > statement_timestamp() - ${ms(STALLED_AFTER_MS)}
    ) AS minute
    LEFT JOIN LATERAL (
      SELECT n.delay_ms, n.lag_messages, n.throttled_ms FROM sample n
      WHERE n.flow_id = holder.flow_id AND n.worker_id = holder.owner
        AND n.at > statement_timestamp() - ${ms(GAUGE_FRESH_MS)}
      ORDER BY n.at DESC LIMIT 1
    ) AS newest ON true
  )
  SELECT task_id AS "taskId", max(delay_ms) AS "delayMs", sum(lag_messages)::bigint AS "lagMessages",
    bool_or(stalled) AS "noProgress", coalesce(max(throttled_ms), 0) > ${SAMPLE_INTERVAL_MS / 10} AS throttled
  FROM figure GROUP BY task_id`;

export const DELETE_PAST_RETENTION_SQL = `
  DELETE FROM sample WHERE at < statement_timestamp() - ${ms(SAMPLE_RETENTION_MS)}`;
