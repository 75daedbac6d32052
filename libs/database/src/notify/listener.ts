import { setTimeout as delay } from 'node:timers/promises';
import { Client } from 'pg';
import { CHANNEL, parseNotification, type Notification } from './channel.js';

/** What a listener calls; none may throw. */
export interface NotificationHandlers {
  onNotification: (notification: Notification) => void;
  /** Listening begins, at first and after every interruption: what was told meanwhile is lost, so look once. */
  onReconnect: () => void;
  onError?: (error: Error) => void;
}

/** Waits of the listener, ms. */
export interface ListenerTiming {
  backoffMs: number;
  backoffMaxMs: number;
  /** An idle connection is tried this often: a peer that vanished without a word says nothing by itself. */
  probeEveryMs: number;
  probeTimeoutMs: number;
}

const CLOSE_MS = 1_000;

const TIMING: ListenerTiming = {
  backoffMs: 200,
  backoffMaxMs: 5_000,
  probeEveryMs: 15_000,
  probeTimeoutMs: 5_000,
};

/** Listens on one connection of its own, and connects again by itself until it is closed. */
export class NotificationListener {
  readonly #closing = new AbortController();
  readonly #timing: ListenerTiming;
  #client: Client | undefined;
  #loop: Promise<void> | undefined;

  constructor(
    private readonly url: string,
    private readonly handlers: NotificationHandlers,
    timing: Partial<ListenerTiming> = {},
  ) {
    this.#timing = { ...TIMING, ...timing };
  }

  /** Begins to listen; `onReconnect` tells when it does. */
  start(): void {
    this.#loop ??= this.#run();
  }

  /** Stops listening and closes the connection. */
  async close(): Promise<void> {
    this.#closing.abort();
    if (this.#client !== undefined) await endWithin(this.#client, CLOSE_MS);
    await this.#loop;
  }

  async #run(): Promise<void> {
    let backoffMs = this.#timing.backoffMs;
    while (!this.#closing.signal.aborted) {
      try {
        await this.#listen(() => (backoffMs = this.#timing.backoffMs));
      } catch (error) {
        if (!this.#closing.signal.aborted) this.handlers.onError?.(asError(error));
      }
      await this.#pause(backoffMs);
      backoffMs = Math.min(backoffMs * 2, this.#timing.backoffMaxMs);
    }
  }

  /** Rejects when the connection ends. */
  async #listen(onListening: () => void): Promise<void> {
    const { probeEveryMs, probeTimeoutMs } = this.#timing;
    const client = new Client({
      connectionString: this.url,
      application_name: 'slipstream-listener',
      keepAlive: true,
      connectionTimeoutMillis: probeTimeoutMs,
      query_timeout: probeTimeoutMs,
    });
    const ended = Promise.withResolvers<never>();
    ended.promise.catch(() => undefined);
    client.on('error', (error) => ended.reject(error));
    client.on('end', () => ended.reject(new Error('the connection ended')));
    // A client that is ended while it connects never settles its `connect`.
    const { signal } = this.#closing;
    const onClosing = (): void => ended.reject(new Error('the listener is closed'));
    signal.addEventListener('abort', onClosing, { once: true });
    client.on('notification', (message) => {
      const notification = parseNotification(message.payload);
      if (notification !== undefined) this.handlers.onNotification(notification);
    });
    this.#client = client;
    const probing = new AbortController();
    try {
      await Promise.race([client.connect(), ended.promise]);
      await Promise.race([client.query(`LISTEN ${CHANNEL}`), ended.promise]);
      onListening();
      this.handlers.onReconnect();
      await Promise.race([ended.promise, probe(client, probeEveryMs, probing.signal)]);
    } finally {
      signal.removeEventListener('abort', onClosing);
      probing.abort();
      await endWithin(client, CLOSE_MS);
    }
  }

  async #pause(ms: number): Promise<void> {
    await delay(ms, undefined, { signal: this.#closing.signal }).catch(() => undefined);
  }
}

/** Rejects as soon as a probe fails. */
async function probe(client: Client, everyMs: number, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    await delay(everyMs, undefined, { signal });
    await client.query('SELECT 1');
  }
}

/** Closes the connection; a peer that has vanished is not waited for. */
async function endWithin(client: Client, ms: number): Promise<void> {
  const waiting = new AbortController();
  const tooLong = delay(ms, undefined, { signal: waiting.signal, ref: false }).catch(() => undefined);
  await Promise.race([client.end().catch(() => undefined), tooLong]);
  waiting.abort();
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
