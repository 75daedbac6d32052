import { CHECKPOINT_RING } from '../checkpoint/checkpoint-sql.js';

const OVERWRITE = `ON CONFLICT (stream_id, slot) DO UPDATE SET seq = excluded.seq, generation = excluded.generation,
    source_offset = excluded.source_offset, target_offset = excluded.target_offset,
    source_identity = excluded.source_identity, target_identity = excluded.target_identity,
    epoch = excluded.epoch, saved_at = excluded.saved_at`;

const LAST_CHECKPOINT = `CROSS JOIN LATERAL (
    SELECT * FROM checkpoint c WHERE c.stream_id = s.id ORDER BY c.seq DESC LIMIT 1
  ) AS last`;

/** What lies before the streams is counted anew, from their new positions, when their workers tell how much it is. */
const BACKFILL_AGAIN = (position: string, streams: string): string =>
  `INSERT INTO stream_status (stream_id, state, backfill_from)
    SELECT id, 'PENDING', ${position} FROM ${streams} ORDER BY id
    ON CONFLICT (stream_id) DO UPDATE SET backfill_from = excluded.backfill_from, backfill_to = NULL, backfilled_at = NULL`;

/** $1 task. All its streams that are not retired. */
export const POSITIONS_SQL = `
  SELECT s.id, f.direction, s.source_topic AS "sourceTopic", s.source_broker AS "sourceBroker",
    s.source_queue AS "sourceQueue", s.target_topic AS "targetTopic", last.source_offset AS position, last.generation,
    last.seq, h.epoch AS "shardEpoch", h.predecessors = '{}' AS known
  FROM flow f
  JOIN stream s ON s.flow_id = f.id AND NOT s.retired
  JOIN shard h ON h.flow_id = f.id AND h.index = s.shard_index
  ${LAST_CHECKPOINT}
  WHERE f.task_id = $1
  ORDER BY f.direction, s.source_topic, s.source_broker, s.source_queue, s.target_topic`;

/** $1 task, $2 actor. Only the last reset can be undone. */
export const BEGIN_RESET_SQL = `
  WITH gone AS (DELETE FROM offset_reset_stream WHERE task_id = $1)
  INSERT INTO offset_reset (task_id, at, actor) VALUES ($1, clock_timestamp(), $2)
  ON CONFLICT (task_id) DO UPDATE SET at = excluded.at, actor = excluded.actor
  RETURNING task_id`;

/**
 * $1 task, $2 stream ids, $3 source offsets. Opens a new generation of each stream at the given offset: one that no copy
 * carries yet. What the target holds is known as before; of the source nothing has
 * been read yet. Where the stream was is kept.
 */
export const RESET_SQL = `
  WITH moved AS MATERIALIZED (
    SELECT s.id, item.source_offset AS to_offset, last.generation + 1 AS to_generation,
      last.seq, last.generation, last.source_offset, last.target_offset, last.source_identity, last.target_identity,
      last.epoch, h.epoch AS shard_epoch, h.predecessors = '{}' AS known
    FROM unnest($2::bigint[], $3::bigint[]) AS item (stream_id, source_offset)
    JOIN stream s ON s.id = item.stream_id
    JOIN flow f ON f.id = s.flow_id AND f.task_id = $1
    JOIN shard h ON h.flow_id = f.id AND h.index = s.shard_index
    ${LAST_CHECKPOINT}
  ), kept AS (
    INSERT INTO offset_reset_stream (stream_id, task_id, shard_epoch, known, to_generation, to_offset, from_generation,
      from_offset, from_source_identity)
    SELECT id, $1, shard_epoch, known, to_generation, to_offset, generation, source_offset, source_identity FROM moved
  ), again AS (
    ${BACKFILL_AGAIN('to_offset', 'moved')}
  )
  INSERT INTO checkpoint (stream_id, slot, seq, generation, source_offset, target_offset, source_identity,
    target_identity, epoch, saved_at)
  SELECT id, (seq + 1) % ${CHECKPOINT_RING}, seq + 1, to_generation, to_offset, target_offset, NULL, target_identity,
    epoch, clock_timestamp()
  FROM moved
  ${OVERWRITE}
  RETURNING stream_id`;

/** $1 task. What its last reset kept. */
export const LAST_RESET_SQL = `
  SELECT r.at, r.actor, coalesce((
    SELECT jsonb_agg(jsonb_build_object('streamId', k.stream_id, 'shardEpoch', k.shard_epoch, 'known', k.known,
      'toGeneration', k.to_generation, 'toOffset', k.to_offset, 'fromGeneration', k.from_generation,
      'fromOffset', k.from_offset))
    FROM offset_reset_stream k WHERE k.task_id = r.task_id
  ), '[]'::jsonb) AS streams
  FROM offset_reset r WHERE r.task_id = $1`;

/**
 * $1 task, $2 stream ids. When nobody has copied since the reset, its checkpoint goes, and the one before it is the newest
 * again, with its generation: recovery finds what the target has of it. Else copies of the reset's generation are at the
 * target: a generation of its own begins at the old position, behind them, so that they are not taken for the old ones.
 */
export const UNDO_SQL = `
  WITH back AS MATERIALIZED (
    SELECT s.id, last.seq, last.generation, last.epoch, last.target_offset, last.target_identity, k.from_offset,
      k.from_source_identity, h.epoch = k.shard_epoch AS untouched
    FROM offset_reset_stream k
    JOIN stream s ON s.id = k.stream_id
    JOIN shard h ON h.flow_id = s.flow_id AND h.index = s.shard_index
    ${LAST_CHECKPOINT}
    WHERE k.task_id = $1 AND k.stream_id = ANY ($2::bigint[])
  ), dropped AS (
    DELETE FROM checkpoint c USING back WHERE back.untouched AND c.stream_id = back.id AND c.seq = back.seq
  ), again AS (
    ${BACKFILL_AGAIN('from_offset', 'back')}
  )
  INSERT INTO checkpoint (stream_id, slot, seq, generation, source_offset, target_offset, source_identity,
    target_identity, epoch, saved_at)
  SELECT id, (seq + 1) % ${CHECKPOINT_RING}, seq + 1, generation + 1, from_offset, target_offset, from_source_identity,
    target_identity, epoch, clock_timestamp()
  FROM back WHERE NOT untouched
  ${OVERWRITE}
  RETURNING stream_id`;

/** $1 task. */
export const FORGET_RESET_SQL = `DELETE FROM offset_reset WHERE task_id = $1`;
