import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { REQUEST_CODE } from '../codes/request-code.js';
import { ConnectError, ConnectionClosedError, RequestAbortedError } from '../errors.js';
import { FakeBroker } from '../testing/fake-broker.js';
import type { ClientEvent } from './client-event.js';
import { Connection } from './connection.js';
import { ConnectionPool } from './connection-pool.js';

const ASK = { code: REQUEST_CODE.GET_MAX_OFFSET, extFields: { topic: 't', queueId: 0 } };

describe('ConnectionPool', () => {
  let broker: FakeBroker;
  let pool: ConnectionPool;
  let attempts: number;
  const events: ClientEvent[] = [];

  beforeEach(async () => {
    broker = await FakeBroker.start();
    attempts = 0;
    events.length = 0;
    pool = new ConnectionPool({
      open: (address, signal) => {
        attempts += 1;
        return Connection.open(address, { signal, resetWhenSilent: true });
      },
      backoff: { firstMs: 40, factor: 2, maxMs: 200 },
      random: () => 1,
      onEvent: (event) => events.push(event),
    });
  });
  afterEach(async () => {
    await pool.close();
    await broker.stop();
  });

  it('keeps one connection per address and purpose', async () => {
    const calls = await pool.acquire(broker.address, 'CALLS');
    expect(await pool.acquire(broker.address, 'CALLS')).toBe(calls);
    expect(await pool.acquire(broker.address, 'PULLS')).not.toBe(calls);
    expect(attempts).toBe(2);
  });

  it('lets callers who come at the same time share one attempt', async () => {
    const connections = await Promise.all(
      Array.from({ length: 20 }, () => pool.acquire(broker.address, 'CALLS')),
    );
    expect(new Set(connections).size).toBe(1);
    expect(attempts).toBe(1);
  });

  it('lets them share a failure too', async () => {
    await broker.stop();
    const outcomes = await Promise.allSettled([
      pool.acquire(broker.address, 'CALLS'),
      pool.acquire(broker.address, 'CALLS'),
    ]);
    expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(attempts).toBe(1);
    await broker.restart();
  });

  it('opens a new connection after the old one closed', async () => {
    const first = await pool.acquire(broker.address, 'CALLS');
    broker.dropConnections();
    await vi.waitFor(() => expect(first.isOpen).toBe(false));
    const second = await pool.acquire(broker.address, 'CALLS');
    expect(second.isOpen).toBe(true);
    expect((await second.request(ASK)).code).toBe(0);
  });

  it('waits longer after each failure in a row, and reports the wait', async () => {
    await broker.stop();
    const started = performance.now();
    for (let attempt = 0; attempt < 3; attempt += 1) {
      await expect(pool.acquire(broker.address, 'CALLS')).rejects.toBeInstanceOf(ConnectError);
    }
    // 40 ms before the second, 80 ms before the third.
    expect(performance.now() - started).toBeGreaterThanOrEqual(115);
    expect(events.map((event) => (event.type === 'CONNECT_FAILED' ? event.retryInMs : event.type))).toEqual([
      40, 80, 160,
    ]);
    await broker.restart();
    expect((await pool.acquire(broker.address, 'CALLS')).isOpen).toBe(true);
  });

  it('holds back from a server that accepts and closes at once', async () => {
    broker.on(REQUEST_CODE.GET_MAX_OFFSET, (_, connection) => {
      connection.socket.destroy();
      return null;
    });
    const started = performance.now();
    for (let attempt = 0; attempt < 3; attempt += 1) {
      const connection = await pool.acquire(broker.address, 'CALLS');
      await expect(connection.request(ASK)).rejects.toBeInstanceOf(ConnectionClosedError);
    }
    expect(performance.now() - started).toBeGreaterThanOrEqual(115);
  });

  it('replaces a connection whose server fell silent', async () => {
    const silent = await pool.acquire(broker.address, 'CALLS');
    broker.freeze();
    await expect(silent.request(ASK, { timeoutMs: 30 })).rejects.toMatchObject({ code: 'REQUEST_TIMEOUT' });
    broker.thaw();
    const next = await pool.acquire(broker.address, 'CALLS');
    expect(next).not.toBe(silent);
    expect((await next.request(ASK)).code).toBe(0);
  });

  it('ends one caller’s wait at his abort; the others get their connection', async () => {
    const abort = new AbortController();
    const impatient = pool.acquire(broker.address, 'CALLS', abort.signal);
    const patient = pool.acquire(broker.address, 'CALLS');
    abort.abort();
    await expect(impatient).rejects.toBeInstanceOf(RequestAbortedError);
    expect((await patient).isOpen).toBe(true);
  });

  it('close() lets calls finish and gives up held pulls', async () => {
    const [calls, pulls] = await Promise.all([
      pool.acquire(broker.address, 'CALLS'),
      pool.acquire(broker.address, 'PULLS'),
    ]);
    broker.fault(REQUEST_CODE.GET_MAX_OFFSET, { kind: 'LATE_ANSWER', ms: 40 });
    broker.fault(REQUEST_CODE.PULL_MESSAGE, { kind: 'HANG' });
    const call = calls.request(ASK);
    const pull = pulls.request({ code: REQUEST_CODE.PULL_MESSAGE });
    const failure = pull.catch((error: unknown) => error);
    await pool.close();
    expect(await failure).toBeInstanceOf(ConnectionClosedError);
    expect((await call).code).toBe(0);
    await expect(pool.acquire(broker.address, 'CALLS')).rejects.toBeInstanceOf(ConnectionClosedError);
    await vi.waitFor(() => expect(broker.connections).toHaveLength(0));
  });
});
