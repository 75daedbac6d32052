import { REQUEST_CODE } from '../codes/request-code.js';
import { integerField } from './answer-fields.js';
import { defineApi } from './define-api.js';
import type { QueueOfTopic } from './message-queue.js';

/*
 * Broker. Java: SearchOffsetRequestHeader.
 * request := ext topic, queueId, timestamp (ms)
 * answer  := ext offset
 * 5.x: the first message stored at or after the timestamp, the max offset if there is none. 4.x: the nearest message, which may
 * be one before it, or any of several of the same time; max - 1 after the last. So this is a guess: see client/timestamp-search.ts.
 */
export const searchOffset = defineApi<QueueOfTopic & { timestampMs: number }, number>(
  REQUEST_CODE.SEARCH_OFFSET_BY_TIMESTAMP,
  {
    encode: ({ topic, queueId, timestampMs }) => ({ extFields: { topic, queueId, timestamp: timestampMs } }),
    decode: (answer) => integerField(answer, 'offset'),
  },
);
