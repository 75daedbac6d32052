import { COARSE_ROLL_UPS, MINUTE_ROLL_UPS } from '@slipstream/shared';
import { epochMs } from '../sql.js';
import { rawBuckets, rolledBuckets, type RollUpTable } from './bucket-sql.js';
import { bin, FIGURES, moment, ms } from './figures-sql.js';

/** Late marks that are taken at once. */
const LATE_AT_ONCE = 20_000;

const COLUMNS = FIGURES.join(', ');
const MINUTE_MS = MINUTE_ROLL_UPS.bucketMs;
const COARSE_MS = COARSE_ROLL_UPS.bucketMs;

/** Stores buckets; those that are there already are replaced, and only touched when they have changed. */
const store = (table: RollUpTable, rows: string): string => `
  INSERT INTO ${table} AS known (flow_id, at, ${COLUMNS})
  SELECT flow_id, at, ${COLUMNS} FROM (${rows}) AS fresh
  ON CONFLICT (flow_id, at) DO UPDATE SET ${FIGURES.map((name) => `${name} = excluded.${name}`).join(', ')}
  WHERE (${FIGURES.map((name) => `known.${name}`).join(', ')})
    IS DISTINCT FROM (${FIGURES.map((name) => `excluded.${name}`).join(', ')})
  RETURNING flow_id AS "flowId", ${epochMs('at')} AS at`;

const between = (from: string, to: string): string => `s.at >= ${from} AND s.at < ${to}`;

/** No sample before this is written any more without a mark. It follows the clock, whichever way that goes. */
export const CLOSE_SQL = `
  UPDATE sample_gate SET closed_until = ${bin(MINUTE_MS, 'clock_timestamp()')}
  WHERE closed_until <> ${bin(MINUTE_MS, 'clock_timestamp()')} RETURNING 1`;

/** How far samples are closed and rolled up, and PostgreSQL's time, ms. */
export const PROGRESS_SQL = `
  SELECT ${epochMs('clock_timestamp()')} AS now, ${epochMs('g.closed_until')} AS "closedUntil",
    ${epochMs('m.rolled_until')} AS "minutesUntil", ${epochMs('c.rolled_until')} AS "coarseUntil"
  FROM sample_gate g, sample_roll_up m, sample_roll_up c
  WHERE m.bucket_ms = ${MINUTE_MS} AND c.bucket_ms = ${COARSE_MS}`;

/** $1 from and $2 to in ms, multiples of a minute. */
export const ROLL_MINUTES_SQL = store(
  'sample_minute',
  `SELECT f.id AS flow_id, b.*
   FROM flow f CROSS JOIN LATERAL (${rawBuckets(MINUTE_MS, between(moment('$1'), moment('$2')))}) AS b`,
);

/** $1 from and $2 to in ms, multiples of ten minutes. */
export const ROLL_COARSE_SQL = store(
  'sample_coarse',
  `SELECT f.id AS flow_id, b.* FROM flow f CROSS JOIN LATERAL (
     ${rolledBuckets('sample_minute', COARSE_MS, between(moment('$1'), moment('$2')))}
   ) AS b`,
);

/** Rolls those minutes up again that have had samples since; gives the ones that changed. */
export const ROLL_LATE_SQL = `
  WITH taken AS (
    DELETE FROM sample_late WHERE id IN (SELECT id FROM sample_late ORDER BY id LIMIT ${LATE_AT_ONCE})
    RETURNING flow_id, at
  ), late AS (
    SELECT DISTINCT flow_id, at FROM taken
    WHERE at < (SELECT rolled_until FROM sample_roll_up WHERE bucket_ms = ${MINUTE_MS})
  )
  ${store(
    'sample_minute',
    `SELECT f.id AS flow_id, b.* FROM late JOIN flow f ON f.id = late.flow_id CROSS JOIN LATERAL (
       ${rawBuckets(MINUTE_MS, between('late.at', `late.at + ${ms(MINUTE_MS)}`))}
     ) AS b`,
  )}`;

/** $1 flows and $2 minutes in ms: rolls up again what they are part of. */
export const ROLL_LATE_COARSE_SQL = `
  WITH late AS (
    SELECT DISTINCT flow_id, ${bin(COARSE_MS, moment('at'))} AS at FROM unnest($1::uuid[], $2::float8[]) AS i (flow_id, at)
    WHERE ${moment('at')} < (SELECT rolled_until FROM sample_roll_up WHERE bucket_ms = ${COARSE_MS})
  )
  ${store(
    'sample_coarse',
    `SELECT f.id AS flow_id, b.* FROM late JOIN flow f ON f.id = late.flow_id CROSS JOIN LATERAL (
       ${rolledBuckets('sample_minute', COARSE_MS, between('late.at', `late.at + ${ms(COARSE_MS)}`))}
     ) AS b`,
  )}`;

/** $1 width of the buckets, $2 where they end now, both in ms. */
export const ROLLED_SQL = `UPDATE sample_roll_up SET rolled_until = ${moment('$2')} WHERE bucket_ms = $1`;
