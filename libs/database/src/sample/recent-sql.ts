import { MINUTE_ROLL_UPS } from '@slipstream/shared';
import { bin, moment } from './figures-sql.js';

const MINUTE_MS = MINUTE_ROLL_UPS.bucketMs;
const ROLLED = `(SELECT rolled_until FROM sample_roll_up WHERE bucket_ms = ${MINUTE_MS})`;

/**
 * Whole minutes of many tasks at once: what stands in the roll-ups from there, the newest ones from the samples. Sums and
 * maxima do not mind over what they are taken, so that this needs none of the levels that a lag does.
 *
 * $1 task ids, null for all; $2 first minute and $3 end (exclusive) in ms. A row per task that has a sample, with arrays that
 * belong together: the minutes that have one (counted from the first), messages sent, and the highest delay.
 */
export const RECENT_SQL = `
  WITH minute AS (
    SELECT f.task_id, b.at, sum(b.sent)::float8 AS sent, max(b.delay_max_ms)::float8 AS delay_ms
    FROM flow f CROSS JOIN LATERAL (
      SELECT s.at, s.sent, s.delay_max_ms FROM sample_minute s
      WHERE s.flow_id = f.id AND s.at >= ${moment('$2')} AND s.at < ${moment('$3')} AND s.at < ${ROLLED}
      UNION ALL
      SELECT ${bin(MINUTE_MS, 's.at')}, s.sent, s.delay_max_ms FROM sample s
      WHERE s.flow_id = f.id AND s.at >= ${moment('$2')} AND s.at < ${moment('$3')} AND s.at >= ${ROLLED}
    ) AS b
    WHERE $1::uuid[] IS NULL OR f.task_id = ANY ($1::uuid[])
    GROUP BY f.task_id, b.at
  )
  SELECT task_id AS "taskId",
    array_agg(extract(epoch FROM at - ${moment('$2')})::float8 / ${MINUTE_MS / 1000} ORDER BY at) AS places,
    array_agg(sent ORDER BY at) AS sent, array_agg(delay_ms ORDER BY at) AS "delayMs"
  FROM minute GROUP BY task_id`;
