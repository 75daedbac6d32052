import { REQUEST_CODE } from '../codes/request-code.js';
import { integerField } from './answer-fields.js';
import { defineApi } from './define-api.js';
import type { QueueOfTopic } from './message-queue.js';

/*
 * Broker. Java: GetMaxOffsetRequestHeader. An unknown topic or queue has 0, without an error.
 * request := ext topic, queueId
 * answer  := ext offset
 */
export const getMaxOffset = defineApi<QueueOfTopic, number>(REQUEST_CODE.GET_MAX_OFFSET, {
  encode: ({ topic, queueId }) => ({ extFields: { topic, queueId } }),
  decode: (answer) => integerField(answer, 'offset'),
});
