import type { SyncStatusRepository } from '@slipstream/database';
import type { SyncPart } from '@slipstream/shared';
import type { SyncStatusView } from './sync-status.view.js';

/** The last look of one part of a task's sync; null before the first. */
export async function lastLook(
  statuses: SyncStatusRepository,
  taskId: string,
  part: SyncPart,
): Promise<SyncStatusView | null> {
  const found = (await statuses.list(taskId)).find((status) => status.part === part);
  if (found === undefined) return null;
  return { lookedAt: found.lookedAt?.toISOString() ?? null, tookMs: found.tookMs, reason: found.reason };
}
