import { describe, expect, it } from 'vitest';
import {
  BodyTooLargeError,
  ConnectError,
  ConnectionClosedError,
  FrameTooLargeError,
  isAuthenticationError,
  isPermissionError,
  MessageFormatError,
  NameServerUnreachableError,
  ProtocolError,
  RemotingError,
  RequestAbortedError,
  RequestTimeoutError,
  ResponseError,
  RouteNotFoundError,
} from './errors.js';
import { loadWireVectors } from './testing/wire-vectors.js';

const address = '127.0.0.1:10911';
const answered = (responseCode: number, remark: string | null): ResponseError =>
  new ResponseError({ address, requestCode: 310, responseCode, remark });
const acl = (text: string): string =>
  `org.apache.rocketmq.acl.common.AclException: ${text}, org.apache.rocketmq.acl.plain.X`;

describe('errors', () => {
  it('have a stable code, a name, and say what to do', () => {
    const cause = new Error('ECONNREFUSED');
    const errors: [RemotingError, string, boolean, boolean][] = [
      [new ConnectError({ address, cause }), 'CONNECT_FAILED', true, true],
      [new RequestTimeoutError({ address, requestCode: 30, timeoutMs: 5 }), 'REQUEST_TIMEOUT', true, true],
      [new ConnectionClosedError({ address }), 'CONNECTION_CLOSED', true, true],
      [new RequestAbortedError(), 'REQUEST_ABORTED', false, false],
      [answered(2, 'busy'), 'RESPONSE_SYSTEM_BUSY', true, false],
      [answered(14, null), 'RESPONSE_SERVICE_NOT_AVAILABLE', true, true],
      [answered(17, ''), 'RESPONSE_TOPIC_NOT_EXIST', false, true],
      [answered(4711, 'new'), 'RESPONSE_4711', false, false],
      [new ProtocolError('x'), 'PROTOCOL_ERROR', false, false],
      [new FrameTooLargeError({ frameBytes: 2, maxFrameBytes: 1 }), 'FRAME_TOO_LARGE', false, false],
      [new MessageFormatError('x'), 'MESSAGE_FORMAT', false, false],
      [new BodyTooLargeError(1), 'BODY_TOO_LARGE', false, false],
      [
        new NameServerUnreachableError({ addresses: [address], causes: [cause] }),
        'NAME_SERVER_UNREACHABLE',
        true,
        false,
      ],
      [new RouteNotFoundError({ topic: 'T' }), 'ROUTE_NOT_FOUND', false, true],
    ];
    for (const [error, code, retryable, refreshRoute] of errors) {
      expect(error).toBeInstanceOf(RemotingError);
      expect(error.name).toBe(error.constructor.name);
      expect(error).toMatchObject({ code, retryable, refreshRoute });
    }
    expect(errors[0]?.[0].cause).toBe(cause);
  });

  it('name the request and repeat what the server said', () => {
    expect(answered(1, 'queueId 9 is illegal').message).toBe(
      'SEND_MESSAGE_V2 to 127.0.0.1:10911: SYSTEM_ERROR: queueId 9 is illegal',
    );
    expect(new RequestTimeoutError({ address, requestCode: 9999, timeoutMs: 3000 }).message).toBe(
      '9999 to 127.0.0.1:10911: no answer within 3000 ms',
    );
  });
});

describe('who we are and what we may', () => {
  it.each([
    [1, acl('No accessKey is configured')],
    [1, acl('No acl config for rocketmqadm')],
    [1, acl('Check signature failed for accessKey=rocketmqadm')],
    [16, 'username cannot be null.'],
    [16, 'User:alice is not found.'],
    [16, 'check signature failed.'],
    [16, 'User:alice is disabled.'],
  ])('code %i "%s" is an authentication error only', (code, remark) => {
    expect([
      isAuthenticationError(answered(code, remark)),
      isPermissionError(answered(code, remark)),
    ]).toEqual([true, false]);
  });

  it.each([
    [1, acl('No default permission for topic:T')],
    [1, acl('No default permission for group:G')],
    [1, acl('Need admin permission for request code=17, but accessKey=a is not')],
    [16, 'User:alice has no permission to access Topic:T from 127.0.0.1, no matched policies.'],
    [16, 'the topic[T] pulling message is forbidden'],
  ])('code %i "%s" is a permission error only', (code, remark) => {
    expect([
      isAuthenticationError(answered(code, remark)),
      isPermissionError(answered(code, remark)),
    ]).toEqual([false, true]);
  });

  it.each([
    [1, 'queueId 9 is illegal'],
    [1, 'check signature failed in a text of somebody else'],
    [17, acl('No acl config for x')],
    [2, null],
  ])('code %i "%s" is neither', (code, remark) => {
    expect([
      isAuthenticationError(answered(code, remark)),
      isPermissionError(answered(code, remark)),
    ]).toEqual([false, false]);
  });

  it('knows the refusals that real brokers sent', () => {
    const refusals = loadWireVectors().filter((vector) =>
      /(wrong-secret|no-credentials)-answer$/.test(vector.name),
    );
    expect(refusals.length).toBe(4);
    for (const { decoded } of refusals) {
      expect(isAuthenticationError(answered(decoded?.code ?? -1, decoded?.remark ?? null))).toBe(true);
    }
  });

  it('is asked of any value', () => {
    for (const value of [undefined, null, 'AclException', new Error('AclException: No acl config for')]) {
      expect([isAuthenticationError(value), isPermissionError(value)]).toEqual([false, false]);
    }
  });
});
