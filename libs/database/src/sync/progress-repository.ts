import type { GroupProgressView } from '@slipstream/shared';
import type { DataSource } from 'typeorm';
import { queryRows } from '../sql.js';
import type {
  GroupProgressKey,
  KeptProgress,
  GroupProgressRecord,
  ProgressHeadRecord,
  ProgressPage,
  ProgressStreamRecord,
} from './progress-records.js';
import {
  LIST_PROGRESS_SQL,
  PROGRESS_HEADS_SQL,
  PROGRESS_KEYS_SQL,
  PROGRESS_STREAMS_SQL,
  SAVE_PROGRESS_SQL,
} from './progress-sql.js';

/** Rows that go into one statement. */
const ROWS_AT_ONCE = 500;

/** The two clusters of a task, by row id. */
export interface TaskClusters {
  sourceClusterId: string;
  targetClusterId: string;
}

type ProgressRow = Omit<GroupProgressView, 'syncedAt' | 'updatedAt'> & {
  syncedAt: Date | null;
  updatedAt: Date;
};

/** How far the progress of groups is carried, and the streams along which it is translated. */
export class ProgressRepository {
  constructor(private readonly dataSource: DataSource) {}

  /**
   * All streams between two clusters, both ways, of whichever task, retired ones too: all of their copies say something of
   * what a group has consumed.
   */
  streams({ sourceClusterId, targetClusterId }: TaskClusters): Promise<ProgressStreamRecord[]> {
    return queryRows(this.dataSource, PROGRESS_STREAMS_SQL, [sourceClusterId, targetClusterId]);
  }

  /** What has changed of the same streams since; much less to read than {@link streams}. */
  heads({ sourceClusterId, targetClusterId }: TaskClusters): Promise<ProgressHeadRecord[]> {
    return queryRows(this.dataSource, PROGRESS_HEADS_SQL, [sourceClusterId, targetClusterId]);
  }

  /** Stores rows of a task, each at most once. A task that is gone has none. */
  async save(taskId: string, rows: readonly GroupProgressRecord[]): Promise<void> {
    for (let begin = 0; begin < rows.length; begin += ROWS_AT_ONCE)
      await queryRows(this.dataSource, SAVE_PROGRESS_SQL, [
        taskId,
        JSON.stringify(rows.slice(begin, begin + ROWS_AT_ONCE)),
      ]);
  }

  /** Deletes the rows of a task that are not to be kept; what is kept. */
  async prune(taskId: string, isKept: (row: GroupProgressKey) => boolean): Promise<KeptProgress[]> {
    const rows = await queryRows<KeptProgress & { id: number }>(this.dataSource, PROGRESS_KEYS_SQL, [taskId]);
    const gone = rows.filter((row) => !isKept(row)).map(({ id }) => id);
    if (gone.length > 0)
      await queryRows(this.dataSource, `DELETE FROM group_progress WHERE id = ANY ($1::bigint[])`, [gone]);
    return rows.filter(isKept);
  }

  /** A page of a task's progress, by group, topics and sense. */
  async list(taskId: string, page: ProgressPage): Promise<GroupProgressView[]> {
    const rows = await queryRows<ProgressRow>(this.dataSource, LIST_PROGRESS_SQL, [
      taskId,
      page.sense ?? null,
      page.search?.toLowerCase() ?? null,
      page.why ?? null,
      page.after ?? null,
      page.limit,
    ]);
    return rows.map((row) => ({
      ...row,
      syncedAt: row.syncedAt?.toISOString() ?? null,
      updatedAt: row.updatedAt.toISOString(),
    }));
  }
}
