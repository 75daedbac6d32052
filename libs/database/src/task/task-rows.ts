import type { FailureCounts, ShardStatus, TaskSpec, TaskTotals, WantedState } from '@slipstream/shared';
import { isAlive } from '../lease/liveness.js';
import { NO_GAUGES, type TaskGauges } from '../sample/task-gauges.js';
import { epochMs, queryRows, type SqlExecutor } from '../sql.js';
import type { TaskRow } from './task-row.js';

/** A task as the statement below gives it; the gauges come from the samples. */
export interface StoredTask extends TaskSpec {
  id: string;
  generation: number;
  wanted: WantedState;
  wantedSince: number;
  deleting: boolean;
  createdAt: number;
  updatedAt: number;
  shards: ShardStatus[];
  totals: TaskTotals;
  failures: FailureCounts;
  liveWorkers: number;
  openGapMessages: number;
}

/** Which owners count as owning a shard: those recorded, or those whose lease is running. */
export type Ownership = 'RECORDED' | 'ALIVE';

/**
 * Reads tasks with their shards, totals and the count of live workers in one statement, whatever their number. Each kind of
 * row is grouped once for all tasks, which for a thousand of them takes a third of the time that looking per task did.
 *
 * @param condition SQL on `t`, with the parameters from $1 on
 * @param ownership `ALIVE` to show: a worker whose lease is over holds nothing any more. `RECORDED` to act: it may still
 *   write under its epoch until its shards are freed
 */
export async function queryTasks(
  executor: SqlExecutor,
  condition: string,
  parameters: readonly unknown[],
  ownership: Ownership,
): Promise<StoredTask[]> {
  const owned = ownership === 'ALIVE' ? `coalesce(${isAlive('w')}, false)` : 's.owner IS NOT NULL';
  return queryRows<StoredTask>(
    executor,
    `WITH picked AS MATERIALIZED (SELECT t.* FROM task t WHERE ${condition}),
     of_shards AS (
       SELECT f.task_id, json_agg(json_build_object('phase', s.phase, 'observedGeneration', s.observed_generation,
         'owned', ${owned}, 'ownerAlive', coalesce(${isAlive('w')}, false),
         'reason', s.reason, 'since', ${epochMs('s.since')}) ORDER BY f.direction, s.index) AS shards
       FROM picked p JOIN flow f ON f.task_id = p.id JOIN shard s ON s.flow_id = f.id LEFT JOIN worker w ON w.id = s.owner
       GROUP BY f.task_id
     ), of_flows AS (
       SELECT f.task_id, json_build_object('read', sum(f.total_read)::text, 'sent', sum(f.total_sent)::text,
           'failed', sum(f.total_failed)::text, 'skippedLoop', sum(f.total_skipped_loop)::text,
           'filtered', sum(f.total_filtered)::text, 'gapMessages', sum(f.total_gap_messages)::text) AS totals,
         sum(f.total_gap_messages - f.acknowledged_gap_messages)::bigint AS open_gap_messages
       FROM picked p JOIN flow f ON f.task_id = p.id GROUP BY f.task_id
     ), of_failures AS (
       SELECT x.task_id, json_build_object('pending', count(*) FILTER (WHERE x.state = 'PENDING'),
         'retrying', count(*) FILTER (WHERE x.state = 'RETRYING'), 'sent', count(*) FILTER (WHERE x.state = 'SENT'),
         'givenUp', count(*) FILTER (WHERE x.state = 'GIVEN_UP')) AS failures
       FROM picked p JOIN failure x ON x.task_id = p.id GROUP BY x.task_id
     )
     SELECT t.id, t.name, t.direction, t.level, t.source_cluster_id AS "sourceClusterId",
       t.target_cluster_id AS "targetClusterId", t.start_from AS "startFrom", t.topics, t.routes,
       t.failure_policy AS "failurePolicy", t.throttle, t.compression, t.tag, t.metadata, t.progress,
       t.consumer_groups AS groups, t.generation, t.wanted,
       t.deleting, ${epochMs('t.wanted_since')} AS "wantedSince", ${epochMs('t.created_at')} AS "createdAt",
       ${epochMs('t.updated_at')} AS "updatedAt",
       coalesce(of_shards.shards, '[]'::json) AS shards,
       coalesce(of_flows.totals, ${jsonText(NO_TOTALS)}) AS totals,
       coalesce(of_failures.failures, ${jsonText(NO_FAILURES)}) AS failures,
       coalesce(of_flows.open_gap_messages, 0) AS "openGapMessages",
       (SELECT count(*)::int FROM worker w WHERE ${isAlive('w')}) AS "liveWorkers"
     FROM picked t LEFT JOIN of_shards ON of_shards.task_id = t.id LEFT JOIN of_flows ON of_flows.task_id = t.id
       LEFT JOIN of_failures ON of_failures.task_id = t.id
     ORDER BY t.created_at DESC, t.id`,
    parameters,
  );
}

const NO_TOTALS: TaskTotals = {
  read: '0',
  sent: '0',
  failed: '0',
  skippedLoop: '0',
  filtered: '0',
  gapMessages: '0',
};
const NO_FAILURES: FailureCounts = { pending: 0, retrying: 0, sent: 0, givenUp: 0 };

/** SQL of a constant of ours as JSON; not for what users give. */
const jsonText = (value: object): string => `'${JSON.stringify(value)}'::json`;

/** Puts a task and its gauges together. */
export function toTaskRow(task: StoredTask, gauges: TaskGauges = NO_GAUGES): TaskRow {
  const {
    id,
    createdAt,
    updatedAt,
    totals,
    wanted,
    deleting,
    generation,
    wantedSince,
    shards,
    failures,
    liveWorkers,
    openGapMessages,
    ...spec
  } = task;
  const input = {
    wanted,
    deleting,
    generation,
    wantedSince,
    shards,
    liveWorkers,
    openGapMessages,
    throttle: spec.throttle,
    ...gauges,
    // Samples of a throttle that was taken away since say nothing.
    throttled: gauges.throttled && Object.keys(spec.throttle).length > 0,
  };
  return { id, spec, createdAt, updatedAt, input, totals, failures };
}
