import { PortError } from '@slipstream/replication';
import {
  ConnectError,
  ConnectionClosedError,
  NameServerUnreachableError,
  RequestTimeoutError,
  ResponseError,
  RouteNotFoundError,
} from '@slipstream/rocketmq-remoting';
import { describe, expect, it } from 'vitest';
import { remotingFailure, type RemotingPlace } from './remoting-reasons.js';

const SOURCE: RemotingPlace = { cluster: 'old', side: 'SOURCE', step: 'READ' };
const TARGET: RemotingPlace = { cluster: 'new', side: 'TARGET', step: 'WRITE' };
const address = '127.0.0.1:10911';
const answer = (responseCode: number, remark: string): ResponseError =>
  new ResponseError({ address, requestCode: 11, responseCode, remark });
const refused = new ConnectError({ address, cause: new Error('ECONNREFUSED') });

describe('what a failed call means for a task (T-04)', () => {
  it.each([
    [
      'Name Server down',
      new NameServerUnreachableError({ addresses: ['a:1', 'b:2'], causes: [refused] }),
      SOURCE,
      'NAME_SERVER_UNREACHABLE',
      'CONNECT',
      false,
    ],
    ['broker refuses connections', refused, SOURCE, 'BROKER_UNREACHABLE', 'READ', false],
    [
      'broker is silent',
      new RequestTimeoutError({ address, requestCode: 11, timeoutMs: 3000 }),
      TARGET,
      'BROKER_UNREACHABLE',
      'WRITE',
      false,
    ],
    ['broker hangs up', new ConnectionClosedError({ address }), SOURCE, 'BROKER_UNREACHABLE', 'READ', false],
    [
      '4.x: no AccessKey',
      answer(1, 'AclException: No accessKey is configured'),
      SOURCE,
      'AUTHENTICATION_FAILED',
      'AUTHENTICATE',
      true,
    ],
    [
      '4.x: unknown AccessKey',
      answer(1, 'org.apache.rocketmq.acl.common.AclException: No acl config for x'),
      SOURCE,
      'AUTHENTICATION_FAILED',
      'AUTHENTICATE',
      true,
    ],
    [
      '4.x: wrong SecretKey',
      answer(1, 'AclException: Check signature failed for accessKey=x'),
      SOURCE,
      'AUTHENTICATION_FAILED',
      'AUTHENTICATE',
      true,
    ],
    [
      '5.x: no user name',
      answer(16, 'username cannot be null.'),
      TARGET,
      'AUTHENTICATION_FAILED',
      'AUTHENTICATE',
      true,
    ],
    [
      '5.x: unknown user',
      answer(16, 'User:x is not found.'),
      TARGET,
      'AUTHENTICATION_FAILED',
      'AUTHENTICATE',
      true,
    ],
    [
      '5.x: wrong SecretKey',
      answer(16, 'check signature failed.'),
      TARGET,
      'AUTHENTICATION_FAILED',
      'AUTHENTICATE',
      true,
    ],
    [
      '5.x: disabled user',
      answer(16, 'User:x is disabled.'),
      TARGET,
      'AUTHENTICATION_FAILED',
      'AUTHENTICATE',
      true,
    ],
    [
      '4.x: no right',
      answer(1, 'AclException: No default permission for topic:orders'),
      SOURCE,
      'NO_PERMISSION',
      'READ',
      true,
    ],
    [
      '4.x: not an admin',
      answer(1, 'AclException: Need admin permission for request code=17'),
      TARGET,
      'NO_PERMISSION',
      'WRITE',
      true,
    ],
    [
      '5.x: no right',
      answer(16, 'User:x has no permission to access Topic:orders from 1.2.3.4, no matched policies.'),
      TARGET,
      'NO_PERMISSION',
      'WRITE',
      true,
    ],
    [
      'no route at the source',
      new RouteNotFoundError({ topic: 'orders' }),
      SOURCE,
      'SOURCE_TOPIC_MISSING',
      'READ',
      false,
    ],
    [
      'no route at the target',
      new RouteNotFoundError({ topic: 'orders' }),
      TARGET,
      'TARGET_TOPIC_MISSING',
      'WRITE',
      false,
    ],
    [
      'source broker has no such topic',
      answer(17, 'the topic[orders] not exist'),
      SOURCE,
      'SOURCE_TOPIC_MISSING',
      'READ',
      true,
    ],
    ['filter does not parse', answer(23, 'unexpected token'), SOURCE, 'INVALID_FILTER', 'CHECK_FILTER', true],
    ['source busy', answer(2, '[TIMEOUT_CLEAN_QUEUE]'), SOURCE, 'BROKER_UNREACHABLE', 'READ', false],
    ['target busy', answer(2, '[TIMEOUT_CLEAN_QUEUE]'), TARGET, 'TARGET_BUSY', 'WRITE', false],
    ['target has no disk left', answer(14, 'disk full'), TARGET, 'TARGET_REFUSES', 'WRITE', false],
    ['anything else', new Error('oh'), SOURCE, 'INTERNAL', 'READ', false],
  ] as const)('%s', (_, error, place, code, step, permanent) => {
    const failure = remotingFailure(error, place);
    expect(failure.reason).toMatchObject({ code, step, cluster: place.cluster });
    expect(failure.permanent).toBe(permanent);
  });

  it("carries the broker's own words and names the topic, or else the address", () => {
    const error = answer(16, 'User:x is disabled.');
    expect(remotingFailure(error, SOURCE).reason).toMatchObject({
      said: 'User:x is disabled.',
      subject: address,
    });
    expect(remotingFailure(error, { ...SOURCE, subject: 'orders' }).reason.subject).toBe('orders');
  });

  it('cuts a Java stack trace short', () => {
    expect(remotingFailure(answer(1, 'x'.repeat(9_000)), SOURCE).reason.said).toHaveLength(501);
  });

  it('keeps a failure that was judged before', () => {
    const failure = remotingFailure(refused, SOURCE);
    expect(remotingFailure(failure, TARGET)).toBe(failure);
    expect(failure).toBeInstanceOf(PortError);
  });
});
