import { setTimeout as sleep } from 'node:timers/promises';

import { ConnectionClosedError } from '../errors.js';
import { abortable } from './abortable.js';
import { backoffMs, DEFAULT_BACKOFF, type BackoffOptions } from './backoff.js';
import type { ClientEventListener } from './client-event.js';
import type { Connection } from './connection.js';

/** Held pulls and short calls do not share a connection: a slow answer of one kind never delays the other. */
export type ConnectionPurpose = 'CALLS' | 'PULLS';

export interface ConnectionPoolOptions {
  /** Opens one connection; `signal` aborts when the pool closes. */
  open: (address: string, signal: AbortSignal) => Promise<Connection>;
  backoff?: BackoffOptions;
  onEvent?: ClientEventListener;
  /** In [0, 1); for tests. */
  random?: () => number;
}

interface Slot {
  connection: Connection | null;
  opening: Promise<Connection> | null;
  failures: number;
  /** Monotonic time before which no new attempt starts. */
  notBefore: number;
}

/**
 * One connection per address and purpose, opened on demand and opened again after it closed. Callers who come while it is
 * being opened share the attempt; after a failure the next attempt waits (back-off with jitter), and its callers with it.
 */
export class ConnectionPool {
  readonly #options: ConnectionPoolOptions;
  readonly #backoff: BackoffOptions;
  readonly #slots = new Map<string, Slot>();
  readonly #closing = new AbortController();

  constructor(options: ConnectionPoolOptions) {
    this.#options = options;
    this.#backoff = options.backoff ?? DEFAULT_BACKOFF;
  }

  /** Rejects with `ConnectError`, or `RequestAbortedError` when `signal` ends the wait (the attempt goes on for the others). */
  async acquire(address: string, purpose: ConnectionPurpose, signal?: AbortSignal): Promise<Connection> {
    if (this.#closing.signal.aborted) throw closedError(address);
    const slot = this.#slot(address, purpose);
    if (slot.connection?.isOpen === true) return slot.connection;
    slot.opening ??= this.#open(address, slot).finally(() => (slot.opening = null));
    return await abortable(slot.opening, signal);
  }

  /** Calls get their answers, then FIN; held pulls are given up by RST, since a read changes nothing. */
  async close(): Promise<void> {
    this.#closing.abort();
    const closing: Promise<void>[] = [];
    for (const [key, { connection }] of this.#slots) {
      if (connection === null) continue;
      if (key.startsWith('PULLS')) connection.reset();
      else closing.push(connection.close());
    }
    await Promise.all(closing);
  }

  #slot(address: string, purpose: ConnectionPurpose): Slot {
    const key = `${purpose} ${address}`;
    let slot = this.#slots.get(key);
    if (slot === undefined) {
      slot = { connection: null, opening: null, failures: 0, notBefore: 0 };
      this.#slots.set(key, slot);
    }
    return slot;
  }

  async #open(address: string, slot: Slot): Promise<Connection> {
    const { signal } = this.#closing;
    const waitMs = slot.notBefore - performance.now();
    try {
      if (waitMs > 0) await sleep(waitMs, undefined, { signal });
      const connection = await this.#options.open(address, signal);
      if (signal.aborted) connection.reset();
      const openedAt = performance.now();
      slot.connection = connection;
      connection.onClose((error) => {
        slot.connection = null;
        // A server that accepts and closes at once counts as one that does not accept.
        const failedSoon = error !== undefined && performance.now() - openedAt < this.#backoff.maxMs;
        if (failedSoon) this.#holdBack(slot);
        else slot.failures = 0;
      });
      return connection;
    } catch (error) {
      if (signal.aborted) throw closedError(address);
      const retryInMs = this.#holdBack(slot);
      this.#options.onEvent?.({ type: 'CONNECT_FAILED', address, error, retryInMs });
      throw error;
    }
  }

  #holdBack(slot: Slot): number {
    slot.failures += 1;
    const waitMs = backoffMs(slot.failures, this.#backoff, (this.#options.random ?? Math.random)());
    slot.notBefore = performance.now() + waitMs;
    return waitMs;
  }
}

function closedError(address: string): ConnectionClosedError {
  return new ConnectionClosedError({ address, message: 'The client is closed' });
}
