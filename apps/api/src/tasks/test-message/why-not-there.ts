import type { Reason, StreamState, TaskState, TestCopyWhy } from '@slipstream/shared';

/** What is known of a stream whose copy was not found. */
export interface MissingCopy {
  /** The route's filter does not let the message pass. */
  isFiltered: boolean;
  taskState: TaskState;
  throttled: boolean;
  /** Offset of the message in its source queue. */
  sourceOffset: number;
  /** The stream as it was before its target queue was last read to the end; undefined when the task has it no more. */
  stream: { state: StreamState; reason: Reason | null; position: number } | undefined;
  /** What the target said when it could not be read; null when it could. */
  unreadable: string | null;
}

/** Why a copy is not there, with what a person needs to know about it. */
export interface WhyNotThere {
  why: TestCopyWhy;
  reason: Reason | null;
  said: string | null;
  /** Messages that the stream has to copy first. */
  ahead: number | null;
}

/** Decides why a copy is not there: the most certain cause first. */
export function whyNotThere(copy: MissingCopy): WhyNotThere {
  const { stream, sourceOffset } = copy;
  const because = (why: TestCopyWhy, more: Partial<WhyNotThere> = {}): WhyNotThere => ({
    why,
    reason: null,
    said: null,
    ahead: null,
    ...more,
  });
  if (copy.isFiltered) return because('FILTERED');
  if (copy.unreadable !== null) return because('TARGET_UNREADABLE', { said: copy.unreadable });
  if (stream === undefined) return because('STREAM_GONE');
  if (stream.position > sourceOffset) return because('PASSED');
  if (copy.taskState !== 'RUNNING') return because('TASK_NOT_RUNNING');
  if (stream.state === 'HELD') return because('STREAM_HELD', { reason: stream.reason });
  const ahead = sourceOffset - stream.position;
  if (copy.throttled) return because('THROTTLED', { ahead });
  return ahead > 0 ? because('BEHIND', { ahead }) : because('NOT_YET');
}
