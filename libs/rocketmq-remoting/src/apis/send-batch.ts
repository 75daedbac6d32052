import { REQUEST_CODE } from '../codes/request-code.js';
import { MessageFormatError } from '../errors.js';
import type { BatchEntry } from '../message/batch.js';
import { EncodedBatch, LONGEST_PROPERTIES } from '../message/batch-writer.js';
import { defineApi } from './define-api.js';
import { readSendAnswer, type SendAnswer } from './send-answer.js';

/** Messages for one queue that share sysFlag and born time. */
export interface SendBatchRequest {
  producerGroup: string;
  topic: string;
  queueId: number;
  sysFlag: number;
  /** ms since the epoch. */
  bornTimestamp: number;
  entries: readonly BatchEntry[] | EncodedBatch;
}

/*
 * Broker (master). Java: SendMessageRequestHeaderV2, letters as in send-message-v2.ts.
 * request := ext a b c d e f g h j k m=true · body batch (message/batch.ts)
 * answer  := ext msgId (list), queueId, queueOffset (of the first message; the others follow it)
 * With m=false the whole batch would be stored as one message; request-level properties (i) would be added to each on some
 * versions, so there are none.
 */
export const sendBatch = defineApi<SendBatchRequest, SendAnswer>(REQUEST_CODE.SEND_BATCH_MESSAGE, {
  accepts: 'ANY',
  encode: (request) => ({
    extFields: {
      a: request.producerGroup,
      b: request.topic,
      // With an empty default topic no broker creates a topic by accident.
      c: '',
      d: 4,
      e: request.queueId,
      f: request.sysFlag,
      g: request.bornTimestamp,
      h: 0,
      j: 0,
      k: false,
      m: true,
    },
    body: bytesOf(request.entries),
  }),
  decode: readSendAnswer,
});

/** Throws `MessageFormatError` for properties whose length the format cannot say. */
function bytesOf(entries: SendBatchRequest['entries']): Buffer {
  const { bytes, longestProperties } = EncodedBatch.of(entries);
  if (longestProperties > LONGEST_PROPERTIES)
    throw new MessageFormatError(`Properties of ${longestProperties} bytes are too long`);
  return bytes;
}
