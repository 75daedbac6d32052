/** The one LISTEN/NOTIFY channel of a database. */
export const CHANNEL = 'slipstream';

/** What a notification is about. */
export const NOTIFICATION_KINDS = [
  'task',
  'shard',
  'plan',
  'sample',
  'event',
  'worker',
  'failure',
  'sync',
  'check',
] as const;
export type NotificationKind = (typeof NOTIFICATION_KINDS)[number];

/** Says that a row has changed; whoever cares reads it. `id` of a plan, of a sample and of a failure is the flow's, that of a sync the task's. */
export interface Notification {
  kind: NotificationKind;
  id: string;
  taskId?: string;
}

/**
 * SQL expression that sends a notification when its transaction commits.
 *
 * @param id SQL expression of the changed row's id
 * @param taskId SQL expression of the task's id
 */
export function notifySql(kind: NotificationKind, id: string, taskId?: string): string {
  const task = taskId === undefined ? '' : `, 'taskId', ${taskId}`;
  return `pg_notify('${CHANNEL}', json_build_object('kind', '${kind}', 'id', (${id})::text${task})::text)`;
}

/** Reads a payload; undefined when it is none of ours (another version, another program). */
export function parseNotification(payload: string | undefined): Notification | undefined {
  const value = parseJson(payload ?? '');
  if (typeof value !== 'object' || value === null || !('kind' in value) || !('id' in value)) return undefined;
  const kind = NOTIFICATION_KINDS.find((known) => known === value.kind);
  if (kind === undefined || typeof value.id !== 'string') return undefined;
  const taskId = 'taskId' in value && typeof value.taskId === 'string' ? value.taskId : undefined;
  return taskId === undefined ? { kind, id: value.id } : { kind, id: value.id, taskId };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
