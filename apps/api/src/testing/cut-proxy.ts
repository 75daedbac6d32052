import { connect, createServer, type Server, type Socket } from 'node:net';

/** A TCP proxy on loopback that can be cut, so that a server seems to be gone. */
export class CutProxy {
  private readonly sockets = new Set<Socket>();
  private server: Server | undefined;

  private constructor(
    private readonly target: URL,
    private readonly port: number,
  ) {}

  /** Begins to pass connections to the host and port of a URL. */
  static async to(url: string): Promise<CutProxy> {
    const probe = createServer();
    const port = await listen(probe, 0);
    await new Promise((resolve) => probe.close(resolve));
    const proxy = new CutProxy(new URL(url), port);
    await proxy.mend();
    return proxy;
  }

  /** The URL with the proxy's address in it. */
  get url(): string {
    const url = new URL(this.target);
    url.hostname = '127.0.0.1';
    url.port = String(this.port);
    return url.href;
  }

  /** Resets every connection and takes no more. */
  async cut(): Promise<void> {
    for (const socket of this.sockets) socket.resetAndDestroy();
    const { server } = this;
    this.server = undefined;
    if (server !== undefined) await new Promise((resolve) => server.close(resolve));
  }

  /** Takes connections again. */
  async mend(): Promise<void> {
    if (this.server !== undefined) return;
    this.server = createServer((client) => this.pass(client));
    await listen(this.server, this.port);
  }

  private pass(client: Socket): void {
    const server = connect(Number(this.target.port), this.target.hostname);
    for (const [from, to] of [
      [client, server],
      [server, client],
    ] as const) {
      this.sockets.add(from);
      from.on('error', () => undefined);
      from.on('close', () => {
        this.sockets.delete(from);
        to.destroy();
      });
      from.pipe(to);
    }
  }
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : port);
    });
  });
}
