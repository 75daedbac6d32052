import { RESPONSE_CODE } from '../codes/response-code.js';
import type { RemotingCommand } from '../wire/remoting-command.js';
import { integerField } from './answer-fields.js';

/** What the broker said to a send. */
export interface SendAnswer {
  responseCode: number;
  remark: string;
  /** Offset of the (first) message in its queue; null unless it was stored. */
  queueOffset: number | null;
}

/** Codes after which the message is in the broker's log (perhaps not yet on its disk or on its slave). */
export const STORED_RESPONSES: readonly number[] = [
  RESPONSE_CODE.SUCCESS,
  RESPONSE_CODE.FLUSH_DISK_TIMEOUT,
  RESPONSE_CODE.SLAVE_NOT_AVAILABLE,
  RESPONSE_CODE.FLUSH_SLAVE_TIMEOUT,
];

/** Reads the answer to any send. */
export function readSendAnswer(answer: RemotingCommand): SendAnswer {
  return {
    responseCode: answer.code,
    remark: answer.remark ?? '',
    queueOffset: STORED_RESPONSES.includes(answer.code) ? integerField(answer, 'queueOffset') : null,
  };
}
