import { REQUEST_CODE } from '../codes/request-code.js';
import { integerField } from './answer-fields.js';
import { defineApi } from './define-api.js';
import type { QueueOfTopic } from './message-queue.js';

/*
 * Broker. Java: GetMinOffsetRequestHeader. An unknown topic or queue has 0, without an error.
 * request := ext topic, queueId
 * answer  := ext offset
 */
export const getMinOffset = defineApi<QueueOfTopic, number>(REQUEST_CODE.GET_MIN_OFFSET, {
  encode: ({ topic, queueId }) => ({ extFields: { topic, queueId } }),
  decode: (answer) => integerField(answer, 'offset'),
});
