import { isAlive } from '../lease/liveness.js';

/** Who takes a check may end without a word this often; then it is over. */
export const CHECK_ATTEMPTS_MAX = 2;
/** Rows are kept for this long: a result is looked at when it is made. */
export const CHECK_KEPT = '1 hour';
/** A check that runs for longer has lost who looks: its deadline is half of it. */
const LOST_AFTER = '60 seconds';

/** SQL condition: whoever has taken the run looks no more. */
const IS_LOST = `(r.state = 'RUNNING' AND (
  r.started_at < clock_timestamp() - interval '${LOST_AFTER}'
  OR (r.worker_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM worker w WHERE w.id = r.worker_id AND ${isAlive('w')}))
))`;

/** `$1` worker. The oldest run that nobody looks at becomes its own, so long as its lease runs. */
export const CLAIM_CHECK_SQL = `
  UPDATE check_run c SET state = 'RUNNING', attempt = c.attempt + 1, worker_id = w.id, by_name = w.name, host = w.host,
    started_at = clock_timestamp(), lines = '[]'
  FROM worker w
  WHERE w.id = $1 AND ${isAlive('w')} AND c.id = (
    SELECT r.id FROM check_run r
    WHERE r.input IS NOT NULL AND r.attempt < ${CHECK_ATTEMPTS_MAX} AND (r.state = 'WAITING' OR ${IS_LOST})
    ORDER BY r.created_at LIMIT 1 FOR UPDATE SKIP LOCKED
  )
  RETURNING c.id, c.attempt, c.input`;

/** `$1` run, `$2` machine, `$3` ms that workers get to take it. The API looks itself where no worker does. */
export const CLAIM_FOR_API_SQL = `
  UPDATE check_run c SET state = 'RUNNING', attempt = c.attempt + 1, worker_id = NULL, by_name = $2, host = $2,
    started_at = clock_timestamp(), lines = '[]'
  WHERE c.id = (
    SELECT r.id FROM check_run r
    WHERE r.id = $1 AND r.input IS NOT NULL AND r.attempt < ${CHECK_ATTEMPTS_MAX} AND (
      (r.state = 'WAITING' AND r.created_at < clock_timestamp() - $3 * interval '1 millisecond')
      OR ((r.state = 'WAITING' OR ${IS_LOST}) AND NOT EXISTS (SELECT 1 FROM worker w WHERE ${isAlive('w')}))
    )
    FOR UPDATE SKIP LOCKED
  )
  RETURNING c.id, c.attempt, c.input`;

/** `$1` run, `$2` its last line. Ends a run that nobody may take again. */
export const END_LOST_SQL = `
  UPDATE check_run r SET state = 'DONE', finished_at = clock_timestamp(), input = NULL, lines = r.lines || $2::jsonb
  WHERE r.id = $1 AND r.attempt >= ${CHECK_ATTEMPTS_MAX} AND ${IS_LOST}
  RETURNING r.id`;
