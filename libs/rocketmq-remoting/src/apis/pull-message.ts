import { REQUEST_CODE } from '../codes/request-code.js';
import { RESPONSE_CODE } from '../codes/response-code.js';
import type { RemotingCommand } from '../wire/remoting-command.js';
import { integerField } from './answer-fields.js';
import { defineApi } from './define-api.js';
import { subscriptionFields, type SubscriptionFilter } from './subscription-filter.js';

export interface PullRequest {
  consumerGroup: string;
  topic: string;
  queueId: number;
  offset: number;
  maxMessages: number;
  /** How long the broker may hold the request at the end of the queue, in ms; 0 answers at once. */
  waitMs: number;
  filter: SubscriptionFilter;
}

/**
 * - FOUND: messages; `nextBeginOffset` is behind all that the broker looked at.
 * - NO_NEW_MESSAGE: the end of the queue.
 * - NO_MATCHED_MESSAGE: nothing up to `nextBeginOffset` matched the filter.
 * - REMOVING: the files up to `nextBeginOffset` are deleted, the index is not: without a filter, a gap.
 * - OFFSET_ILLEGAL: outside of [minOffset, maxOffset]. Never follow `nextBeginOffset` then: 4.4 answers 0 past the end.
 */
export type PullStatus = 'FOUND' | 'NO_NEW_MESSAGE' | 'NO_MATCHED_MESSAGE' | 'REMOVING' | 'OFFSET_ILLEGAL';

export interface PullResult {
  status: PullStatus;
  /** Stored records back to back, for `decodeMessages`; empty unless FOUND. A slice of the received frame. */
  messages: Buffer;
  nextBeginOffset: number;
  minOffset: number;
  maxOffset: number;
}

/** Bits of a pull's sysFlag (Java: `PullSysFlag`). Bit 1 would commit an offset and is never set. */
const PULL_FLAG = { SUSPEND: 0x2, SUBSCRIPTION: 0x4 } as const;

const NO_BYTES = Buffer.alloc(0);

/*
 * Broker. Java: PullMessageRequestHeader, PullMessageResponseHeader.
 * request := ext consumerGroup, topic, queueId, queueOffset, maxMsgNums, sysFlag, commitOffset, suspendTimeoutMillis,
 *            subVersion, subscription, expressionType
 * answer  := ext nextBeginOffset, minOffset, maxOffset · body records back to back
 * The subscription is in the request, so that neither heartbeat nor registered consumer is needed.
 */
export const pullMessage = defineApi<PullRequest, PullResult>(REQUEST_CODE.PULL_MESSAGE, {
  accepts: [
    RESPONSE_CODE.SUCCESS,
    RESPONSE_CODE.PULL_NOT_FOUND,
    RESPONSE_CODE.PULL_RETRY_IMMEDIATELY,
    RESPONSE_CODE.PULL_OFFSET_MOVED,
  ],
  encode: (request) => ({
    extFields: {
      consumerGroup: request.consumerGroup,
      topic: request.topic,
      queueId: request.queueId,
      queueOffset: request.offset,
      maxMsgNums: request.maxMessages,
      sysFlag: PULL_FLAG.SUBSCRIPTION | (request.waitMs > 0 ? PULL_FLAG.SUSPEND : 0),
      commitOffset: 0,
      suspendTimeoutMillis: request.waitMs,
      subVersion: 0,
      ...subscriptionFields(request.filter),
    },
  }),
  decode: (answer) => ({
    status: statusOf(answer),
    messages: answer.code === RESPONSE_CODE.SUCCESS ? answer.body : NO_BYTES,
    nextBeginOffset: integerField(answer, 'nextBeginOffset'),
    minOffset: integerField(answer, 'minOffset'),
    maxOffset: integerField(answer, 'maxOffset'),
  }),
});

function statusOf(answer: RemotingCommand): PullStatus {
  switch (answer.code) {
    case RESPONSE_CODE.SUCCESS:
      return 'FOUND';
    case RESPONSE_CODE.PULL_NOT_FOUND:
      return 'NO_NEW_MESSAGE';
    case RESPONSE_CODE.PULL_OFFSET_MOVED:
      return 'OFFSET_ILLEGAL';
    default:
      return answer.remark?.includes('MESSAGE_WAS_REMOVING') === true ? 'REMOVING' : 'NO_MATCHED_MESSAGE';
  }
}
