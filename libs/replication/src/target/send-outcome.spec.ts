import { describe, expect, it } from 'vitest';
import { classifySend } from './send-outcome.js';

const answered = (responseCode: number, remark = '', queueOffset: number | null = null) =>
  ({ kind: 'ANSWERED', responseCode, remark, queueOffset }) as const;

describe('what an answer to a send means (facts §3)', () => {
  it.each([0, 10, 11, 12])('code %i is stored: sending it again would double it', (code) => {
    expect(classifySend(answered(code, 'flush timeout', 42), 'q')).toEqual({
      kind: 'STORED',
      queueOffset: 42,
    });
  });

  it.each([
    ['SYSTEM_ERROR', answered(1, 'java.lang.Exception'), 'UNKNOWN', 'BROKER_UNREACHABLE'],
    ['time-out', { kind: 'UNKNOWN', said: 'no answer' } as const, 'UNKNOWN', 'BROKER_UNREACHABLE'],
    ['stored without an offset', answered(0), 'UNKNOWN', 'BROKER_UNREACHABLE'],
    ['busy', answered(2, '[TIMEOUT_CLEAN_QUEUE]'), 'RETRY', 'TARGET_BUSY'],
    ['illegal message', answered(13, 'too large'), 'REFUSED', 'MESSAGE_REFUSED'],
    [
      'too large (5.x)',
      answered(
        1,
        'java.lang.RuntimeException: message body size exceeded, org.apache.rocketmq.store.MessageExtEncoder.encode(MessageExtEncoder.java:290)',
      ),
      'REFUSED',
      'MESSAGE_REFUSED',
    ],
    [
      'refused by ourselves',
      { kind: 'NOT_SENT', said: 'properties too long' } as const,
      'REFUSED',
      'MESSAGE_REFUSED',
    ],
    [
      'too large (5.x)',
      answered(1, 'java.lang.RuntimeException: message body size exceeded, org.apache.rocketmq.store'),
      'REFUSED',
      'MESSAGE_REFUSED',
    ],
    ['disk full', answered(14, 'service not available'), 'RETRY', 'TARGET_REFUSES'],
    ['no permission (5.x)', answered(16, 'User:x has no permission'), 'RETRY', 'NO_PERMISSION'],
    [
      'no permission (plain ACL)',
      answered(1, 'AclException: No default permission for topic:T'),
      'RETRY',
      'NO_PERMISSION',
    ],
    [
      'wrong secret (plain ACL)',
      answered(1, 'AclException: Check signature failed'),
      'RETRY',
      'AUTHENTICATION_FAILED',
    ],
    ['topic gone', answered(17, 'topic not exist'), 'RETRY', 'TARGET_TOPIC_MISSING'],
    ['bad queue id (5.x)', answered(29, 'queueId'), 'RETRY', 'TARGET_REFUSES'],
  ])('%s', (_, answer, kind, code) => {
    expect(classifySend(answer, 'orders@b#0')).toMatchObject({
      kind,
      reason: { code, subject: 'orders@b#0' },
    });
  });
});
