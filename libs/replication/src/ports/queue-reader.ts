import type { StoredMessage } from '@slipstream/rocketmq-remoting/message';
import type { RouteFilter } from '@slipstream/shared';

/** One queue of one broker. */
export interface QueueRef {
  topic: string;
  brokerName: string;
  queueId: number;
}

/** First offset kept and the offset that the next message will get; `min == max` when the queue is empty. */
export interface OffsetRange {
  minOffset: number;
  maxOffset: number;
}

/** Answer to a pull. Offsets are queue offsets. */
export type PullOutcome =
  /** `nextOffset` is behind everything the broker looked at: it may be past messages that the filter took out. */
  | ({ kind: 'MESSAGES'; messages: readonly StoredMessage[]; nextOffset: number } & OffsetRange)
  /** End of the queue (`nextOffset` is the asked offset), or nothing matched the filter up to `nextOffset`. */
  | ({ kind: 'NOTHING'; nextOffset: number } & OffsetRange)
  /** The broker has deleted the files of `[asked, nextOffset)` (MESSAGE_WAS_REMOVING). */
  | ({ kind: 'REMOVED'; nextOffset: number } & OffsetRange)
  /** The asked offset lies outside `[minOffset, maxOffset]`. The broker's own proposal is never followed (facts §0, 7). */
  | ({ kind: 'OUT_OF_RANGE' } & OffsetRange);

/** Reads queues of one cluster, always on the master. Throws {@link PortError}. */
export interface QueueReader {
  /**
   * @param filter evaluated by the broker; tags are compared by hash there and have to be compared again
   * @param waitMs how long the broker may hold the request at the end of the queue; 0 answers at once
   */
  pull(
    queue: QueueRef,
    request: { offset: number; filter: RouteFilter; waitMs: number; signal?: AbortSignal },
  ): Promise<PullOutcome>;
  range(queue: QueueRef, signal?: AbortSignal): Promise<OffsetRange>;
}
