import type { QueryKey } from '@tanstack/react-query';

/** Names of the API's server-sent events that say that something changed; `ping` only says that the stream is alive. */
export const LIVE_EVENTS = ['task', 'sample', 'event', 'cluster', 'resync'] as const;
export type LiveEvent = (typeof LIVE_EVENTS)[number];

/** What the event stream says: something of this kind changed. */
export interface LiveNotification {
  kind: LiveEvent;
  /** Null when every task may be concerned. */
  taskId: string | null;
}

/** First parts of every query key, so that the live updates can name them without knowing the features. */
export const LIVE_KEYS = {
  tasks: 'tasks',
  task: 'task',
  metrics: 'metrics',
  streams: 'streams',
  backfill: 'backfill',
  events: 'events',
  failures: 'failures',
  metadata: 'metadata',
  progress: 'progress',
  clusters: 'clusters',
} as const;

/** Reads the data of one event; data that cannot be read counts as "every task may be concerned". */
export function parseNotification(kind: LiveEvent, data: string): LiveNotification {
  try {
    const body: unknown = JSON.parse(data);
    if (typeof body === 'object' && body !== null && 'taskId' in body && typeof body.taskId === 'string')
      return { kind, taskId: body.taskId };
  } catch {
    return { kind, taskId: null };
  }
  return { kind, taskId: null };
}

/** Query keys that are out of date after a notification; the empty key stands for all. */
export function staleKeys(notification: LiveNotification): QueryKey[] {
  const { kind, taskId } = notification;
  const of = (key: string): QueryKey => (taskId === null ? [key] : [key, taskId]);
  switch (kind) {
    case 'task':
      return [
        [LIVE_KEYS.tasks],
        of(LIVE_KEYS.task),
        of(LIVE_KEYS.streams),
        of(LIVE_KEYS.backfill),
        of(LIVE_KEYS.events),
        of(LIVE_KEYS.failures),
        of(LIVE_KEYS.metadata),
        of(LIVE_KEYS.progress),
      ];
    case 'sample':
      return [
        [LIVE_KEYS.tasks],
        of(LIVE_KEYS.task),
        of(LIVE_KEYS.metrics),
        of(LIVE_KEYS.streams),
        of(LIVE_KEYS.failures),
        of(LIVE_KEYS.metadata),
        of(LIVE_KEYS.progress),
      ];
    case 'event':
      return [of(LIVE_KEYS.events)];
    case 'cluster':
      return [[LIVE_KEYS.clusters]];
    case 'resync':
      return [[]];
  }
}
