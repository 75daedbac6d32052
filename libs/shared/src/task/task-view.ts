import type { TaskTotals } from '../metrics/metric-point.js';
import type { FailureCounts } from './failure-view.js';
import type { Reason } from './reason.js';
import type { TaskAction } from './task-actions.js';
import type { FlowDirection, TaskSpec, WantedState } from './task-rules.js';
import type { TaskHealth, TaskState } from './task-state.js';

/** Status of a task as the API answers it. */
export interface TaskStatusView {
  state: TaskState;
  health: TaskHealth;
  reason: Reason | null;
  /** ISO 8601. */
  since: string;
  /** Age of the oldest source message not yet at the target, ms; 0 when caught up; null when unknown. */
  delayMs: number | null;
  /** Decimal string; null when unknown. */
  lagMessages: string | null;
  /** The task's throttle held it back in a good part of the last interval. */
  throttled: boolean;
  /** Messages that the source deleted before they were copied, and that nobody has acknowledged; decimal string. */
  openGapMessages: string;
  totals: TaskTotals;
}

/** A task as the API answers it: its spec, and its status. */
export interface TaskView extends TaskSpec {
  id: string;
  generation: number;
  wanted: WantedState;
  createdAt: string;
  updatedAt: string;
  status: TaskStatusView;
  /** Messages that the target refused for good, by what became of them. */
  failures: FailureCounts;
  allowedActions: readonly TaskAction[];
}

/** States of one stream. */
export const STREAM_STATES = ['PENDING', 'RECOVERING', 'RUNNING', 'HELD', 'STOPPED'] as const;
export type StreamState = (typeof STREAM_STATES)[number];

/** One stream (source queue to target queue) as the API answers it. Offsets are decimal strings. */
export interface StreamView {
  id: string;
  direction: FlowDirection;
  sourceTopic: string;
  sourceBroker: string;
  sourceQueue: number;
  targetTopic: string;
  targetBroker: string;
  targetQueue: number;
  /** Next source offset to be copied. */
  position: string;
  /** Source queue's max offset when last seen; null before. */
  sourceMax: string | null;
  lagMessages: string | null;
  delayMs: number | null;
  state: StreamState;
  reason: Reason | null;
}

/** Kinds of events. */
export const EVENT_KINDS = [
  'TASK_CREATED',
  'TASK_EDITED',
  'TASK_STARTED',
  'TASK_STOPPED',
  'TASK_DELETED',
  'OFFSET_RESET',
  'OFFSET_RESET_UNDONE',
  'FAILURES_RETRIED',
  'FAILURES_GIVEN_UP',
  'GAPS_ACKNOWLEDGED',
  'TEST_MESSAGE_SENT',
  'FIRST_MESSAGE',
  'TASK_RUNNING',
  'TASK_START_FAILED',
  'TASK_FAILED',
  'SHARD_TAKEN_OVER',
  'STREAMS_FOUND',
  'RETENTION_GAP',
  'SOURCE_TRUNCATED',
  'TARGET_TRUNCATED',
  'ORDER_VIOLATION',
  'MESSAGE_REFUSED',
  'METADATA_SYNCED',
  'METADATA_DRIFTED',
  'METADATA_CONFLICT',
  'METADATA_REFUSED',
  'METADATA_WISHED',
  'PROGRESS_HELD',
  'PROGRESS_APPLIED',
  'CLUSTER_CREATED',
  'CLUSTER_EDITED',
  'CLUSTER_DELETED',
] as const;
export type EventKind = (typeof EVENT_KINDS)[number];

/** Something that happened, as the API answers it. */
export interface EventView {
  id: string;
  /** ISO 8601. */
  at: string;
  kind: EventKind;
  severity: 'INFO' | 'WARNING' | 'ERROR';
  taskId: string | null;
  /** Who did it; null when the system did. */
  actor: string | null;
  /** Facts of the event: queue and offsets of a gap, difference of an edit. Never secrets. */
  details: Record<string, unknown>;
}
