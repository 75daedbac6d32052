import type { Reason, SyncPart } from '@slipstream/shared';
import type { DataSource } from 'typeorm';
import { queryRows } from '../sql.js';

/** A look of a task's metadata sync, or of its progress sync, at both clusters. */
export interface SyncLook {
  tookMs: number;
  /** Why it could not look; null when it could. */
  reason: Reason | null;
}

/** The last look, as stored. */
export interface SyncStatusRecord {
  part: SyncPart;
  /** When it ended. */
  lookedAt: Date | null;
  tookMs: number | null;
  reason: Reason | null;
}

/** When a task's metadata and progress were last looked at. */
export class SyncStatusRepository {
  constructor(private readonly dataSource: DataSource) {}

  /** A look has ended now. A task that is gone has none. */
  async save(taskId: string, part: SyncPart, { tookMs, reason }: SyncLook): Promise<void> {
    await queryRows(
      this.dataSource,
      `INSERT INTO sync_status (task_id, part, looked_at, took_ms, reason)
       SELECT id, $2, clock_timestamp(), $3::int, $4::jsonb FROM task WHERE id = $1
       ON CONFLICT (task_id, part) DO UPDATE SET looked_at = excluded.looked_at, took_ms = excluded.took_ms,
         reason = excluded.reason`,
      [taskId, part, Math.round(tookMs), reason === null ? null : JSON.stringify(reason)],
    );
  }

  /** Of each part that has looked at least once. */
  list(taskId: string): Promise<SyncStatusRecord[]> {
    return queryRows(
      this.dataSource,
      `SELECT part, looked_at AS "lookedAt", took_ms AS "tookMs", reason FROM sync_status WHERE task_id = $1 ORDER BY part`,
      [taskId],
    );
  }
}
