import { getMaxOffset } from '../apis/get-max-offset.js';
import { getMinOffset } from '../apis/get-min-offset.js';
import { listConsumerOffsets, type ConsumerOffsets } from '../apis/list-consumer-offsets.js';
import type { MessageQueue } from '../apis/message-queue.js';
import { queryConsumerOffset } from '../apis/query-consumer-offset.js';
import { searchOffset } from '../apis/search-offset.js';
import { updateConsumerOffset } from '../apis/update-consumer-offset.js';
import { decodeMessages } from '../message/message-decoder.js';
import type { RequestOptions } from '../network/connection.js';
import type { BrokerCaller } from './broker-caller.js';
import type { PullConsumer } from './pull-consumer.js';
import { foundOffset, narrow, startSearch, type ProbeResult } from './timestamp-search.js';

/** First offset kept, and the offset that the next message gets; equal when the queue is empty. */
export interface OffsetRange {
  minOffset: number;
  maxOffset: number;
}

/** Positions in queues: of the messages, and of consumer groups. */
export class Offsets {
  readonly #brokers: BrokerCaller;
  readonly #pulls: PullConsumer;

  constructor(brokers: BrokerCaller, pulls: PullConsumer) {
    this.#brokers = brokers;
    this.#pulls = pulls;
  }

  /** Zeros for a queue that does not exist. A message just acknowledged may not be counted yet. */
  async range(queue: MessageQueue, options?: RequestOptions): Promise<OffsetRange> {
    const [minOffset, maxOffset] = await Promise.all([
      this.#brokers.call(queue.brokerName, getMinOffset, queue, options),
      this.#brokers.call(queue.brokerName, getMaxOffset, queue, options),
    ]);
    return { minOffset, maxOffset: Math.max(minOffset, maxOffset) };
  }

  /** The first offset stored at or after `timestampMs`; the max offset when there is none. Exact on every version. */
  async byTimestamp(queue: MessageQueue, timestampMs: number, options?: RequestOptions): Promise<number> {
    const range = await this.range(queue, options);
    if (range.minOffset === range.maxOffset) return range.maxOffset;
    const request = {
      topic: queue.topic,
      queueId: queue.queueId,
      timestampMs: Math.max(0, Math.ceil(timestampMs)),
    };
    const guess = await this.#brokers.call(queue.brokerName, searchOffset, request, options);
    let search = startSearch({ ...range, guess });
    for (;;) {
      const found = foundOffset(search);
      if (found !== null) return found;
      search = narrow(search, await this.#probe(queue, search.probe, timestampMs, options));
    }
  }

  async #probe(
    queue: MessageQueue,
    offset: number,
    timestampMs: number,
    options: RequestOptions | undefined,
  ): Promise<ProbeResult> {
    const pulled = await this.#pulls.pull(queue, { offset, maxMessages: 1 }, options);
    const message = decodeMessages(pulled.messages)[0];
    if (message !== undefined) {
      return message.storeTimestamp < timestampMs
        ? { kind: 'EARLY', next: message.queueOffset + 1 }
        : { kind: 'LATE' };
    }
    // Deleted meanwhile, or deleted files whose index is still there: what is gone was stored first.
    if (offset < pulled.minOffset) return { kind: 'EARLY', next: pulled.minOffset };
    if (pulled.status === 'REMOVING' || pulled.status === 'NO_MATCHED_MESSAGE') {
      return { kind: 'EARLY', next: pulled.nextBeginOffset };
    }
    return { kind: 'LATE' };
  }

  /** Null when the group has none; 4.x answers 0 instead as long as the queue still has its first message. */
  ofConsumer(queue: MessageQueue, consumerGroup: string, options?: RequestOptions): Promise<number | null> {
    return this.#brokers.call(queue.brokerName, queryConsumerOffset, { ...queue, consumerGroup }, options);
  }

  setOfConsumer(
    queue: MessageQueue,
    consumerGroup: string,
    offset: number,
    options?: RequestOptions,
  ): Promise<void> {
    return this.#brokers.call(
      queue.brokerName,
      updateConsumerOffset,
      { ...queue, consumerGroup, offset },
      options,
    );
  }

  /** Of all groups on one broker, also of groups that are gone. */
  ofAllConsumers(brokerName: string, options?: RequestOptions): Promise<ConsumerOffsets> {
    return this.#brokers.call(brokerName, listConsumerOffsets, undefined, options);
  }
}
