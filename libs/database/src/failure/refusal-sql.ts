import { CHECKPOINT_RING } from '../checkpoint/checkpoint-sql.js';

/** $1 shard, $2 worker, $3 epoch: the lease, held until the transaction ends. Without it nothing is written. */
const HELD = `held AS (SELECT flow_id, index FROM shard WHERE id = $1 AND owner = $2 AND epoch = $3 FOR SHARE)`;

/** Streams `s` of the shard. */
const OWN = `stream s JOIN held ON s.flow_id = held.flow_id AND s.shard_index = held.index`;

const COUNT_HELD = `(SELECT count(*)::int FROM held) AS held`;

/**
 * $4 stream, $5 generation, $6 source offset, $7.. the message, $18.. the checkpoint behind it. It takes the place of the
 * newest one when that says the same of the target or is younger than a second: a run of refusals must not push the others
 * out of the ring. A message whose retried copy lay where the target has
 * nothing any more is pending again; any other that is known stays as it is.
 */
export const RECORD_SQL = `
  WITH ${HELD}, own AS (
    SELECT s.id, f.task_id FROM ${OWN} JOIN flow f ON f.id = s.flow_id WHERE s.id = $4
  ), recorded AS (
    INSERT INTO failure (task_id, stream_id, generation, source_offset, source_identity, unique_key, keys, tag, stored_at,
      body_bytes, property_bytes, said, dead_letter_topic, dead_letter_offset, dead_letter_said, recorded_at, changed_at)
    SELECT own.task_id, own.id, $5, $6, $7, $8, $9, $10, to_timestamp($11::bigint / 1000.0), $12, $13, $14, $15, $16, $17,
      clock_timestamp(), clock_timestamp()
    FROM own
    ON CONFLICT (stream_id, generation, source_offset) DO UPDATE
    SET state = 'PENDING', said = excluded.said, sent_offset = NULL, tried_from = NULL, changed_at = excluded.changed_at
    WHERE failure.state = 'SENT' AND failure.sent_offset >= $19
    RETURNING 1
  ), place AS (
    SELECT CASE WHEN c.target_offset = $19 OR (c.seq > 0 AND c.saved_at > clock_timestamp() - interval '1 second')
      THEN c.seq ELSE c.seq + 1 END AS seq
    FROM checkpoint c JOIN own ON c.stream_id = own.id ORDER BY c.seq DESC LIMIT 1
  ), passed AS (
    INSERT INTO checkpoint (stream_id, slot, seq, generation, source_offset, target_offset, source_identity,
      target_identity, epoch, saved_at)
    SELECT own.id, place.seq % ${CHECKPOINT_RING}, place.seq, $5, $18, $19, $20, $21, $3, clock_timestamp()
    FROM own, place
    ON CONFLICT (stream_id, slot) DO UPDATE SET seq = excluded.seq, generation = excluded.generation,
      source_offset = excluded.source_offset, target_offset = excluded.target_offset,
      source_identity = excluded.source_identity, target_identity = excluded.target_identity, epoch = excluded.epoch,
      saved_at = CASE WHEN checkpoint.seq = excluded.seq THEN checkpoint.saved_at ELSE excluded.saved_at END
    RETURNING 1
  )
  SELECT ${COUNT_HELD}, (SELECT count(*)::int FROM passed) AS changed`;

/** $4 stream, $5 generation, $6 source offset that the stream begins at again. */
export const STEPPED_BACK_SQL = `
  WITH ${HELD}, dropped AS (
    DELETE FROM failure x USING ${OWN}
    WHERE x.stream_id = s.id AND s.id = $4 AND x.generation = $5 AND x.source_offset >= $6
      AND x.state IN ('PENDING', 'RETRYING')
    RETURNING 1
  )
  SELECT ${COUNT_HELD}, (SELECT count(*)::int FROM dropped) AS changed`;

/** $4 id to begin behind, $5 limit. */
export const TO_RETRY_SQL = `
  WITH ${HELD}, wanted AS (
    SELECT x.id, x.stream_id AS "streamId", f.flow_key || '-' || s.number AS "streamKey", x.generation, x.source_offset AS "sourceOffset",
      x.source_identity AS "sourceIdentity", x.tried_from AS "triedFrom",
      jsonb_build_object('topic', s.source_topic, 'brokerName', s.source_broker, 'queueId', s.source_queue) AS source,
      jsonb_build_object('topic', s.target_topic, 'brokerName', s.target_broker, 'queueId', s.target_queue) AS target
    FROM ${OWN} JOIN flow f ON f.id = s.flow_id JOIN failure x ON x.stream_id = s.id
    WHERE x.state = 'RETRYING' AND x.id > $4
    ORDER BY x.id LIMIT $5
  )
  SELECT ${COUNT_HELD}, coalesce((SELECT jsonb_agg(to_jsonb(wanted) ORDER BY wanted.id) FROM wanted), '[]'::jsonb) AS messages`;

/** $4 failure, $5 end of the target queue. */
export const NOTE_TRY_SQL = `
  WITH ${HELD}, noted AS (
    UPDATE failure x SET tried_from = $5 FROM ${OWN}
    WHERE x.stream_id = s.id AND x.id = $4 AND x.state = 'RETRYING'
    RETURNING 1
  )
  SELECT ${COUNT_HELD}, (SELECT count(*)::int FROM noted) AS changed`;

/**
 * $4 failure, $5 outcome, $6 target offset, $7 what was said. What is at the target is SENT, whatever a user has made of it
 * meanwhile; a failed try gives back only what is still to be retried.
 */
export const SETTLE_SQL = `
  WITH ${HELD}, settled AS (
    UPDATE failure x SET
      state = CASE WHEN $5 = 'SENT' THEN 'SENT' WHEN $5 = 'FAILED' AND x.state = 'RETRYING' THEN 'PENDING' ELSE x.state END,
      sent_offset = coalesce($6, x.sent_offset),
      tried_from = CASE WHEN $5 = 'LATER' THEN x.tried_from END,
      retry_said = $7,
      changed_at = CASE WHEN $5 = 'LATER' THEN x.changed_at ELSE clock_timestamp() END
    FROM ${OWN}
    WHERE x.stream_id = s.id AND x.id = $4
    RETURNING 1
  )
  SELECT ${COUNT_HELD}, (SELECT count(*)::int FROM settled) AS changed`;
