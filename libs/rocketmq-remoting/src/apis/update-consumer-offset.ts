import { REQUEST_CODE } from '../codes/request-code.js';
import { defineApi } from './define-api.js';
import type { QueueOfTopic } from './message-queue.js';

/*
 * Broker (master). Java: UpdateConsumerOffsetRequestHeader. Stores whatever it is given.
 * request := ext consumerGroup, topic, queueId, commitOffset
 */
export const updateConsumerOffset = defineApi<QueueOfTopic & { consumerGroup: string; offset: number }, void>(
  REQUEST_CODE.UPDATE_CONSUMER_OFFSET,
  {
    encode: ({ consumerGroup, topic, queueId, offset }) => ({
      extFields: { consumerGroup, topic, queueId, commitOffset: offset },
    }),
    decode: () => undefined,
  },
);
