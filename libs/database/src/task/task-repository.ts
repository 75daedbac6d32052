import { isDeepStrictEqual } from 'node:util';
import { deriveTaskState, type FlowDirection, type TaskSpec, type TaskState } from '@slipstream/shared';
import type { DataSource, EntityManager } from 'typeorm';
import { notifySql } from '../notify/channel.js';
import { newFlowKey, SHARDS_PER_FLOW } from '../plan/flow-key.js';
import { queryGauges } from '../sample/sample-repository.js';
import { queryRows, type SqlExecutor } from '../sql.js';
import { actOnTask } from './act-on-task.js';
import { checkPaths, loadPathInput, type PathCheck, type PathCheckInput } from './path-check.js';
import type { TaskRow } from './task-row.js';
import { queryTasks, toTaskRow } from './task-rows.js';

/** Which tasks a list holds. */
export interface TaskListFilter {
  /** Part of the name, in any case. */
  search?: string;
  state?: TaskState;
}

/** A task's name, spec and id, without its status. */
export interface TaskSpecRow {
  id: string;
  spec: TaskSpec;
}

/** What became of a wish to delete. */
export type DeleteOutcome = 'DELETED' | 'DELETING';

const COLUMNS = {
  name: 'name',
  direction: 'direction',
  level: 'level',
  sourceClusterId: 'source_cluster_id',
  targetClusterId: 'target_cluster_id',
  startFrom: 'start_from',
  topics: 'topics',
  routes: 'routes',
  failurePolicy: 'failure_policy',
  throttle: 'throttle',
  compression: 'compression',
  tag: 'tag',
  metadata: 'metadata',
  progress: 'progress',
  groups: 'consumer_groups',
} as const satisfies Record<keyof TaskSpec, string>;

/** Keys of a spec, in one order. */
const SPEC_KEYS = Object.keys(COLUMNS) as (keyof TaskSpec)[];

/**
 * Tasks as users see and change them. Every change locks the task, is checked against its state and is told to all.
 * Methods that change one task give undefined when there is no such task.
 */
export class TaskRepository {
  constructor(private readonly dataSource: DataSource) {}

  /**
   * Stores a task that is to run, with its flows and their shards.
   *
   * @param check looks at the task together with all others; what it throws, nothing is stored for
   */
  async create(spec: TaskSpec, check?: PathCheck): Promise<TaskRow> {
    const id = await this.dataSource.transaction(async (manager) => {
      const [task] = await queryRows<{ id: string }>(
        manager,
        `INSERT INTO task (${SPEC_KEYS.map((key) => COLUMNS[key]).join(', ')}, wanted)
         VALUES (${SPEC_KEYS.map((_, index) => `$${index + 1}`).join(', ')}, 'RUNNING') RETURNING id`,
        SPEC_KEYS.map((key) => toParameter(spec[key])),
      );
      if (task === undefined) throw new Error('INSERT gave no row');
      await addFlows(manager, task.id, directionsOf(spec));
      await checkPaths(manager, task.id, check);
      await queryRows(manager, `SELECT ${notifySql('task', '$1', '$1::text')}`, [task.id]);
      return task.id;
    });
    const row = await this.get(id);
    if (row === undefined) throw new Error(`task ${id} was deleted as soon as it was created`);
    return row;
  }

  /** Tasks with their status, newest first, in two statements whatever their number. */
  async list(filter: TaskListFilter = {}): Promise<TaskRow[]> {
    const { search } = filter;
    const rows = await (search === undefined
      ? loadAll(this.dataSource)
      : loadRows(this.dataSource, 't.name ILIKE $1', [`%${search.replace(/[\\%_]/g, '\\$&')}%`]));
    return filter.state === undefined
      ? rows
      : rows.filter((row) => deriveTaskState(row.input).state === filter.state);
  }

  /** The tasks with these ids, as {@link list}. */
  async listByIds(ids: readonly string[]): Promise<TaskRow[]> {
    return loadRows(this.dataSource, 't.id = ANY ($1::uuid[])', [ids]);
  }

  /** One task with its status. */
  async get(id: string): Promise<TaskRow | undefined> {
    const [row] = await loadRows(this.dataSource, 't.id = $1', [id]);
    return row;
  }

  /** Specs of all tasks between two clusters, in either direction: what a new task must not repeat. */
  async listBetween(clusterA: string, clusterB: string): Promise<TaskSpecRow[]> {
    const rows = await queryTasks(
      this.dataSource,
      `(t.source_cluster_id = $1 AND t.target_cluster_id = $2) OR (t.source_cluster_id = $2 AND t.target_cluster_id = $1)`,
      [clusterA, clusterB],
      'ALIVE',
    );
    return rows.map((task) => ({ id: task.id, spec: toTaskRow(task).spec }));
  }

  /** What a check of paths would look at now. */
  async pathInput(taskId: string): Promise<PathCheckInput> {
    return loadPathInput(this.dataSource, taskId);
  }

  /**
   * Makes the task run. After a failure it gets a new generation, so that its workers try again and the old failure no
   * longer counts.
   *
   * @throws TaskStateError
   */
  async start(id: string, check?: PathCheck): Promise<TaskRow | undefined> {
    return actOnTask(this.dataSource, id, 'START', async (manager, { derived }) => {
      await checkPaths(manager, id, check);
      const failed = derived.state === 'STOPPED' ? 0 : 1;
      // Before the task: a shard that is let go after the task was wanted is handed over, not begun.
      await queryRows(
        manager,
        `UPDATE shard SET phase = 'IDLE', reason = NULL, since = clock_timestamp()
         WHERE owner IS NULL AND flow_id IN (SELECT id FROM flow WHERE task_id = $1) RETURNING id`,
        [id],
      );
      await queryRows(
        manager,
        `UPDATE task SET wanted = 'RUNNING', wanted_since = clock_timestamp(), generation = generation + $2
         WHERE id = $1 RETURNING id`,
        [id, failed],
      );
      return loadRow(manager, id);
    });
  }

  /**
   * Makes the task stop; it is stopped once its workers have let it go.
   *
   * @throws TaskStateError
   */
  async stop(id: string): Promise<TaskRow | undefined> {
    return actOnTask(this.dataSource, id, 'STOP', async (manager) => {
      await queryRows(
        manager,
        `UPDATE task SET wanted = 'STOPPED', wanted_since = clock_timestamp() WHERE id = $1 RETURNING id`,
        [id],
      );
      return loadRow(manager, id);
    });
  }

  /**
   * Changes a task's spec; a change of nothing but name and throttle is taken by any running task. What is given but
   * is as before counts for nothing.
   *
   * The generation grows, but for a failed task: there the failure stays until it is started, which brings the new
   * generation. Other clusters mean new flows, which begin anew; a direction that is given up loses its progress.
   *
   * @throws TaskStateError
   */
  async edit(id: string, patch: Partial<TaskSpec>, check?: PathCheck): Promise<TaskRow | undefined> {
    const changedKeys = (row: TaskRow): (keyof TaskSpec)[] =>
      SPEC_KEYS.filter(
        (key) => patch[key] !== undefined && !isDeepStrictEqual(plain(patch[key]), row.spec[key]),
      );
    const actionOf = (row: TaskRow): 'EDIT' | 'RENAME' | 'THROTTLE' | null => {
      const changed = changedKeys(row);
      if (changed.length === 0) return null;
      if (changed.some((key) => key !== 'name' && key !== 'throttle')) return 'EDIT';
      return changed.includes('throttle') ? 'THROTTLE' : 'RENAME';
    };
    return actOnTask(this.dataSource, id, actionOf, async (manager, { row, derived }) => {
      const changed = changedKeys(row);
      const assignments = changed.map((key, index) => `${COLUMNS[key]} = $${index + 3}`);
      const grows = actionOf(row) === 'EDIT' && derived.state === 'STOPPED' ? 1 : 0;
      if (changed.length > 0) {
        await queryRows(
          manager,
          `UPDATE task SET ${assignments.join(', ')}, generation = generation + $2, updated_at = clock_timestamp()
           WHERE id = $1 RETURNING id`,
          [id, grows, ...changed.map((key) => toParameter(patch[key]))],
        );
        await adjustFlows(manager, row, { ...row.spec, ...patch });
        if (actionOf(row) === 'EDIT') await checkPaths(manager, id, check);
      }
      return loadRow(manager, id);
    });
  }

  /**
   * A user has seen the gaps so far: they no longer make the task's health DEGRADED.
   *
   * @returns how many messages were acknowledged; undefined when there is no such task
   */
  async acknowledgeGaps(id: string): Promise<number | undefined> {
    return actOnTask(this.dataSource, id, null, async (manager) => {
      const rows = await queryRows<{ messages: number }>(
        manager,
        `UPDATE flow SET acknowledged_gap_messages = flow.total_gap_messages FROM flow AS before
         WHERE flow.task_id = $1 AND before.id = flow.id
         RETURNING flow.total_gap_messages - before.acknowledged_gap_messages AS messages`,
        [id],
      );
      return rows.reduce((sum, { messages }) => sum + messages, 0);
    });
  }

  /**
   * Deletes a task with its progress: at once when nobody works on it, else as soon as its workers have let it go.
   *
   * @throws TaskStateError
   */
  async delete(id: string): Promise<DeleteOutcome | undefined> {
    return actOnTask(this.dataSource, id, 'DELETE', async (manager, { row }) => {
      if (row.input.shards.some((shard) => shard.owned)) {
        await queryRows(
          manager,
          `UPDATE task SET deleting = true, wanted_since = clock_timestamp() WHERE id = $1 RETURNING id`,
          [id],
        );
        return 'DELETING';
      }
      await queryRows(manager, `DELETE FROM task WHERE id = $1`, [id]);
      return 'DELETED';
    });
  }
}

async function loadRows(
  executor: SqlExecutor,
  condition: string,
  parameters: readonly unknown[],
): Promise<TaskRow[]> {
  const tasks = await queryTasks(executor, condition, parameters, 'ALIVE');
  const gauges = await queryGauges(
    executor,
    tasks.map((task) => task.id),
  );
  return tasks.map((task) => toTaskRow(task, gauges.get(task.id)));
}

/** All tasks, with both statements at once. */
async function loadAll(dataSource: DataSource): Promise<TaskRow[]> {
  const [tasks, gauges] = await Promise.all([
    queryTasks(dataSource, 'true', [], 'ALIVE'),
    queryGauges(dataSource, null),
  ]);
  return tasks.map((task) => toTaskRow(task, gauges.get(task.id)));
}

async function loadRow(manager: EntityManager, id: string): Promise<TaskRow> {
  const [row] = await loadRows(manager, 't.id = $1', [id]);
  if (row === undefined) throw new Error(`task ${id} is locked and yet not there`);
  return row;
}

/** Makes the flows fit the changed spec. */
async function adjustFlows(manager: EntityManager, row: TaskRow, spec: TaskSpec): Promise<void> {
  const moved =
    spec.sourceClusterId !== row.spec.sourceClusterId || spec.targetClusterId !== row.spec.targetClusterId;
  const before = moved ? [] : directionsOf(row.spec);
  const after = directionsOf(spec);
  const kept = before.filter((direction) => after.includes(direction));
  await queryRows(manager, `DELETE FROM flow WHERE task_id = $1 AND NOT direction = ANY ($2::text[])`, [
    row.id,
    kept,
  ]);
  await addFlows(
    manager,
    row.id,
    after.filter((direction) => !kept.includes(direction)),
  );
}

async function addFlows(
  manager: EntityManager,
  taskId: string,
  directions: readonly FlowDirection[],
): Promise<void> {
  await queryRows(
    manager,
    `WITH added AS (
       INSERT INTO flow (task_id, direction, flow_key)
       SELECT $1, i.direction, i.flow_key FROM unnest($2::text[], $3::text[]) AS i (direction, flow_key) RETURNING id
     )
     INSERT INTO shard (flow_id, index) SELECT added.id, place FROM added, generate_series(0, $4::int - 1) AS place`,
    [taskId, directions, directions.map(newFlowKey), SHARDS_PER_FLOW],
  );
}

function directionsOf(spec: TaskSpec): FlowDirection[] {
  return spec.direction === 'TWO_WAY' ? ['forward', 'reverse'] : ['forward'];
}

function toParameter(value: TaskSpec[keyof TaskSpec] | undefined): string | null | undefined {
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : value;
}

/** As it comes back from the database: DTO instances and absent fields are not a difference. */
function plain(value: TaskSpec[keyof TaskSpec] | undefined): unknown {
  return value === undefined ? undefined : JSON.parse(JSON.stringify(value));
}
