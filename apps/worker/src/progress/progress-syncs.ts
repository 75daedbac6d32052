import { EventRepository, ProgressRepository, SyncStatusRepository } from '@slipstream/database';
import type { TaskSyncs } from '../sync/task-sync.js';
import { ProgressSync } from './progress-sync.js';

/** Progress syncs whose rows are in a real PostgreSQL. */
export function progressSyncs(
  dataSource: ConstructorParameters<typeof ProgressRepository>[0],
  onTrouble: (what: string, error: unknown) => void,
): TaskSyncs {
  const progress = new ProgressRepository(dataSource);
  const status = new SyncStatusRepository(dataSource);
  const events = new EventRepository(dataSource);
  return (context) => [new ProgressSync(context, { progress, status, events, onTrouble })];
}
