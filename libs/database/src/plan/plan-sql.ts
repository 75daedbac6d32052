import { epochMs } from '../sql.js';

const CLUSTER = (alias: string): string => `jsonb_build_object('id', ${alias}.id, 'name', ${alias}.name,
  'clusterId', ${alias}.cluster_id, 'networkType', ${alias}.network_type, 'nameServers', ${alias}.name_servers,
  'addressMap', ${alias}.address_map,
  'aclEnabled', ${alias}.acl_enabled, 'accessKey', ${alias}.access_key, 'secretKeyCipher', ${alias}.secret_key_cipher)`;

/** Columns of a stored stream `s`, as JSON fields. */
const STREAM_FIELDS = `'id', s.id, 'number', s.number, 'shardIndex', s.shard_index, 'retired', s.retired,
  'source', jsonb_build_object('topic', s.source_topic, 'brokerName', s.source_broker, 'queueId', s.source_queue),
  'target', jsonb_build_object('topic', s.target_topic, 'brokerName', s.target_broker, 'queueId', s.target_queue)`;

/** $1 flow. */
export const LOAD_FLOW_SQL = `
  SELECT
    jsonb_build_object('id', t.id, 'generation', t.generation,
      'createdAgeMs', ${epochMs('clock_timestamp()')} - ${epochMs('f.created_at')},
      'spec', jsonb_build_object('name', t.name, 'direction', t.direction, 'level', t.level,
        'sourceClusterId', t.source_cluster_id, 'targetClusterId', t.target_cluster_id,
        'startFrom', t.start_from, 'topics', t.topics, 'routes', t.routes,
        'failurePolicy', t.failure_policy, 'throttle', t.throttle,
        'compression', t.compression, 'tag', t.tag, 'metadata', t.metadata, 'progress', t.progress,
        'groups', t.consumer_groups)) AS task,
    jsonb_build_object('id', f.id, 'flowKey', f.flow_key, 'direction', f.direction, 'initialized', f.initialized,
      'plannedGeneration', f.planned_generation) AS flow,
    ${CLUSTER('source')} AS source,
    ${CLUSTER('target')} AS target,
    coalesce((SELECT jsonb_agg(jsonb_build_object(${STREAM_FIELDS}) ORDER BY s.number) FROM stream s WHERE s.flow_id = f.id),
      '[]'::jsonb) AS streams
  FROM flow f
  JOIN task t ON t.id = f.task_id
  JOIN cluster source ON source.id = CASE f.direction WHEN 'forward' THEN t.source_cluster_id ELSE t.target_cluster_id END
  JOIN cluster target ON target.id = CASE f.direction WHEN 'forward' THEN t.target_cluster_id ELSE t.source_cluster_id END
  WHERE f.id = $1`;

/** $1 flow, $2 shard index, $3 streams that are left out. */
export const LOAD_SHARD_STREAMS_SQL = `
  SELECT f.planned_generation AS "plannedGeneration",
    coalesce((
      SELECT jsonb_agg(jsonb_build_object(${STREAM_FIELDS}, 'key', f.flow_key || '-' || s.number,
        'startGeneration', s.start_generation, 'startPosition', s.start_position,
        'startTargetOffset', s.start_target_offset, 'gaps', s.gaps, 'checkpoints', (
          SELECT jsonb_agg(jsonb_build_object('generation', c.generation, 'sourceOffset', c.source_offset,
            'targetOffset', c.target_offset, 'sourceIdentity', c.source_identity, 'targetIdentity', c.target_identity)
            ORDER BY c.seq DESC)
          FROM checkpoint c WHERE c.stream_id = s.id
        )) ORDER BY s.number)
      FROM stream s WHERE s.flow_id = f.id AND s.shard_index = $2 AND NOT s.retired
        AND NOT EXISTS (SELECT 1 FROM unnest($3::bigint[]) AS known (id) WHERE known.id = s.id)
    ), '[]'::jsonb) AS streams
  FROM flow f WHERE f.id = $1`;

/**
 * $1 flow, $2 epoch, $3.. the new streams' columns as arrays. Each new stream gets the checkpoint of its start.
 * The caller holds the flow's row, so that numbers are given once.
 */
export const ADD_STREAMS_SQL = `
  WITH added AS (
    INSERT INTO stream (flow_id, number, shard_index, source_topic, source_broker, source_queue,
      target_topic, target_broker, target_queue, start_generation, start_position, start_target_offset)
    SELECT $1, first.number + n.place - 1, (first.number + n.place - 1) % $3::int, n.source_topic, n.source_broker,
      n.source_queue, n.target_topic, n.target_broker, n.target_queue, n.start_generation, n.start_position,
      n.start_target_offset
    FROM unnest($4::text[], $5::text[], $6::int[], $7::text[], $8::text[], $9::int[], $10::int[], $11::bigint[], $12::bigint[])
      WITH ORDINALITY AS n (source_topic, source_broker, source_queue, target_topic, target_broker, target_queue,
        start_generation, start_position, start_target_offset, place),
      (SELECT coalesce(max(number) + 1, 0) AS number FROM stream WHERE flow_id = $1) AS first
    ORDER BY n.place
    RETURNING id, start_generation, start_position, start_target_offset
  )
  INSERT INTO checkpoint (stream_id, slot, seq, generation, source_offset, target_offset, epoch, saved_at)
  SELECT id, 0, 0, start_generation, start_position, start_target_offset, $2, clock_timestamp() FROM added`;
