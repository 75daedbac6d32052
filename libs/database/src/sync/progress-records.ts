import type { ProgressSense, ProgressWhy, QueueProgressView, SyncSide } from '@slipstream/shared';
import type { QueueRecord } from '../plan/plan-records.js';

/** Where a stream stood: everything before `sourceOffset` of this generation is at the target, below `targetOffset`. */
export interface StreamPairRecord {
  generation: number;
  sourceOffset: number;
  targetOffset: number;
}

/** A stream between the two clusters of a task, as progress is translated along it; of whichever task it is. */
export interface ProgressStreamRecord {
  id: number;
  taskId: string;
  /** `<flowKey>-<number>`: what its copies carry. */
  key: string;
  /** The side of the asking task that it copies to. */
  copiesTo: SyncSide;
  source: QueueRecord;
  target: QueueRecord;
  /** Its route has a filter, or nobody knows any more whether it had one. */
  filtered: boolean;
  retired: boolean;
  start: StreamPairRecord;
  /** By its newest checkpoint. */
  position: StreamPairRecord;
  /** Some of its checkpoints, newest first. */
  pairs: readonly StreamPairRecord[];
  /** End of its source queue when its worker last saw it. */
  sourceMax: number | null;
}

/** The part of a stream that changes while it runs. */
export type ProgressHeadRecord = Pick<ProgressStreamRecord, 'id' | 'position' | 'sourceMax' | 'retired'>;

/** Progress of one group on one topic, as it is stored. */
export interface GroupProgressRecord {
  sense: ProgressSense;
  consumerGroup: string;
  fromTopic: string;
  toTopic: string;
  inRetry: number;
  queues: readonly QueueProgressView[];
  why: ProgressWhy | null;
  /** ISO 8601. */
  syncedAt: string | null;
}

/** What makes a row one row of its task. */
export type GroupProgressKey = Pick<GroupProgressRecord, 'sense' | 'consumerGroup' | 'fromTopic' | 'toTopic'>;

/** A row, with what held it when it was stored. */
export type KeptProgress = GroupProgressKey & Pick<GroupProgressRecord, 'why'>;

/** Which rows of a task's progress, in the order of group, topics and sense. */
export interface ProgressPage {
  sense?: ProgressSense;
  /** Part of a group's or a topic's name, whatever its case. */
  search?: string;
  why?: ProgressWhy;
  limit: number;
  /** Id of a row: the page holds those behind it. */
  after?: string;
}
