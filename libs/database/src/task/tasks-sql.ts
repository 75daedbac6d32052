import { isAlive } from '../lease/liveness.js';
import { epochMs } from '../sql.js';

/**
 * Which owners count as owning a shard. `ALIVE` to show, those whose lease is running: a worker whose lease is over holds nothing
 * any more. `RECORDED` to act, all: it may still write under its epoch until its shards are freed.
 */
export type Ownership = 'RECORDED' | 'ALIVE';

/** The shards of a task in the order of their flows and places, one array for each field of a `ShardStatus`. */
const SHARD_FIELDS = (owned: string): string =>
  Object.entries({
    phase: 's.phase',
    observedGeneration: 's.observed_generation',
    owned,
    ownerAlive: `coalesce(${isAlive('w')}, false)`,
    reason: 's.reason',
    since: epochMs('s.since'),
  })
    .map(([field, value]) => `'${field}', json_agg(${value} ORDER BY f.direction, s.index)`)
    .join(', ');

/** Counts since a task was created, by their names in `TaskTotals`. */
const TOTALS = {
  read: 'total_read',
  sent: 'total_sent',
  failed: 'total_failed',
  skippedLoop: 'total_skipped_loop',
  filtered: 'total_filtered',
  gapMessages: 'total_gap_messages',
} as const;

/** Recorded failures by their state; those that were sent again must not be taken for messages sent. */
const FAILURES = { pending: 'PENDING', retrying: 'RETRYING', retried: 'SENT', givenUp: 'GIVEN_UP' } as const;

/**
 * SQL of tasks with their shards, totals, failures and the count of live workers, newest first.
 *
 * @param condition SQL on `t`
 */
export function tasksSql(condition: string, ownership: Ownership): string {
  const owned = ownership === 'ALIVE' ? `coalesce(${isAlive('w')}, false)` : 's.owner IS NOT NULL';
  const totals = Object.entries(TOTALS);
  const states = Object.entries(FAILURES).map(
    ([name, state]) => `count(*) FILTER (WHERE x.state = '${state}')::int AS "${name}"`,
  );
  return `WITH picked AS MATERIALIZED (SELECT t.* FROM task t WHERE ${condition}),
     of_shards AS (
       SELECT f.task_id, json_build_object(${SHARD_FIELDS(owned)}) AS shards
       FROM picked p JOIN flow f ON f.task_id = p.id JOIN shard s ON s.flow_id = f.id LEFT JOIN worker w ON w.id = s.owner
       GROUP BY f.task_id
     ), of_flows AS (
       SELECT f.task_id, ${totals.map(([name, column]) => `sum(f.${column})::text AS "${name}"`).join(', ')},
         sum(f.total_gap_messages - f.acknowledged_gap_messages)::bigint AS open_gap_messages
       FROM picked p JOIN flow f ON f.task_id = p.id GROUP BY f.task_id
     )
     SELECT t.id, t.name, t.direction, t.level, t.source_cluster_id AS "sourceClusterId",
       t.target_cluster_id AS "targetClusterId", t.start_from AS "startFrom", t.topics, t.routes,
       t.failure_policy AS "failurePolicy", t.throttle, t.compression, t.tag, t.metadata, t.progress,
       t.consumer_groups AS groups, t.generation, t.wanted,
       t.deleting, ${epochMs('t.wanted_since')} AS "wantedSince", ${epochMs('t.created_at')} AS "createdAt",
       ${epochMs('t.updated_at')} AS "updatedAt", of_shards.shards,
       ${totals.map(([name]) => `coalesce(of_flows."${name}", '0') AS "${name}"`).join(', ')},
       of_failures.*,
       coalesce(of_flows.open_gap_messages, 0) AS "openGapMessages",
       (SELECT count(*)::int FROM worker w WHERE ${isAlive('w')}) AS "liveWorkers"
     FROM picked t LEFT JOIN of_shards ON of_shards.task_id = t.id LEFT JOIN of_flows ON of_flows.task_id = t.id
       CROSS JOIN LATERAL (
         SELECT ${states.join(', ')}
         FROM failure x WHERE x.task_id = t.id
       ) AS of_failures
     ORDER BY t.created_at DESC, t.id`;
}
