import { EVENT_KINDS, type EventKind } from '../task/task-view.js';

/** What events are about: what people did, how the task stands, trouble with messages, and what follows the messages. */
export const EVENT_GROUPS = ['ACTS', 'STATE', 'TROUBLE', 'SYNC'] as const;
export type EventGroup = (typeof EVENT_GROUPS)[number];

/** Severities of events, mildest first. */
export const EVENT_SEVERITIES = ['INFO', 'WARNING', 'ERROR'] as const;
export type EventSeverity = (typeof EVENT_SEVERITIES)[number];

const GROUP_OF: Readonly<Record<EventKind, EventGroup>> = {
  TASK_CREATED: 'ACTS',
  TASK_EDITED: 'ACTS',
  TASK_STARTED: 'ACTS',
  TASK_STOPPED: 'ACTS',
  TASK_DELETED: 'ACTS',
  OFFSET_RESET: 'ACTS',
  OFFSET_RESET_UNDONE: 'ACTS',
  FAILURES_RETRIED: 'ACTS',
  FAILURES_GIVEN_UP: 'ACTS',
  GAPS_ACKNOWLEDGED: 'ACTS',
  TEST_MESSAGE_SENT: 'ACTS',
  METADATA_WISHED: 'ACTS',
  PROGRESS_APPLIED: 'ACTS',
  CLUSTER_CREATED: 'ACTS',
  CLUSTER_EDITED: 'ACTS',
  CLUSTER_DELETED: 'ACTS',
  FIRST_MESSAGE: 'STATE',
  TASK_RUNNING: 'STATE',
  TASK_START_FAILED: 'STATE',
  TASK_FAILED: 'STATE',
  SHARD_TAKEN_OVER: 'STATE',
  STREAMS_FOUND: 'STATE',
  RETENTION_GAP: 'TROUBLE',
  SOURCE_TRUNCATED: 'TROUBLE',
  TARGET_TRUNCATED: 'TROUBLE',
  ORDER_VIOLATION: 'TROUBLE',
  MESSAGE_REFUSED: 'TROUBLE',
  METADATA_SYNCED: 'SYNC',
  METADATA_DRIFTED: 'SYNC',
  METADATA_CONFLICT: 'SYNC',
  METADATA_REFUSED: 'SYNC',
  PROGRESS_HELD: 'SYNC',
};

/** The kinds of a group. */
export function kindsOf(group: EventGroup): EventKind[] {
  return EVENT_KINDS.filter((kind) => GROUP_OF[kind] === group);
}
