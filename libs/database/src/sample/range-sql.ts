import { COARSE_ROLL_UPS, MINUTE_ROLL_UPS, type MetricResolution } from '@slipstream/shared';
import { epochMs } from '../sql.js';
import { rawBuckets, rolledBuckets } from './bucket-sql.js';
import { COUNTS, MERGED_AT_ONE_TIME, MERGED_OVER_TIME, moment } from './figures-sql.js';

const rolledUntil = ({ bucketMs }: MetricResolution): string =>
  `(SELECT rolled_until FROM sample_roll_up WHERE bucket_ms = ${bucketMs})`;

/**
 * Points of a task, from the coarsest rows that its steps can be put together from: what is not rolled up yet comes from
 * finer ones, so that the answer is the same whenever it is asked for.
 *
 * $1 task, $2 first and $3 end (exclusive) in ms, $4 step in ms. Counts are summed, delays are maxima. The lag of a flow in
 * a step is its highest; that of a task is the sum of its flows'.
 */
export function rangeSql(resolution: MetricResolution, split: boolean): string {
  const direction = split ? ', direction' : '';
  return `
    WITH of_flow AS (
      SELECT f.direction, b.at, ${MERGED_OVER_TIME}
      FROM flow f CROSS JOIN LATERAL (${sources(resolution).join(' UNION ALL ')}) AS b
      WHERE f.task_id = $1 GROUP BY f.id, f.direction, b.at
    ), point AS (
      SELECT at AS step${direction}, ${MERGED_AT_ONE_TIME} FROM of_flow GROUP BY at${direction}
    )
    SELECT ${epochMs('step')} AS at${direction}, ${COUNTS.map((name) => `${name} AS "${camelCase(name)}"`).join(', ')},
      delay_ms AS "delayMs", delay_max_ms AS "delayMaxMs", lag_messages AS "lagMessages"
    FROM point ORDER BY step${direction}`;
}

function sources({ bucketMs }: MetricResolution): string[] {
  const step = '$4::float8';
  const from = `s.at >= ${moment('$2')}`;
  const to = `s.at < ${moment('$3')}`;
  if (bucketMs < MINUTE_ROLL_UPS.bucketMs) return [rawBuckets(step, `${from} AND ${to}`)];
  const minutes = rolledUntil(MINUTE_ROLL_UPS);
  const raw = rawBuckets(step, `${from} AND ${to} AND s.at >= ${minutes}`);
  const fine = `${from} AND ${to} AND s.at < ${minutes}`;
  if (bucketMs < COARSE_ROLL_UPS.bucketMs) return [rolledBuckets('sample_minute', step, fine), raw];
  const coarse = rolledUntil(COARSE_ROLL_UPS);
  return [
    rolledBuckets('sample_coarse', step, `${from} AND ${to} AND s.at < ${coarse}`),
    rolledBuckets('sample_minute', step, `${fine} AND s.at >= ${coarse}`),
    raw,
  ];
}

function camelCase(name: string): string {
  return name.replace(/_(\w)/gu, (_, letter: string) => letter.toUpperCase());
}
