import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { ConnectionClosedError, RequestAbortedError, RequestTimeoutError } from '../errors.js';
import type { RemotingCommand } from '../wire/remoting-command.js';
import { PendingRequests } from './pending-requests.js';

const ADDRESS = '127.0.0.1:1';

function answerTo(opaque: number): RemotingCommand {
  return {
    code: 0,
    opaque,
    flag: 1,
    language: 'JAVA',
    version: 0,
    remark: null,
    extFields: {},
    body: Buffer.alloc(0),
    serialization: 'JSON',
  };
}

describe('pending requests', () => {
  const timedOut: number[] = [];
  let table: PendingRequests;

  beforeEach(() => {
    vi.useFakeTimers();
    timedOut.length = 0;
    table = new PendingRequests(ADDRESS, (request) => timedOut.push(request.opaque));
  });
  afterEach(() => vi.useRealTimers());

  const open = (timeoutMs = 100, signal?: AbortSignal) => {
    const request = table.open({ requestCode: 30, timeoutMs, signal });
    // Some tests look at the outcome only later.
    request.answer.catch(() => undefined);
    return request;
  };

  it('goes from PENDING over SENT to SETTLED', async () => {
    const request = open();
    expect(request.state).toBe('PENDING');
    expect(request.move('SENT')).toBe(true);
    expect(request.state).toBe('SENT');
    const answer = answerTo(request.opaque);
    expect(table.resolve(answer)).toBe(true);
    expect(request.state).toBe('SETTLED');
    await expect(request.answer).resolves.toBe(answer);
    expect(table.size).toBe(0);
  });

  it.each(['PENDING', 'SENT', 'SETTLED'] as const)('makes no move from SETTLED to %s', (state) => {
    const request = open();
    table.resolve(answerTo(request.opaque));
    expect(request.move(state)).toBe(false);
    expect(request.state).toBe('SETTLED');
  });

  it('does not go back from SENT to PENDING', () => {
    const request = open();
    request.move('SENT');
    expect(request.move('PENDING')).toBe(false);
    expect(request.state).toBe('SENT');
  });

  it('may settle before it is sent, and is then not to be sent any more', () => {
    const abort = new AbortController();
    const request = open(100, abort.signal);
    abort.abort();
    expect(request.move('SENT')).toBe(false);
  });

  it('rejects with a time-out that names address, request and wait', async () => {
    const request = open(250);
    vi.advanceTimersByTime(249);
    expect(request.state).toBe('PENDING');
    vi.advanceTimersByTime(1);
    const error = await request.answer.catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(RequestTimeoutError);
    expect(error).toMatchObject({ address: ADDRESS, requestCode: 30, timeoutMs: 250 });
    expect(timedOut).toEqual([request.opaque]);
  });

  it('lets only the first of answer, time-out, abort and close settle', async () => {
    const abort = new AbortController();
    const request = open(100, abort.signal);
    vi.advanceTimersByTime(100);
    abort.abort();
    expect(table.resolve(answerTo(request.opaque))).toBe(false);
    table.failAll(new ConnectionClosedError({ address: ADDRESS }));
    await expect(request.answer).rejects.toBeInstanceOf(RequestTimeoutError);
  });

  it('leaves no timer and no listener behind', () => {
    const abort = new AbortController();
    const remove = vi.spyOn(abort.signal, 'removeEventListener');
    const request = open(100, abort.signal);
    table.resolve(answerTo(request.opaque));
    expect(vi.getTimerCount()).toBe(0);
    expect(remove).toHaveBeenCalledOnce();
    abort.abort();
    expect(request.state).toBe('SETTLED');
  });

  it('rejects with the reason of the abort', async () => {
    const abort = new AbortController();
    const request = open(100, abort.signal);
    abort.abort('stopping');
    const error = await request.answer.catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(RequestAbortedError);
    expect((error as Error).cause).toBe('stopping');
    expect(timedOut).toEqual([]);
  });

  it('rejects every waiter when the connection closes', async () => {
    const requests = [open(), open(), open()];
    table.failAll(new ConnectionClosedError({ address: ADDRESS }));
    for (const request of requests) {
      await expect(request.answer).rejects.toBeInstanceOf(ConnectionClosedError);
    }
    expect(table.size).toBe(0);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('tells an answer that comes late from one that nobody asked for', () => {
    const request = open(10);
    vi.advanceTimersByTime(10);
    expect(table.resolve(answerTo(request.opaque))).toBe(false);
    expect(table.wasUsed(request.opaque)).toBe(true);
    expect(table.wasUsed(request.opaque + 1)).toBe(false);
    expect(table.wasUsed(-5)).toBe(false);
  });

  it('gives every request a number of its own', () => {
    const numbers = Array.from({ length: 1000 }, () => open().opaque);
    expect(new Set(numbers).size).toBe(1000);
    expect(table.nextOpaque()).toBe(1001);
  });

  it('says when it is empty', async () => {
    await table.whenEmpty();
    const [first, second] = [open(), open()];
    let empty = false;
    void table.whenEmpty().then(() => (empty = true));
    table.resolve(answerTo(first.opaque));
    await Promise.resolve();
    expect(empty).toBe(false);
    table.resolve(answerTo(second.opaque));
    await table.whenEmpty();
    await Promise.resolve();
    expect(empty).toBe(true);
  });
});
