import { Injectable, type BeforeApplicationShutdown } from '@nestjs/common';
import type { Response } from 'express';
import { ProblemError } from '../common/problems/problem-error.js';

/** A client is pinged this often, ms; its session is checked at the same time. */
export const PING_INTERVAL_MS = 15_000;
/** A client that has this much unread is dropped, bytes. */
export const UNREAD_MAX_BYTES = 65_536;
/** Clients at the same time. */
export const CLIENTS_MAX = 2000;

/** Names of server-sent events. */
export type StreamEvent = 'ping' | 'task' | 'sample' | 'event' | 'cluster' | 'resync';

interface Client {
  response: Response;
  timer: NodeJS.Timeout;
}

/** Sends what has changed to every console that listens. Notices say what to read again; they are not the data. */
@Injectable()
export class EventStreamHub implements BeforeApplicationShutdown {
  private readonly clients = new Set<Client>();

  /** Clients that listen now. */
  get size(): number {
    return this.clients.size;
  }

  /**
   * Makes the response a stream of events, until the client leaves, is too slow, or its session ends.
   *
   * @param stillAllowed asked before each ping
   */
  connect(response: Response, stillAllowed: () => Promise<boolean>): void {
    if (this.clients.size >= CLIENTS_MAX) {
      throw new ProblemError('TOO_MANY_REQUESTS', 'Too many consoles listen.', {
        headers: { 'retry-after': '30' },
      });
    }
    response.status(200).set({
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-cache, no-transform',
      'x-accel-buffering': 'no',
    });
    response.flushHeaders();
    const timer = setInterval(() => {
      stillAllowed().then(
        (allowed) => (allowed ? this.send(client, frame('ping', {})) : this.drop(client)),
        () => this.send(client, frame('ping', {})),
      );
    }, PING_INTERVAL_MS);
    timer.unref();
    const client: Client = { response, timer };
    this.clients.add(client);
    response.on('close', () => this.drop(client));
    response.on('error', () => this.drop(client));
    this.send(client, frame('ping', {}));
  }

  /** Tells every client. */
  publish(event: StreamEvent, data: Readonly<Record<string, string | null>>): void {
    if (this.clients.size === 0) return;
    const text = frame(event, data);
    for (const client of this.clients) this.send(client, text);
  }

  beforeApplicationShutdown(): void {
    for (const client of this.clients) this.drop(client);
  }

  private send(client: Client, text: string): void {
    if (!this.clients.has(client)) return;
    if (client.response.writableLength > UNREAD_MAX_BYTES) {
      this.drop(client);
      return;
    }
    client.response.write(text);
  }

  private drop(client: Client): void {
    if (!this.clients.delete(client)) return;
    clearInterval(client.timer);
    // A client that does not read would keep the socket open: end() waits for it.
    if (client.response.writableLength > UNREAD_MAX_BYTES) client.response.destroy();
    else client.response.end();
  }
}

function frame(event: StreamEvent, data: Readonly<Record<string, string | null>>): string {
  return `event: ${event}\ndata: ${JSON.stringify(data)}\n\n`;
}
