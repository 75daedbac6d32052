import { notifySql } from '../notify/channel.js';
import { epochMs } from '../sql.js';

/** Checkpoints kept of each stream. */
export const CHECKPOINT_RING = 64;

/**
 * $1 shard, $2 worker, $3 epoch, $4.. the checkpoints' columns as arrays, $10.. counts for the flow's totals. The lock on the shard's row makes a claim that
 * happens meanwhile wait, or makes this statement see it: then `held` is 0 and nothing is written. The first messages that a
 * flow has ever sent are an event.
 */
export const SAVE_CHECKPOINTS_SQL = `
  WITH held AS (
    SELECT flow_id, index FROM shard WHERE id = $1 AND owner = $2 AND epoch = $3 FOR SHARE
  ), next AS MATERIALIZED (
    SELECT item.*, (SELECT coalesce(max(c.seq) + 1, 0) FROM checkpoint c WHERE c.stream_id = item.stream_id) AS seq
    FROM unnest($4::bigint[], $5::int[], $6::bigint[], $7::bigint[], $8::text[], $9::text[])
      AS item (stream_id, generation, source_offset, target_offset, source_identity, target_identity)
    JOIN stream s ON s.id = item.stream_id
    JOIN held ON s.flow_id = held.flow_id AND s.shard_index = held.index
  ), saved AS (
    INSERT INTO checkpoint (stream_id, slot, seq, generation, source_offset, target_offset, source_identity,
      target_identity, epoch, saved_at)
    SELECT stream_id, seq % ${CHECKPOINT_RING}, seq, generation, source_offset, target_offset, source_identity,
      target_identity, $3, clock_timestamp()
    FROM next
    ON CONFLICT (stream_id, slot) DO UPDATE SET seq = excluded.seq, generation = excluded.generation,
      source_offset = excluded.source_offset, target_offset = excluded.target_offset,
      source_identity = excluded.source_identity, target_identity = excluded.target_identity,
      epoch = excluded.epoch, saved_at = excluded.saved_at
    RETURNING 1
  ), counted AS (
    UPDATE flow SET total_read = total_read + $10::bigint, total_sent = total_sent + $11::bigint,
      total_skipped_loop = total_skipped_loop + $12::bigint, total_filtered = total_filtered + $13::bigint,
      total_failed = total_failed + $14::bigint, total_bytes = total_bytes + $15::bigint
    FROM held WHERE flow.id = held.flow_id
      AND greatest($10::bigint, $11::bigint, $12::bigint, $13::bigint, $14::bigint, $15::bigint) > 0
    RETURNING flow.task_id, flow.direction, flow.total_sent
  ), first AS (
    INSERT INTO event (at, kind, severity, task_id, details)
    SELECT clock_timestamp(), 'FIRST_MESSAGE', 'INFO', t.id, jsonb_build_object('direction', counted.direction,
      'afterMs', greatest(0, round(${epochMs('clock_timestamp()')} - ${epochMs('t.wanted_since')}))::bigint)
    FROM counted JOIN task t ON t.id = counted.task_id WHERE $11::bigint > 0 AND counted.total_sent = $11::bigint
    RETURNING id, task_id
  )
  SELECT (SELECT count(*)::int FROM held) AS held, (SELECT count(*)::int FROM saved) AS saved,
    (SELECT count(told.*)::int FROM (SELECT ${notifySql('event', 'id', 'task_id')} FROM first) AS told) AS first`;

/** Gaps kept of each stream. */
const GAPS = 64;

/**
 * $1 events of streams as JSON. Adds them to the table, counts the messages of gaps in their flow's total, and has the
 * stream remember the gaps.
 */
export const ADD_POSITION_EVENTS_SQL = `
  WITH item AS (
    SELECT i.*, f.id AS flow_id, f.direction, f.task_id
    FROM jsonb_to_recordset($1::jsonb) AS i (place int, "streamId" bigint, kind text, severity text, details jsonb)
    JOIN stream s ON s.id = i."streamId"
    JOIN flow f ON f.id = s.flow_id
  ), gap AS (
    SELECT flow_id, "streamId" AS stream_id, (details->>'messages')::bigint AS messages,
      jsonb_build_object('generation', details->'generation', 'from', details->'from', 'to', details->'to') AS range, place
    FROM item WHERE kind = 'RETENTION_GAP'
  ), counted AS (
    UPDATE flow SET total_gap_messages = total_gap_messages + sum.messages
    FROM (SELECT flow_id, sum(messages)::bigint AS messages FROM gap GROUP BY flow_id) AS sum WHERE flow.id = sum.flow_id
  ), remembered AS (
    UPDATE stream SET gaps = (
      SELECT jsonb_agg(range ORDER BY place) FROM (
        SELECT range, place FROM jsonb_array_elements(stream.gaps || news.ranges) WITH ORDINALITY AS one (range, place)
        ORDER BY place DESC LIMIT ${GAPS}
      ) AS newest
    )
    FROM (SELECT stream_id, jsonb_agg(range ORDER BY place) AS ranges FROM gap GROUP BY stream_id) AS news WHERE stream.id = news.stream_id
  ), added AS (
    INSERT INTO event (at, kind, severity, task_id, actor, details)
    SELECT clock_timestamp(), kind, severity, task_id, NULL,
      details || jsonb_build_object('direction', direction, 'streamId', "streamId")
    FROM item ORDER BY place RETURNING id, task_id
  )
  SELECT ${notifySql('event', 'id', 'task_id')} FROM added`;
