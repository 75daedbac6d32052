import { queryRows, type SqlExecutor } from '../sql.js';
import type { TaskRow } from './task-row.js';
import { queryTasks, toTaskRow } from './task-rows.js';

/** All tasks of one moment, as a check of paths needs them. */
export interface PathCheckInput {
  /** The task that is created, edited or started, as it is then. */
  taskId: string;
  tasks: readonly TaskRow[];
  /** `clusterId` of each registered cluster by its row id. */
  clusterIds: ReadonlyMap<string, string>;
  /** Topics that tasks have streams of. */
  knownTopics: readonly string[];
  /** Keys of the double paths that users of any of the tasks have confirmed. */
  acknowledged: ReadonlySet<string>;
}

/** Throws to refuse; else returns the keys that the user confirms with this request. */
export type PathCheck = (input: PathCheckInput) => readonly string[];

/** Any number that nothing else locks by: one check of paths at a time, over all API processes. */
const LOCK = 7_304_411;
const TOPICS_MAX = 20_000;

/** Reads what a check of paths needs, by itself or inside a transaction. */
export async function loadPathInput(executor: SqlExecutor, taskId: string): Promise<PathCheckInput> {
  const tasks = (await queryTasks(executor, 'true', [], 'RECORDED')).map((task) => toTaskRow(task));
  const clusters = await queryRows<{ id: string; clusterId: string }>(
    executor,
    `SELECT id, cluster_id AS "clusterId" FROM cluster`,
  );
  const topics = await queryRows<{ topic: string }>(
    executor,
    `SELECT DISTINCT source_topic AS topic FROM stream WHERE NOT retired LIMIT $1`,
    [TOPICS_MAX],
  );
  const keys = await queryRows<{ key: string }>(
    executor,
    `SELECT DISTINCT jsonb_array_elements_text(acknowledged_warnings) AS key FROM task`,
  );
  return {
    taskId,
    tasks,
    clusterIds: new Map(clusters.map(({ id, clusterId }) => [id, clusterId])),
    knownTopics: topics.map(({ topic }) => topic),
    acknowledged: new Set(keys.map(({ key }) => key)),
  };
}

/** Runs a check inside the transaction that changes a task: two users at once cannot pass each other by. */
export async function checkPaths(
  manager: SqlExecutor,
  taskId: string,
  check: PathCheck | undefined,
): Promise<void> {
  if (check === undefined) return;
  await queryRows(manager, `SELECT pg_advisory_xact_lock($1)`, [LOCK]);
  const confirmed = check(await loadPathInput(manager, taskId));
  if (confirmed.length === 0) return;
  await queryRows(
    manager,
    `UPDATE task SET acknowledged_warnings = acknowledged_warnings || $2::jsonb WHERE id = $1 RETURNING id`,
    [taskId, JSON.stringify(confirmed)],
  );
}
