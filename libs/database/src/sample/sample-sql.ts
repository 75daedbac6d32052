import { MINUTE_ROLL_UPS, RAW_SAMPLES } from '@slipstream/shared';
import { notifySql } from '../notify/channel.js';
import { bin, FIGURES, moment, ms } from './figures-sql.js';

/**
 * $1.. the samples' columns as arrays. Samples of flows that are gone are dropped, and those that are older than what is
 * kept. Totals are counted with checkpoints.
 *
 * The lock on the gate is shared among all that insert: when minutes are closed, what came before is committed, and what
 * comes later sees it and leaves a mark, so that the minute is rolled up again.
 */
export const INSERT_SAMPLES_SQL = `
  WITH gate AS MATERIALIZED (
    SELECT closed_until, least(kept_from, statement_timestamp() - ${ms(RAW_SAMPLES.retentionMs)}) AS kept_from
    FROM sample_gate FOR SHARE
  ), item AS MATERIALIZED (
    SELECT f.task_id, i.flow_id, i.worker_id, coalesce(${moment('i.at')}, clock_timestamp()) AS at, ${FIGURES.join(', ')}
    FROM unnest($1::uuid[], $2::uuid[], $3::float8[], $4::bigint[], $5::bigint[], $6::bigint[], $7::bigint[],
      $8::bigint[], $9::bigint[], $10::bigint[], $11::bigint[], $12::bigint[], $13::bigint[], $14::bigint[], $15::bigint[])
      AS i (flow_id, worker_id, at, ${FIGURES.join(', ')})
    JOIN flow f ON f.id = i.flow_id
  ), added AS (
    INSERT INTO sample (flow_id, worker_id, at, ${FIGURES.join(', ')})
    SELECT flow_id, worker_id, at, ${FIGURES.join(', ')} FROM item JOIN gate ON item.at >= gate.kept_from
  ), late AS (
    INSERT INTO sample_late (flow_id, at)
    SELECT DISTINCT flow_id, ${bin(MINUTE_ROLL_UPS.bucketMs, 'at')}
    FROM item JOIN gate ON item.at >= gate.kept_from AND item.at < gate.closed_until
  ), paced AS (
    SELECT flow_id, sum(throttled_ms)::bigint AS throttled_ms, sum(backoff_ms)::bigint AS backoff_ms
    FROM item GROUP BY flow_id HAVING sum(throttled_ms + backoff_ms) > 0
  ), waited AS (
    SELECT f.id FROM flow f JOIN paced ON paced.flow_id = f.id ORDER BY f.id FOR NO KEY UPDATE OF f
  ), counted AS (
    UPDATE flow SET total_throttled_ms = total_throttled_ms + paced.throttled_ms,
      total_backoff_ms = total_backoff_ms + paced.backoff_ms
    FROM paced JOIN waited ON waited.id = paced.flow_id WHERE flow.id = paced.flow_id
  )
  SELECT ${notifySql('sample', 'flow_id', 'task_id')} FROM (SELECT DISTINCT flow_id, task_id FROM item) AS told`;
