import { setTimeout as sleep } from 'node:timers/promises';

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { REQUEST_CODE } from '../codes/request-code.js';
import {
  ConnectError,
  ConnectionClosedError,
  FrameTooLargeError,
  RequestAbortedError,
  RequestTimeoutError,
} from '../errors.js';
import { FakeBroker } from '../testing/fake-broker.js';
import { COMMAND_FLAG } from '../wire/remoting-command.js';
import type { ClientEvent } from './client-event.js';
import { Connection, type ConnectionOptions } from './connection.js';

const { GET_MAX_OFFSET, GET_MIN_OFFSET, HEART_BEAT } = REQUEST_CODE;
const ASK = { code: GET_MAX_OFFSET, extFields: { topic: 'fake-broker', queueId: 0 } };

describe('Connection', () => {
  let broker: FakeBroker;
  const opened: Connection[] = [];
  const events: ClientEvent[] = [];

  beforeEach(async () => {
    broker = await FakeBroker.start();
    events.length = 0;
  });
  afterEach(async () => {
    for (const connection of opened.splice(0)) connection.reset();
    await broker.stop();
  });

  const open = async (options: ConnectionOptions = {}): Promise<Connection> => {
    const connection = await Connection.open(broker.address, {
      onEvent: (event) => events.push(event),
      ...options,
    });
    opened.push(connection);
    return connection;
  };
  const closeOf = (connection: Connection): Promise<Error | undefined> =>
    new Promise((resolve) => connection.onClose(resolve));

  describe('answers', () => {
    it('resolves with whatever code the server answers', async () => {
      const connection = await open();
      expect((await connection.request(ASK)).code).toBe(0);
      expect((await connection.request({ code: 9_999 })).code).toBe(3);
    });

    it('brings each answer to its request, in any order', async () => {
      const connection = await open();
      broker.fault(GET_MAX_OFFSET, { kind: 'LATE_ANSWER', ms: 30 });
      const order: string[] = [];
      await Promise.all([
        connection.request(ASK).then(() => order.push('first asked')),
        connection.request({ ...ASK, code: GET_MIN_OFFSET }).then(() => order.push('second asked')),
      ]);
      expect(order).toEqual(['second asked', 'first asked']);
    });

    it('reads an answer that comes byte by byte', async () => {
      const connection = await open();
      broker.fault(GET_MAX_OFFSET, { kind: 'SPLIT' });
      expect((await connection.request(ASK)).extFields).toEqual({ offset: '0' });
    });

    it('leaves out fields that are undefined and writes the others as text', async () => {
      const connection = await open();
      await connection.request({
        code: HEART_BEAT,
        extFields: { a: 1, b: true, c: 'x', d: undefined, e: '' },
        body: Buffer.from('{}'),
      });
      expect(broker.requests.at(-1)?.extFields).toEqual({ a: '1', b: 'true', c: 'x', e: '' });
    });

    it('serves a thousand requests in flight', async () => {
      const connection = await open();
      const answers = await Promise.all(Array.from({ length: 1_000 }, () => connection.request(ASK)));
      expect(answers).toHaveLength(1_000);
      expect(connection.inFlight).toBe(0);
    });
  });

  describe('answers that nobody waits for', () => {
    it('drops, counts and reports an answer after the time-out, and goes on', async () => {
      const connection = await open();
      broker.fault(GET_MAX_OFFSET, { kind: 'LATE_ANSWER', ms: 60 });
      await expect(connection.request(ASK, { timeoutMs: 20 })).rejects.toBeInstanceOf(RequestTimeoutError);
      await vi.waitFor(() => expect(connection.droppedReplies).toBe(1));
      expect(events).toContainEqual({
        type: 'REPLY_DROPPED',
        address: broker.address,
        opaque: 1,
        responseCode: 0,
        why: 'SETTLED_BEFORE',
        total: 1,
      });
      expect((await connection.request(ASK)).code).toBe(0);
    });

    it('drops the second of two answers', async () => {
      const connection = await open();
      broker.fault(GET_MAX_OFFSET, { kind: 'TWICE' });
      expect((await connection.request(ASK)).code).toBe(0);
      await vi.waitFor(() => expect(connection.droppedReplies).toBe(1));
    });

    it('drops an answer with a number it never used; the request times out', async () => {
      const connection = await open();
      broker.fault(GET_MAX_OFFSET, { kind: 'WRONG_OPAQUE' });
      await expect(connection.request(ASK, { timeoutMs: 30 })).rejects.toBeInstanceOf(RequestTimeoutError);
      await vi.waitFor(() =>
        expect(events).toContainEqual(expect.objectContaining({ type: 'REPLY_DROPPED', why: 'NEVER_ASKED' })),
      );
    });
  });

  describe('time-out and abort', () => {
    it('rejects after its time and stays open', async () => {
      const connection = await open({ requestTimeoutMs: 20 });
      broker.fault(GET_MAX_OFFSET, { kind: 'HANG' });
      await expect(connection.request(ASK)).rejects.toMatchObject({ code: 'REQUEST_TIMEOUT', timeoutMs: 20 });
      expect(connection.isOpen).toBe(true);
    });

    it('resets itself, if told so, when the server was silent all the while', async () => {
      const connection = await open({ resetWhenSilent: true });
      broker.freeze();
      await expect(connection.request(ASK, { timeoutMs: 30 })).rejects.toBeInstanceOf(RequestTimeoutError);
      expect(connection.isOpen).toBe(false);
    });

    describe('with a request that the server holds for long', () => {
      const probe = { afterMs: 40, timeoutMs: 40 };

      it('notices a server that is gone by a question of its own, long before the time-out', async () => {
        const connection = await open({ resetWhenSilent: true, probe });
        broker.freeze();
        const began = performance.now();
        await expect(connection.request(ASK, { timeoutMs: 60_000 })).rejects.toBeInstanceOf(
          ConnectionClosedError,
        );
        expect(performance.now() - began).toBeLessThan(5_000);
      });

      it('lets it hold the request as long as it answers that question', async () => {
        const connection = await open({ resetWhenSilent: true, probe });
        broker.fault(GET_MAX_OFFSET, { kind: 'LATE', ms: 400 });
        expect((await connection.request(ASK, { timeoutMs: 60_000 })).code).toBe(0);
        expect(broker.requestsOf(HEART_BEAT).length).toBeGreaterThanOrEqual(2);
      });
    });

    it('does not reset itself when other answers came meanwhile', async () => {
      const connection = await open({ resetWhenSilent: true });
      broker.fault(GET_MAX_OFFSET, { kind: 'HANG' });
      const hanging = connection.request(ASK, { timeoutMs: 500 });
      await sleep(50);
      await connection.request({ ...ASK, code: GET_MIN_OFFSET });
      await expect(hanging).rejects.toBeInstanceOf(RequestTimeoutError);
      expect(connection.isOpen).toBe(true);
    });

    it('ends the wait at the abort, before or after sending', async () => {
      const connection = await open();
      broker.fault(GET_MAX_OFFSET, { kind: 'HANG' });
      const abort = new AbortController();
      const waiting = connection.request(ASK, { signal: abort.signal });
      setTimeout(() => abort.abort(), 10);
      await expect(waiting).rejects.toBeInstanceOf(RequestAbortedError);
      await expect(connection.request(ASK, { signal: abort.signal })).rejects.toBeInstanceOf(
        RequestAbortedError,
      );
    });

    it('never writes a request that was aborted in the same tick', async () => {
      const connection = await open();
      const abort = new AbortController();
      const waiting = connection.request(ASK, { signal: abort.signal });
      abort.abort();
      await expect(waiting).rejects.toBeInstanceOf(RequestAbortedError);
      await connection.request({ ...ASK, code: GET_MIN_OFFSET });
      expect(broker.requests.map(({ code }) => code)).toEqual([GET_MIN_OFFSET]);
    });
  });

  describe('closing', () => {
    it('close() waits for the answers still due', async () => {
      const connection = await open();
      broker.fault(GET_MAX_OFFSET, { kind: 'LATE_ANSWER', ms: 40 });
      const answer = connection.request(ASK);
      await sleep(5);
      const closing = connection.close();
      expect(connection.isOpen).toBe(false);
      await expect(connection.request(ASK)).rejects.toBeInstanceOf(ConnectionClosedError);
      expect((await answer).code).toBe(0);
      await closing;
      await vi.waitFor(() => expect(broker.connections).toHaveLength(0));
      expect(events.at(-1)).toEqual({ type: 'CONNECTION_CLOSED', address: broker.address });
    });

    it('close() ends even when the server never closes its side', async () => {
      const connection = await open();
      broker.freeze();
      await connection.close();
      expect(connection.isOpen).toBe(false);
    });

    it('reset() rejects every waiter at once and shows at the server as a reset', async () => {
      const connection = await open();
      broker.fault(GET_MAX_OFFSET, { kind: 'HANG' }, 2);
      await connection.request({ ...ASK, code: GET_MIN_OFFSET });
      const failures: unknown[] = [];
      broker.connections[0]?.socket.on('error', (error) => failures.push(error));
      const waiting = [connection.request(ASK), connection.request(ASK)];
      await sleep(5);
      connection.reset();
      for (const answer of waiting) await expect(answer).rejects.toBeInstanceOf(ConnectionClosedError);
      await vi.waitFor(() => expect(failures).toEqual([expect.objectContaining({ code: 'ECONNRESET' })]));
    });

    it('reset() keeps bytes that have not left from arriving later', async () => {
      const connection = await open();
      broker.freeze();
      // More than the sockets of both sides hold, so that a part has to wait on our side.
      const body = Buffer.alloc(4 * 1024 * 1024);
      const waiting = Array.from({ length: 8 }, () => connection.request({ code: 7_777, body }));
      await sleep(50);
      connection.reset();
      await Promise.allSettled(waiting);
      broker.thaw();
      await sleep(50);
      expect(broker.requests.length).toBeLessThan(8);
    });

    it('rejects every waiter when the server closes, and says so once', async () => {
      const connection = await open();
      broker.fault(GET_MAX_OFFSET, { kind: 'CLOSE' });
      const closed = closeOf(connection);
      await expect(connection.request(ASK)).rejects.toMatchObject({
        code: 'CONNECTION_CLOSED',
        address: broker.address,
      });
      expect(await closed).toBeInstanceOf(Error);
      expect(connection.isOpen).toBe(false);
      expect(events.filter(({ type }) => type === 'CONNECTION_CLOSED')).toHaveLength(1);
    });

    it('rejects the waiter of an answer that is cut off', async () => {
      const connection = await open();
      broker.fault(GET_MAX_OFFSET, { kind: 'CUT_MID_FRAME' });
      await expect(connection.request(ASK)).rejects.toBeInstanceOf(ConnectionClosedError);
    });

    it('gives up on a server that does not speak the protocol', async () => {
      const connection = await open();
      broker.fault(GET_MAX_OFFSET, { kind: 'GARBAGE' });
      const failure = await connection.request(ASK).catch((error: unknown) => error);
      expect(failure).toBeInstanceOf(ConnectionClosedError);
      expect((failure as Error).cause).toBeInstanceOf(FrameTooLargeError);
    });

    it('calls a listener that comes after the close', async () => {
      const connection = await open();
      await connection.close();
      expect(await closeOf(connection)).toBeUndefined();
    });
  });

  describe('requests of the server', () => {
    it('answers "not supported" without a handler', async () => {
      await open();
      await vi.waitFor(() => expect(broker.connections).toHaveLength(1));
      broker.connections[0]?.ask({ code: 307, opaque: 77 });
      await vi.waitFor(() =>
        expect(broker.connections[0]?.answers).toEqual([expect.objectContaining({ code: 3, opaque: 77 })]),
      );
    });

    it('answers what the handler says, and one-way ones never', async () => {
      const seen: number[] = [];
      await open({
        onServerRequest: ({ code }) => {
          seen.push(code);
          return { remark: 'seen', body: Buffer.from('x') };
        },
      });
      await vi.waitFor(() => expect(broker.connections).toHaveLength(1));
      broker.connections[0]?.ask({ code: 40, opaque: 1, flag: COMMAND_FLAG.ONE_WAY });
      broker.connections[0]?.ask({ code: 309, opaque: 2 });
      await vi.waitFor(() => expect(seen).toEqual([40, 309]));
      await vi.waitFor(() => expect(broker.connections[0]?.answers).toHaveLength(1));
      expect(broker.connections[0]?.answers[0]).toMatchObject({ code: 0, opaque: 2, remark: 'seen' });
    });
  });

  it('keeps an idle connection alive, with requests that want no answer', async () => {
    const connection = await open({ idleKeepAliveMs: 40 });
    await vi.waitFor(() => expect(broker.requestsOf(HEART_BEAT).length).toBeGreaterThanOrEqual(2));
    expect(broker.requestsOf(HEART_BEAT).every(({ oneWay }) => oneWay)).toBe(true);
    expect(connection.isOpen).toBe(true);
    expect(connection.droppedReplies).toBe(0);
  });

  it('signs every request when it has credentials', async () => {
    await broker.stop();
    broker = await FakeBroker.start({ accounts: new Map([['ak', 'sk']]) });
    const right = await open({ credentials: { accessKey: 'ak', secretKey: 'sk' } });
    expect((await right.request(ASK)).code).toBe(0);
    const wrong = await open({ credentials: { accessKey: 'ak', secretKey: 'other' } });
    expect(await wrong.request(ASK)).toMatchObject({ code: 16, remark: 'check signature failed.' });
    const unsigned = await open();
    expect(await unsigned.request(ASK)).toMatchObject({ code: 16, remark: 'username cannot be null.' });
  });

  describe('opening', () => {
    it('rejects when nobody listens', async () => {
      await broker.stop();
      await expect(open()).rejects.toMatchObject({ code: 'CONNECT_FAILED', address: broker.address });
      await broker.restart();
    });

    it('rejects an address that is none', async () => {
      await expect(Connection.open('nowhere')).rejects.toBeInstanceOf(ConnectError);
    });

    it('can be aborted', async () => {
      await expect(open({ signal: AbortSignal.abort() })).rejects.toBeInstanceOf(RequestAbortedError);
    });
  });
});
