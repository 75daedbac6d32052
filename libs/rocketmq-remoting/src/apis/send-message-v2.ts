import { REQUEST_CODE } from '../codes/request-code.js';
import { defineApi } from './define-api.js';
import { readSendAnswer, type SendAnswer } from './send-answer.js';

/** One message. Brokers give DELAY, TIMER_* and TRAN_MSG a meaning here; in a batch they are inert. */
export interface SendMessageRequest {
  producerGroup: string;
  topic: string;
  queueId: number;
  sysFlag: number;
  /** ms since the epoch. */
  bornTimestamp: number;
  flag: number;
  /** `key 0x01 value 0x02 ...`. */
  properties: string;
  body: Buffer;
}

/*
 * Broker (master). Java: SendMessageRequestHeaderV2.
 * request := ext a producerGroup, b topic, c defaultTopic, d defaultTopicQueueNums, e queueId, f sysFlag, g bornTimestamp,
 *            h flag, i properties, j reconsumeTimes, k unitMode, m batch · body
 * answer  := ext msgId, queueId, queueOffset
 */
export const sendMessageV2 = defineApi<SendMessageRequest, SendAnswer>(REQUEST_CODE.SEND_MESSAGE_V2, {
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
      h: request.flag,
      i: request.properties,
      j: 0,
      k: false,
      m: false,
    },
    body: request.body,
  }),
  decode: readSendAnswer,
});
