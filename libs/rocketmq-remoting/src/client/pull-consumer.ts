import type { MessageQueue } from '../apis/message-queue.js';
import { pullMessage, type PullResult } from '../apis/pull-message.js';
import type { SubscriptionFilter } from '../apis/subscription-filter.js';
import type { RequestOptions } from '../network/connection.js';
import type { BrokerCaller } from './broker-caller.js';

/** A name with this start needs no group config at any broker, whatever its settings. */
export const DEFAULT_CONSUMER_GROUP = 'CID_RMQ_SYS_REPLICATOR';

/** Default limits of brokers; asking for more changes nothing unless a broker has been told to give more. */
const DEFAULT_MAX_MESSAGES = 32;

/** Brokers end held pulls only with their hold service's next tick, up to 5 s late. */
const LONG_POLL_SLACK_MS = 10_000;

export interface PullOptions {
  /** Queue offset of the first message wanted. */
  offset: number;
  /** Default 32. Brokers give out at most 32 messages and 256 KiB unless configured otherwise. */
  maxMessages?: number;
  /** How long the broker may hold the request at the end of the queue, in ms; 0 (default) answers at once. */
  waitMs?: number;
  filter?: SubscriptionFilter;
  /** Default `CID_RMQ_SYS_REPLICATOR`. No offset is ever committed for it. */
  consumerGroup?: string;
}

/** Reads queues by offset; on the master only. */
export class PullConsumer {
  readonly #brokers: BrokerCaller;

  constructor(brokers: BrokerCaller) {
    this.#brokers = brokers;
  }

  pull(queue: MessageQueue, p: PullOptions, options: RequestOptions = {}): Promise<PullResult> {
    const waitMs = p.waitMs ?? 0;
    return this.#brokers.call(
      queue.brokerName,
      pullMessage,
      {
        consumerGroup: p.consumerGroup ?? DEFAULT_CONSUMER_GROUP,
        topic: queue.topic,
        queueId: queue.queueId,
        offset: p.offset,
        maxMessages: p.maxMessages ?? DEFAULT_MAX_MESSAGES,
        waitMs,
        filter: p.filter ?? { type: 'NONE' },
      },
      waitMs > 0 && options.timeoutMs === undefined
        ? { ...options, timeoutMs: waitMs + LONG_POLL_SLACK_MS }
        : options,
      'PULLS',
    );
  }
}
