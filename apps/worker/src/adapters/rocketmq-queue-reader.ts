import { AbortedError, type PullOutcome, type QueueReader, type QueueRef } from '@slipstream/replication';
import { RequestAbortedError, type PullResult, type RocketmqClient } from '@slipstream/rocketmq-remoting';
import {
  decodeMessages,
  unwrapInnerBatches,
  type StoredMessage,
} from '@slipstream/rocketmq-remoting/message';
import type { ReasonStep } from '@slipstream/shared';
import { remotingFailure } from './remoting-reasons.js';

/** Asked per pull; brokers give 32 at most unless their limits were raised (facts §8.3). */
const MAX_MESSAGES = 1_024;
/** A held pull is answered at the hold service's next 5 s tick; after this much more than asked for it is given up, ms. */
const HOLD_GRACE_MS = 10_000;

const NO_FILTER = { type: 'NONE' } as const;

/** Which cluster a reader reads, for reasons that a person can act on. */
export interface ReaderPlace {
  cluster: string;
  side: 'SOURCE' | 'TARGET';
  step: ReasonStep;
}

/** Reads queues on the masters of one real cluster. */
export class RocketmqQueueReader implements QueueReader {
  constructor(
    private readonly client: Pick<RocketmqClient, 'pull' | 'range'>,
    private readonly place: ReaderPlace,
  ) {}

  async pull(queue: QueueRef, request: Parameters<QueueReader['pull']>[1]): Promise<PullOutcome> {
    const { offset, filter, waitMs, signal } = request;
    const timeout = waitMs > 0 ? { timeoutMs: waitMs + HOLD_GRACE_MS } : {};
    const subscription =
      filter.type === 'NONE' ? NO_FILTER : { type: filter.type, expression: filter.expression ?? '' };
    try {
      const result = await this.client.pull(
        queue,
        { offset, waitMs, maxMessages: MAX_MESSAGES, filter: subscription },
        { ...timeout, signal },
      );
      return toOutcome(result, offset);
    } catch (error) {
      throw this.#failure(queue, error);
    }
  }

  async range(queue: QueueRef, signal?: AbortSignal): Promise<{ minOffset: number; maxOffset: number }> {
    try {
      return await this.client.range(queue, { signal });
    } catch (error) {
      throw this.#failure(queue, error);
    }
  }

  #failure(queue: QueueRef, error: unknown): Error {
    if (error instanceof RequestAbortedError) return new AbortedError();
    const subject = `${queue.topic}@${queue.brokerName}#${queue.queueId}`;
    return remotingFailure(error, { ...this.place, subject });
  }
}

/** A broker's answer in the engine's words; its proposal of where to go on is dropped when the offset was illegal (facts §0, 7). */
function toOutcome(result: PullResult, asked: number): PullOutcome {
  const range = { minOffset: result.minOffset, maxOffset: result.maxOffset };
  switch (result.status) {
    case 'FOUND':
      return {
        kind: 'MESSAGES',
        messages: messagesFrom(asked, result.messages),
        nextOffset: result.nextBeginOffset,
        ...range,
      };
    case 'NO_NEW_MESSAGE':
      return { kind: 'NOTHING', nextOffset: asked, ...range };
    case 'NO_MATCHED_MESSAGE':
      return { kind: 'NOTHING', nextOffset: result.nextBeginOffset, ...range };
    case 'REMOVING':
      return { kind: 'REMOVED', nextOffset: result.nextBeginOffset, ...range };
    case 'OFFSET_ILLEGAL':
      return { kind: 'OUT_OF_RANGE', ...range };
  }
}

/** A record that holds a batch is given out whole, also when only its later messages are asked for. */
function messagesFrom(asked: number, bytes: Buffer): StoredMessage[] {
  const messages = unwrapInnerBatches(decodeMessages(bytes));
  const first = messages.findIndex(({ queueOffset }) => queueOffset >= asked);
  return first === 0 ? messages : messages.slice(first < 0 ? messages.length : first);
}
