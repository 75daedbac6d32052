import { notifySql } from '../notify/channel.js';

/** Columns of an item `m` as the API reads it. */
export const VIEW_COLUMNS = `m.id::text, m.kind, m.source_name AS "sourceName", m.target_name AS "targetName", m.state, m.why,
  m.said, m.differences, m.created_at_side AS "createdAt", m.wish, m.synced_at AS "syncedAt", m.since`;

/** $1 task; $2 kind, $3 state, $4 pattern of LIKE, $5 key of the item before: each of them or null; $6 limit. */
export const LIST_SQL = `
  SELECT ${VIEW_COLUMNS} FROM metadata_item m
  WHERE m.task_id = $1 AND ($2::text IS NULL OR m.kind = $2) AND ($3::text IS NULL OR m.state = $3)
    AND ($4::text IS NULL OR m.source_name ILIKE $4 OR m.target_name ILIKE $4)
    AND ($5::text[] IS NULL OR (m.kind, m.source_name, m.target_name) > ($5[1], $5[2], $5[3]))
  ORDER BY m.kind, m.source_name, m.target_name LIMIT $6`;

/** $1 task. */
export const COUNT_SQL = `
  SELECT kind, state, count(*)::int AS items FROM metadata_item WHERE task_id = $1 GROUP BY kind, state`;

/** $1 task. */
export const LOAD_SQL = `
  SELECT kind, source_name AS "sourceName", target_name AS "targetName", state, why, said, differences,
    created_at_side AS "createdAtSide", memory
  FROM metadata_item WHERE task_id = $1`;

/** $1 task. */
export const WISHES_SQL = `
  SELECT kind, source_name AS "sourceName", target_name AS "targetName", wish
  FROM metadata_item WHERE task_id = $1 AND wish IS NOT NULL`;

/** $1 shard, $2 worker, $3 epoch: the lease, held until the transaction ends. Without it nothing is written. */
const HELD = `held AS (
    SELECT f.task_id FROM shard s JOIN flow f ON f.id = s.flow_id
    WHERE s.id = $1 AND s.owner = $2 AND s.epoch = $3 FOR SHARE OF s
  )`;

/** $4 items, $5 keys of those that are gone, $6 those of the items that answer a wish: as JSON. */
export const SAVE_SQL = `
  WITH ${HELD}, gone AS (
    DELETE FROM metadata_item m
    USING held, jsonb_to_recordset($5::jsonb) AS g ("kind" text, "sourceName" text, "targetName" text)
    WHERE m.task_id = held.task_id AND m.kind = g."kind" AND m.source_name = g."sourceName"
      AND m.target_name = g."targetName"
  ), saved AS (
    INSERT INTO metadata_item AS m (task_id, kind, source_name, target_name, state, why, said, differences, created_at_side,
      memory, synced_at, since)
    SELECT held.task_id, i."kind", i."sourceName", i."targetName", i."state", i."why", i."said", i."differences",
      i."createdAtSide", i."memory", CASE WHEN i."synced" THEN clock_timestamp() END, clock_timestamp()
    FROM held, jsonb_to_recordset($4::jsonb) AS i ("kind" text, "sourceName" text, "targetName" text, "state" text,
      "why" text, "said" text, "differences" jsonb, "createdAtSide" text, "memory" jsonb, "synced" boolean)
    ON CONFLICT (task_id, kind, source_name, target_name) DO UPDATE SET state = excluded.state, why = excluded.why,
      said = excluded.said, differences = excluded.differences, created_at_side = excluded.created_at_side,
      memory = excluded.memory, synced_at = coalesce(excluded.synced_at, m.synced_at),
      since = CASE WHEN m.state = excluded.state AND m.why IS NOT DISTINCT FROM excluded.why THEN m.since
        ELSE excluded.since END,
      wish = CASE WHEN m.wish = (
        SELECT d."doneWish" FROM jsonb_to_recordset($6::jsonb)
          AS d ("kind" text, "sourceName" text, "targetName" text, "doneWish" text)
        WHERE d."kind" = m.kind AND d."sourceName" = m.source_name AND d."targetName" = m.target_name
      ) THEN NULL ELSE m.wish END
  )
  SELECT count(*)::int AS held FROM held`;

/** $4 side, $5 source names, $6 target names. */
export const RECORD_CREATED_SQL = `
  WITH ${HELD}, saved AS (
    INSERT INTO metadata_item (task_id, kind, source_name, target_name, state, why, created_at_side)
    SELECT held.task_id, 'TOPIC', i.source_name, i.target_name, 'MISSING', 'PENDING', $4
    FROM held, unnest($5::text[], $6::text[]) AS i (source_name, target_name)
    ON CONFLICT (task_id, kind, source_name, target_name) DO UPDATE SET created_at_side = excluded.created_at_side
  )
  SELECT count(*)::int AS held FROM held`;

/** $1 task, $2 item. */
export const LOCK_ITEM_SQL = `
  SELECT ${VIEW_COLUMNS} FROM metadata_item m WHERE m.task_id = $1 AND m.id = $2 FOR UPDATE`;

/** $1 item, $2 wish. */
export const WISH_SQL = `
  WITH wished AS (UPDATE metadata_item SET wish = $2 WHERE id = $1 RETURNING task_id)
  SELECT ${notifySql('sync', 'task_id', 'task_id')} FROM wished`;
