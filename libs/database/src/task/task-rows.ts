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
 * Reads tasks with their shards, totals and the count of live workers in one statement, whatever their number.
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
    `SELECT t.id, t.name, t.direction, t.level, t.source_cluster_id AS "sourceClusterId",
       t.target_cluster_id AS "targetClusterId", t.start_from AS "startFrom", t.topics, t.routes,
       t.failure_policy AS "failurePolicy", t.throttle, t.compression, t.tag, t.metadata, t.progress,
       t.consumer_groups AS groups, t.generation, t.wanted,
       t.deleting, ${epochMs('t.wanted_since')} AS "wantedSince", ${epochMs('t.created_at')} AS "createdAt",
       ${epochMs('t.updated_at')} AS "updatedAt",
       coalesce((
         SELECT jsonb_agg(jsonb_build_object('phase', s.phase, 'observedGeneration', s.observed_generation,
           'owned', ${owned}, 'ownerAlive', coalesce(${isAlive('w')}, false),
           'reason', s.reason, 'since', ${epochMs('s.since')}) ORDER BY f.direction, s.index)
         FROM flow f JOIN shard s ON s.flow_id = f.id LEFT JOIN worker w ON w.id = s.owner WHERE f.task_id = t.id
       ), '[]'::jsonb) AS shards,
       (
         SELECT jsonb_build_object('read', coalesce(sum(f.total_read), 0)::text, 'sent', coalesce(sum(f.total_sent), 0)::text,
           'failed', coalesce(sum(f.total_failed), 0)::text, 'skippedLoop', coalesce(sum(f.total_skipped_loop), 0)::text,
           'filtered', coalesce(sum(f.total_filtered), 0)::text,
           'gapMessages', coalesce(sum(f.total_gap_messages), 0)::text)
         FROM flow f WHERE f.task_id = t.id
       ) AS totals,
       (
         SELECT jsonb_build_object('pending', count(*) FILTER (WHERE x.state = 'PENDING'),
           'retrying', count(*) FILTER (WHERE x.state = 'RETRYING'), 'sent', count(*) FILTER (WHERE x.state = 'SENT'),
           'givenUp', count(*) FILTER (WHERE x.state = 'GIVEN_UP'))
         FROM failure x WHERE x.task_id = t.id
       ) AS failures,
       (
         SELECT coalesce(sum(f.total_gap_messages - f.acknowledged_gap_messages), 0)::bigint FROM flow f WHERE f.task_id = t.id
       ) AS "openGapMessages",
       (SELECT count(*)::int FROM worker w WHERE ${isAlive('w')}) AS "liveWorkers"
     FROM task t WHERE ${condition}
     ORDER BY t.created_at DESC, t.id`,
    parameters,
  );
}

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
