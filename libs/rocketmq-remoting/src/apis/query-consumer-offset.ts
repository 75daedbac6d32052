import { REQUEST_CODE } from '../codes/request-code.js';
import { RESPONSE_CODE } from '../codes/response-code.js';
import { integerField } from './answer-fields.js';
import { defineApi } from './define-api.js';
import type { QueueOfTopic } from './message-queue.js';

/*
 * Broker. Java: QueryConsumerOffsetRequestHeader.
 * request := ext consumerGroup, topic, queueId, setZeroIfNotFound (5.x)
 * answer  := ext offset; 22 when there is none
 * 4.x answers 0 for "none" as long as the queue still has its first message.
 */
export const queryConsumerOffset = defineApi<QueueOfTopic & { consumerGroup: string }, number | null>(
  REQUEST_CODE.QUERY_CONSUMER_OFFSET,
  {
    accepts: [RESPONSE_CODE.SUCCESS, RESPONSE_CODE.QUERY_NOT_FOUND],
    encode: ({ consumerGroup, topic, queueId }) => ({
      extFields: { consumerGroup, topic, queueId, setZeroIfNotFound: false },
    }),
    decode: (answer) =>
      answer.code === RESPONSE_CODE.QUERY_NOT_FOUND ? null : integerField(answer, 'offset'),
  },
);
