import type { SyncSide } from '@slipstream/shared';
import type { QueueRef } from '../ports/queue-reader.js';
import type { CopyKey } from './copy-key.js';

/** Everything before this source position is at the target, below `targetOffset`. */
export interface StreamPair extends CopyKey {
  targetOffset: number;
}

/** A stream between the two clusters of a task, of whichever task, as progress is translated along it. */
export interface ProgressStream {
  id: number;
  taskId: string;
  /** What its copies carry. */
  key: string;
  /** The side that it copies to. */
  copiesTo: SyncSide;
  source: QueueRef;
  target: QueueRef;
  /** Its filter may leave messages out. */
  filtered: boolean;
  retired: boolean;
  /** Where it began. */
  start: StreamPair;
  /** By its newest checkpoint. */
  position: StreamPair;
  /** Some of its checkpoints, newest first: first guesses, never proofs. */
  pairs: readonly StreamPair[];
  /** End of its source queue when its worker last saw it. */
  sourceMax: number | null;
}

/** Names a queue in maps. */
export function queueKey({ topic, brokerName, queueId }: QueueRef): string {
  return `${topic}@${brokerName}@${queueId}`;
}
