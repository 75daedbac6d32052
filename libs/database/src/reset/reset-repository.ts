import { createHash } from 'node:crypto';
import type { DataSource } from 'typeorm';
import { PreviewOutdatedError, UndoRefusedError } from '../errors.js';
import { queryRows, type SqlExecutor } from '../sql.js';
import { actOnTask } from '../task/act-on-task.js';
import type { LastReset, StreamPosition, StreamReset } from './reset-records.js';
import {
  BEGIN_RESET_SQL,
  FORGET_RESET_SQL,
  LAST_RESET_SQL,
  POSITIONS_SQL,
  RESET_SQL,
  UNDO_SQL,
} from './reset-sql.js';
import { undoOutcome, undoRefusal, type UndoOutcome } from './undo-decision.js';

/** Streams of a task with the version of them all. */
export interface TaskPositions {
  /** Another one as soon as any stream has another position. */
  version: string;
  streams: StreamPosition[];
}

/** What an undo does to one stream. */
export interface UndoneStream {
  stream: StreamPosition;
  outcome: UndoOutcome;
  /** Where the stream was before the reset. */
  fromOffset: number;
}

/** What undoing the last reset of a task would do. */
export interface UndoPlan {
  at: Date;
  actor: string;
  streams: UndoneStream[];
  /** Why it cannot be done; null when it can. */
  refusal: string | null;
}

/** Resets of stopped tasks, and their undo (T-06). */
export class ResetRepository {
  constructor(private readonly dataSource: DataSource) {}

  /** Where all streams of a task stand. */
  async positions(taskId: string): Promise<TaskPositions> {
    return loadPositions(this.dataSource, taskId);
  }

  /**
   * Makes streams begin again at the given offsets, each as a new generation, and keeps where they were.
   *
   * @param version of the positions that the user has seen; undefined to reset whatever they are
   * @returns false when there is no such task
   * @throws TaskStateError unless the task is stopped and nobody holds one of its shards
   * @throws PreviewOutdatedError when the positions have another version
   */
  async reset(
    taskId: string,
    items: readonly StreamReset[],
    actor: string,
    version?: string,
  ): Promise<boolean> {
    const done = await actOnTask(this.dataSource, taskId, 'RESET_OFFSET', async (manager) => {
      await requireVersion(manager, taskId, version);
      if (items.length === 0) return true;
      await queryRows(manager, BEGIN_RESET_SQL, [taskId, actor]);
      await queryRows(manager, RESET_SQL, [
        taskId,
        items.map((item) => item.streamId),
        items.map((item) => item.sourceOffset),
      ]);
      return true;
    });
    return done ?? false;
  }

  /** What undoing the last reset would do now; null when there is none. */
  async undoPlan(taskId: string): Promise<UndoPlan | null> {
    return planUndo(this.dataSource, taskId);
  }

  /**
   * Puts the positions before the last reset back, all or none.
   *
   * @param version as with {@link reset}
   * @returns what was done; undefined when there is no such task
   * @throws TaskStateError, PreviewOutdatedError as {@link reset}
   * @throws UndoRefusedError when there is nothing to undo, or when it would send messages twice
   */
  async undo(taskId: string, version?: string): Promise<UndoPlan | undefined> {
    return actOnTask(this.dataSource, taskId, 'RESET_OFFSET', async (manager) => {
      await requireVersion(manager, taskId, version);
      const plan = await planUndo(manager, taskId);
      if (plan === null) throw new UndoRefusedError('There is no reset to undo.');
      if (plan.refusal !== null) throw new UndoRefusedError(plan.refusal);
      const restored = plan.streams.filter(({ outcome }) => outcome === 'RESTORE');
      await queryRows(manager, UNDO_SQL, [taskId, restored.map(({ stream }) => stream.id)]);
      await queryRows(manager, FORGET_RESET_SQL, [taskId]);
      return plan;
    });
  }
}

async function loadPositions(executor: SqlExecutor, taskId: string): Promise<TaskPositions> {
  const streams = await queryRows<StreamPosition>(executor, POSITIONS_SQL, [taskId]);
  const text = streams.map(({ id, seq }) => `${id}:${seq}`).join();
  return { version: createHash('sha256').update(text).digest('hex').slice(0, 32), streams };
}

async function requireVersion(executor: SqlExecutor, taskId: string, version?: string): Promise<void> {
  if (version === undefined) return;
  if ((await loadPositions(executor, taskId)).version !== version) throw new PreviewOutdatedError();
}

async function planUndo(executor: SqlExecutor, taskId: string): Promise<UndoPlan | null> {
  const [last] = await queryRows<LastReset>(executor, LAST_RESET_SQL, [taskId]);
  if (last === undefined) return null;
  const { streams: now } = await loadPositions(executor, taskId);
  const kept = new Map(last.streams.map((stream) => [stream.streamId, stream]));
  const streams = now.flatMap((stream) => {
    const before = kept.get(stream.id);
    if (before === undefined) return [];
    return [{ stream, outcome: undoOutcome(before, stream), fromOffset: before.fromOffset }];
  });
  return {
    at: last.at,
    actor: last.actor,
    streams,
    refusal: undoRefusal(streams.map(({ outcome }) => outcome)),
  };
}
