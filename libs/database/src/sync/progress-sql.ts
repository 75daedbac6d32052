/** Newest checkpoint of stream `s`; its start when it has none. */
const LAST_CHECKPOINT = `LEFT JOIN LATERAL (
    SELECT generation, source_offset, target_offset FROM checkpoint WHERE stream_id = s.id ORDER BY seq DESC LIMIT 1
  ) AS last ON true`;

const POSITION = `jsonb_build_object('generation', coalesce(last.generation, s.start_generation),
    'sourceOffset', coalesce(last.source_offset, s.start_position),
    'targetOffset', coalesce(last.target_offset, s.start_target_offset))`;

/** Flows of whichever tasks between clusters $1 and $2, both ways. */
const BETWEEN = `FROM task t
  JOIN flow f ON f.task_id = t.id
  JOIN stream s ON s.flow_id = f.id
  LEFT JOIN stream_status u ON u.stream_id = s.id
  ${LAST_CHECKPOINT}`;

const IS_BETWEEN = `((t.source_cluster_id = $1 AND t.target_cluster_id = $2)
    OR (t.source_cluster_id = $2 AND t.target_cluster_id = $1))`;

/** Every how many checkpoints one is taken along as a first guess. */
const PAIR_EVERY = 16;

/** $1 cluster of the task's source, $2 of its target. A route of the spec that has no filter makes its streams unfiltered. */
export const PROGRESS_STREAMS_SQL = `
  WITH plain AS (
    SELECT DISTINCT t.id AS task_id, r->>'sourceTopic' AS source_topic, r->>'targetTopic' AS target_topic
    FROM task t, jsonb_array_elements(t.routes) AS r
    WHERE ${IS_BETWEEN} AND r->'filter'->>'type' = 'NONE'
  )
  SELECT s.id, t.id AS "taskId", f.flow_key || '-' || s.number AS key, s.retired,
    CASE WHEN (CASE f.direction WHEN 'forward' THEN t.target_cluster_id ELSE t.source_cluster_id END) = $2
      THEN 'TARGET' ELSE 'SOURCE' END AS "copiesTo",
    jsonb_build_object('topic', s.source_topic, 'brokerName', s.source_broker, 'queueId', s.source_queue) AS source,
    jsonb_build_object('topic', s.target_topic, 'brokerName', s.target_broker, 'queueId', s.target_queue) AS target,
    t.level = 'TOPIC' AND plain.task_id IS NULL AS filtered,
    jsonb_build_object('generation', s.start_generation, 'sourceOffset', s.start_position,
      'targetOffset', s.start_target_offset) AS start,
    ${POSITION} AS position,
    coalesce((
      SELECT jsonb_agg(jsonb_build_object('generation', c.generation, 'sourceOffset', c.source_offset,
        'targetOffset', c.target_offset) ORDER BY c.seq DESC)
      FROM checkpoint c WHERE c.stream_id = s.id AND c.seq % ${PAIR_EVERY} = 0
    ), '[]'::jsonb) AS pairs,
    u.source_max AS "sourceMax"
  ${BETWEEN}
  LEFT JOIN plain ON plain.task_id = t.id
    AND plain.source_topic = CASE f.direction WHEN 'forward' THEN s.source_topic ELSE s.target_topic END
    AND plain.target_topic = CASE f.direction WHEN 'forward' THEN s.target_topic ELSE s.source_topic END
  WHERE ${IS_BETWEEN}
  ORDER BY s.id`;

/** $1 cluster of the task's source, $2 of its target. */
export const PROGRESS_HEADS_SQL = `
  SELECT s.id, s.retired, ${POSITION} AS position, u.source_max AS "sourceMax"
  ${BETWEEN}
  WHERE ${IS_BETWEEN}
  ORDER BY s.id`;

/** $1 task, $2 rows as JSON. Each row at most once. */
export const SAVE_PROGRESS_SQL = `
  INSERT INTO group_progress (task_id, sense, consumer_group, from_topic, to_topic, in_retry, queues, why, synced_at, updated_at)
  SELECT t.id, i.sense, i."consumerGroup", i."fromTopic", i."toTopic", i."inRetry", i.queues, i.why, i."syncedAt",
    clock_timestamp()
  FROM jsonb_to_recordset($2::jsonb) AS i (sense text, "consumerGroup" text, "fromTopic" text, "toTopic" text,
    "inRetry" bigint, queues jsonb, why text, "syncedAt" timestamptz)
  JOIN task t ON t.id = $1
  ORDER BY i.sense, i."consumerGroup", i."fromTopic", i."toTopic"
  ON CONFLICT (task_id, sense, consumer_group, from_topic, to_topic) DO UPDATE SET in_retry = excluded.in_retry,
    queues = excluded.queues, why = excluded.why,
    synced_at = coalesce(excluded.synced_at, group_progress.synced_at), updated_at = excluded.updated_at`;

/** $1 task, $2 sense, $3 part of a name in lower case, $4 why, $5 id of the last row before the page, $6 limit. */
export const LIST_PROGRESS_SQL = `
  SELECT p.id::text, p.sense, p.consumer_group AS "consumerGroup", p.from_topic AS "fromTopic", p.to_topic AS "toTopic",
    p.in_retry::text AS "inRetry", p.queues, p.why, p.synced_at AS "syncedAt", p.updated_at AS "updatedAt"
  FROM group_progress p
  WHERE p.task_id = $1 AND ($2::text IS NULL OR p.sense = $2) AND ($4::text IS NULL OR p.why = $4)
    AND ($3::text IS NULL OR position($3 IN lower(p.consumer_group)) > 0 OR position($3 IN lower(p.from_topic)) > 0
      OR position($3 IN lower(p.to_topic)) > 0)
    AND ($5::bigint IS NULL OR (p.consumer_group, p.from_topic, p.to_topic, p.sense)
      > (SELECT a.consumer_group, a.from_topic, a.to_topic, a.sense FROM group_progress a WHERE a.id = $5))
  ORDER BY p.consumer_group, p.from_topic, p.to_topic, p.sense
  LIMIT $6`;

/** $1 task. */
export const PROGRESS_KEYS_SQL = `
  SELECT id, sense, consumer_group AS "consumerGroup", from_topic AS "fromTopic", to_topic AS "toTopic", why
  FROM group_progress WHERE task_id = $1`;
