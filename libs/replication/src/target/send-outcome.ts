import { makeReason, type Reason } from '@slipstream/shared';
import type { SendAnswer } from '../ports/target-broker.js';

/** What a stream does after a send. */
export type SendOutcome =
  | { kind: 'STORED'; queueOffset: number }
  /** Stored or not, or still on its way: the stream has to read the target before it goes on. */
  | { kind: 'UNKNOWN'; reason: Reason }
  /** Not stored; send the same again after a pause. */
  | { kind: 'RETRY'; reason: Reason; pace: 'BUSY' | 'SLOW' }
  /** Not stored, and never will be as it is. */
  | { kind: 'REFUSED'; reason: Reason };

/** Response codes that say something about a send [ResponseCode; facts §3]. */
const CODE = {
  SUCCESS: 0,
  SYSTEM_ERROR: 1,
  SYSTEM_BUSY: 2,
  FLUSH_DISK_TIMEOUT: 10,
  SLAVE_NOT_AVAILABLE: 11,
  FLUSH_SLAVE_TIMEOUT: 12,
  MESSAGE_ILLEGAL: 13,
  NO_PERMISSION: 16,
  TOPIC_NOT_EXIST: 17,
} as const;

const STORED: ReadonlySet<number> = new Set([
  CODE.SUCCESS,
  CODE.FLUSH_DISK_TIMEOUT,
  CODE.SLAVE_NOT_AVAILABLE,
  CODE.FLUSH_SLAVE_TIMEOUT,
]);

/**
 * 5.x answers code 1 for what 4.x answers 13 for: its encoder throws before anything is appended [MessageExtEncoder.encode].
 * Taken for an unknown outcome, the stream would prove for ever that nothing was stored, and never send less at a time.
 */
const REFUSED_BY_ENCODER =
  /RuntimeException: (message (body )?size exceeded|Properties size of messageExtBatch exceeded)/;

/** Reads a broker's answer to a batch: stored, unknown, or not stored, and what follows from it. */
export function classifySend(answer: SendAnswer, subject: string): SendOutcome {
  if (answer.kind === 'UNKNOWN') return unknown(subject, answer.said);
  if (answer.kind === 'NOT_SENT')
    return {
      kind: 'REFUSED',
      reason: makeReason('MESSAGE_REFUSED', 'WRITE', { subject, said: answer.said }),
    };
  const { responseCode, remark, queueOffset } = answer;
  const details = {
    subject,
    said: remark === '' ? `code ${responseCode}` : `code ${responseCode}: ${remark}`,
  };
  if (STORED.has(responseCode))
    return queueOffset === null
      ? unknown(subject, 'stored, but without an offset')
      : { kind: 'STORED', queueOffset };
  switch (responseCode) {
    case CODE.SYSTEM_ERROR:
      if (REFUSED_BY_ENCODER.test(remark))
        return { kind: 'REFUSED', reason: makeReason('MESSAGE_REFUSED', 'WRITE', details) };
      // Plain ACL answers code 1 too, before anything is stored (facts §11).
      return remark.includes('AclException')
        ? {
            kind: 'RETRY',
            pace: 'SLOW',
            reason: makeReason(
              /permission/i.test(remark) ? 'NO_PERMISSION' : 'AUTHENTICATION_FAILED',
              'WRITE',
              details,
            ),
          }
        : unknown(subject, details.said);
    case CODE.SYSTEM_BUSY:
      return { kind: 'RETRY', pace: 'BUSY', reason: makeReason('TARGET_BUSY', 'WRITE', details) };
    case CODE.MESSAGE_ILLEGAL:
      return { kind: 'REFUSED', reason: makeReason('MESSAGE_REFUSED', 'WRITE', details) };
    case CODE.NO_PERMISSION: {
      const code = isUserRefusal(answer) ? 'AUTHENTICATION_FAILED' : 'NO_PERMISSION';
      return { kind: 'RETRY', pace: 'SLOW', reason: makeReason(code, 'WRITE', details) };
    }
    case CODE.TOPIC_NOT_EXIST:
      return { kind: 'RETRY', pace: 'SLOW', reason: makeReason('TARGET_TOPIC_MISSING', 'WRITE', details) };
    default:
      return { kind: 'RETRY', pace: 'SLOW', reason: makeReason('TARGET_REFUSES', 'WRITE', details) };
  }
}

/** How brokers refuse a user whatever its secret: 5.x with code 16, 4.x plain ACL with code 1 (facts §11). */
const USER_REFUSED_5X = /User:\S+ is (disabled|not found)/i;
const USER_REFUSED_4X = /AclException.*(No acl config for|No PlainAccessResource for)/s;

/**
 * True when the broker refused the user that sent, and not just its secret or what it asked for: both are looked at only
 * after the user itself, so nobody can send in its name.
 */
export function isUserRefusal(answer: SendAnswer): boolean {
  if (answer.kind !== 'ANSWERED') return false;
  if (answer.responseCode === CODE.NO_PERMISSION) return USER_REFUSED_5X.test(answer.remark);
  return answer.responseCode === CODE.SYSTEM_ERROR && USER_REFUSED_4X.test(answer.remark);
}

function unknown(subject: string, said: string): SendOutcome {
  return { kind: 'UNKNOWN', reason: makeReason('BROKER_UNREACHABLE', 'WRITE', { subject, said }) };
}
