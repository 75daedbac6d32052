import type { OffsetRange, QueueRef } from '../ports/queue-reader.js';

/** How one call is made. */
export interface CallOptions {
  signal?: AbortSignal | undefined;
}

/** Committed offsets of one group on one topic of one broker, by queue id. */
export interface CommittedOffsets {
  topic: string;
  consumerGroup: string;
  offsets: ReadonlyMap<number, number>;
}

/** All committed offsets of one broker. The fingerprint is cheap, the entries are parsed when they are asked for. */
export interface OffsetTable {
  readonly fingerprint: string;
  readonly entries: readonly CommittedOffsets[];
}

/** Answer to a pull without a filter; `messages` are stored records back to back. */
export interface PulledRecords extends OffsetRange {
  status: 'FOUND' | 'NO_NEW_MESSAGE' | 'NO_MATCHED_MESSAGE' | 'REMOVING' | 'OFFSET_ILLEGAL';
  messages: Buffer;
  nextBeginOffset: number;
}

/**
 * What progress needs of one cluster: the calls of a `RocketmqClient` as they are, so that a client is handed in without an
 * adapter. All go to masters; all reject with an error that may carry the broker's `responseCode`.
 */
export interface ProgressClient {
  consumerOffsets(brokerName: string, options?: CallOptions): Promise<OffsetTable>;
  consumerGroups(
    brokerName: string,
    options?: CallOptions,
  ): Promise<{ readonly groups: ReadonlyMap<string, unknown> }>;
  consumerConnections(
    brokerName: string,
    consumerGroup: string,
    options?: CallOptions,
  ): Promise<readonly unknown[]>;
  updateConsumerOffset(
    queue: QueueRef,
    consumerGroup: string,
    offset: number,
    options?: CallOptions,
  ): Promise<void>;
  pull(
    queue: QueueRef,
    request: { offset: number; maxMessages?: number },
    options?: CallOptions,
  ): Promise<PulledRecords>;
  range(queue: QueueRef, options?: CallOptions): Promise<OffsetRange>;
  /** The first offset stored at or after a time, ms since the epoch. */
  offsetByTimestamp(queue: QueueRef, timestampMs: number, options?: CallOptions): Promise<number>;
  brokerConfig(brokerName: string, options?: CallOptions): Promise<ReadonlyMap<string, string>>;
}

/** The broker's response code of a failed call; undefined when it did not answer. */
export function responseCodeOf(error: unknown): number | undefined {
  return error instanceof Error && 'responseCode' in error && typeof error.responseCode === 'number'
    ? error.responseCode
    : undefined;
}

/** The other side's own words. */
export function wordsOf(error: unknown): string {
  const remark = error instanceof Error && 'remark' in error ? error.remark : undefined;
  if (typeof remark === 'string' && remark !== '') return remark;
  return error instanceof Error ? error.message : String(error);
}
