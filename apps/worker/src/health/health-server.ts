import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Registry } from 'prom-client';

/** What the health port tells. */
export interface HealthSource {
  /** The leases of all its processes run: the worker may work. */
  isReady: () => boolean | Promise<boolean>;
  /** Text in Prometheus' format. */
  metrics: () => Promise<string>;
}

/** The worker's own HTTP port: `/healthz` (the process lives), `/readyz` (its leases run), `/metrics`. Read only. */
export class HealthServer {
  readonly #server: Server;

  constructor(private readonly source: HealthSource) {
    this.#server = createServer((request, response) => {
      this.#answer(request, response).catch(() => response.destroy());
    });
    this.#server.requestTimeout = 10_000;
  }

  /**
   * @param port 0 for any free one
   * @returns the port it listens on
   */
  async listen(port: number, host: string): Promise<number> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen(port, host, resolve);
    });
    return (this.#server.address() as AddressInfo).port;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise<void>((resolve) => {
      this.#server.close(() => resolve());
    });
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (request.method !== 'GET' && request.method !== 'HEAD')
      return send(response, 405, 'text/plain', 'method not allowed\n');
    const path = (request.url ?? '').split('?')[0];
    if (path === '/healthz') return send(response, 200, 'application/json', '{"status":"ok"}\n');
    if (path === '/readyz') {
      const isReady = await this.source.isReady();
      return send(
        response,
        isReady ? 200 : 503,
        'application/json',
        `{"status":"${isReady ? 'ok' : 'no lease'}"}\n`,
      );
    }
    if (path === '/metrics')
      return send(response, 200, Registry.PROMETHEUS_CONTENT_TYPE, await this.source.metrics());
    return send(response, 404, 'text/plain', 'not found\n');
  }
}

function send(response: ServerResponse, status: number, type: string, body: string): void {
  response.writeHead(status, {
    'content-type': type,
    'x-content-type-options': 'nosniff',
    'cache-control': 'no-store',
  });
  response.end(body);
}
