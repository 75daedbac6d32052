import { allowedActions, type TaskAction } from '@slipstream/shared';
import type { DataSource, EntityManager } from 'typeorm';
import { TaskStateError } from '../errors.js';
import { reapDeadWorkers } from '../lease/reap.js';
import { notifySql } from '../notify/channel.js';
import { queryRows } from '../sql.js';
import { deriveFrom, type DerivedTask, type TaskRow } from './task-row.js';
import { queryTasks, toTaskRow } from './task-rows.js';

/** A task that no one else can change, claim or release until the transaction ends. */
export interface LockedTask {
  row: TaskRow;
  derived: DerivedTask;
}

/** What a user does to a task, null for what any state takes; when it depends on the task itself, a function of it. */
export type ActionOf = TaskAction | null | ((row: TaskRow) => TaskAction | null);

/**
 * Does what a user asks in one transaction: locks the task and its shards, derives the state, refuses what the state does
 * not take, and tells everybody.
 *
 * @returns what `act` returns; undefined when there is no such task
 * @throws TaskStateError when the state does not take the action; nothing was written
 */
export async function actOnTask<Result>(
  dataSource: DataSource,
  taskId: string,
  actionOf: ActionOf,
  act: (manager: EntityManager, task: LockedTask) => Promise<Result>,
): Promise<Result | undefined> {
  await reapDeadWorkers(dataSource);
  return dataSource.transaction(async (manager) => {
    const task = await lockTask(manager, taskId);
    if (task === undefined) return undefined;
    const action = typeof actionOf === 'function' ? actionOf(task.row) : actionOf;
    if (action !== null && !allowedActions(task.derived.state).includes(action)) {
      throw new TaskStateError(task.derived.state, action);
    }
    const result = await act(manager, task);
    await queryRows(manager, `SELECT ${notifySql('task', '$1', '$1::text')}`, [taskId]);
    return result;
  });
}

async function lockTask(manager: EntityManager, taskId: string): Promise<LockedTask | undefined> {
  await queryRows(manager, `SELECT id FROM task WHERE id = $1 FOR UPDATE`, [taskId]);
  await queryRows(
    manager,
    `SELECT s.id FROM shard s JOIN flow f ON f.id = s.flow_id WHERE f.task_id = $1 ORDER BY s.id FOR UPDATE OF s`,
    [taskId],
  );
  const [stored] = await queryTasks(manager, 't.id = $1', [taskId], 'RECORDED');
  if (stored === undefined) return undefined;
  const row = toTaskRow(stored);
  return { row, derived: deriveFrom(row) };
}
