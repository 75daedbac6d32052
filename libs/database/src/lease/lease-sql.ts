import { notifySql } from '../notify/channel.js';
import { isActive, isAlive } from './liveness.js';

/** Workers are only looked through for shards that have predecessors, which few do. */
const INCARNATIONS = (predecessors: string): string => `
  CASE WHEN cardinality(${predecessors}) = 0 THEN '[]'::jsonb ELSE coalesce((
    SELECT jsonb_agg(
      jsonb_build_object('id', p.id, 'name', p.name, 'producerGroup', p.producer_group)
      ORDER BY array_position(${predecessors}, p.id)
    )
    FROM worker p WHERE p.id = ANY (${predecessors})
  ), '[]'::jsonb) END`;

/** $1 worker: what its fair share is computed from, and how many active shards it holds. */
export const SHARE_SQL = `
  WITH live AS (
    SELECT w.id, (row_number() OVER (ORDER BY w.started_at, w.id) - 1)::int AS rank
    FROM worker w WHERE ${isAlive('w')} AND NOT w.draining
  ), active AS (
    SELECT s.owner FROM shard s JOIN flow f ON f.id = s.flow_id JOIN task t ON t.id = f.task_id WHERE ${isActive('t')}
  )
  SELECT
    (SELECT count(*)::int FROM active) AS "activeShards",
    (SELECT count(*)::int FROM active WHERE owner = $1) AS "ownShards",
    (SELECT count(*)::int FROM live) AS "liveWorkers",
    (SELECT rank FROM live WHERE id = $1) AS rank`;

/**
 * $1 worker, $2 how many at most. First those of the flows of which the worker holds least: one busy flow is then the work
 * of many workers, not of one. A task that a user's action has locked is skipped like a shard that another worker is
 * claiming, so that nobody begins with what is being changed.
 */
export const CLAIM_SQL = `
  WITH free AS (
    SELECT s.id, (SELECT count(*) FROM shard own WHERE own.flow_id = s.flow_id AND own.owner = $1)
      + row_number() OVER (PARTITION BY s.flow_id ORDER BY s.since, s.id) AS place
    FROM shard s JOIN flow f ON f.id = s.flow_id JOIN task t ON t.id = f.task_id
    WHERE s.owner IS NULL AND ${isActive('t')}
  ), picked AS (
    SELECT s.id, t.id AS task_id, t.generation, s.since > t.wanted_since AS handed_over
    FROM free JOIN shard s ON s.id = free.id JOIN flow f ON f.id = s.flow_id JOIN task t ON t.id = f.task_id
    WHERE s.owner IS NULL AND ${isActive('t')}
      AND EXISTS (SELECT 1 FROM worker w WHERE w.id = $1 AND ${isAlive('w')} AND NOT w.draining)
    ORDER BY free.place, s.since, s.id
    LIMIT $2
    FOR UPDATE OF s SKIP LOCKED
    FOR SHARE OF t SKIP LOCKED
  ), claimed AS (
    UPDATE shard s
    SET owner = $1, epoch = s.epoch + 1, phase = 'INITIALIZING', observed_generation = picked.generation,
      reason = NULL, since = clock_timestamp()
    FROM picked WHERE s.id = picked.id
    RETURNING s.id, s.flow_id, picked.task_id, s.index, s.epoch, picked.generation, s.predecessors,
      picked.handed_over
  ), told AS (
    SELECT id, ${notifySql('shard', 'id', 'task_id')} FROM claimed
  )
  SELECT c.id, c.flow_id AS "flowId", c.task_id AS "taskId", c.index, c.epoch, c.generation,
    c.handed_over AS "handedOver", ${INCARNATIONS('c.predecessors')} AS predecessors
  FROM claimed c JOIN told ON told.id = c.id ORDER BY c.flow_id, c.index`;

/** $1 worker. The last ones are let go when there are too many: one of each flow before two of any. */
export const OWNED_SQL = `
  SELECT s.id, s.flow_id AS "flowId", t.id AS "taskId", s.index, s.epoch, t.generation, ${isActive('t')} AS wanted,
    ${INCARNATIONS('s.predecessors')} AS predecessors
  FROM shard s JOIN flow f ON f.id = s.flow_id JOIN task t ON t.id = f.task_id
  WHERE s.owner = $1 ORDER BY row_number() OVER (PARTITION BY s.flow_id ORDER BY s.id), s.id`;

/** $1 shard, $2 worker, $3 epoch, $4 phase, $5 observed generation, $6 reason. Tells only when something changed. */
export const REPORT_SQL = `
  WITH old AS (
    SELECT id, flow_id, phase, observed_generation, reason FROM shard
    WHERE id = $1 AND owner = $2 AND epoch = $3 FOR NO KEY UPDATE
  ), changed AS (
    UPDATE shard s SET phase = $4, observed_generation = $5, reason = $6::jsonb, since = clock_timestamp()
    FROM old WHERE s.id = old.id
      AND (old.phase, old.observed_generation, old.reason) IS DISTINCT FROM ($4, $5::int, $6::jsonb)
    RETURNING s.id, s.flow_id
  )
  SELECT old.id, (
    SELECT ${notifySql('shard', 'changed.id', 'f.task_id')} FROM changed JOIN flow f ON f.id = changed.flow_id
  ) AS told
  FROM old`;

/** $1 shard, $2 worker, $3 epoch, $4 clean. */
export const RELEASE_SQL = `
  UPDATE shard
  SET owner = NULL, phase = 'IDLE', reason = NULL, since = clock_timestamp(),
    predecessors = CASE WHEN $4 THEN predecessors ELSE array_prepend(owner, array_remove(predecessors, owner)) END
  WHERE id = $1 AND owner = $2 AND epoch = $3
  RETURNING id`;
