import { connect, createServer, type Server, type Socket } from 'node:net';

/** Carries connections from an address of the bridge to a port of 127.0.0.1: PostgreSQL listens on loopback only. */
export class TcpRelay {
  readonly #sockets = new Set<Socket>();

  readonly #server: Server;
  readonly port: number;

  private constructor(server: Server, port: number) {
    this.#server = server;
    this.port = port;
  }

  static async start(host: string, toPort: number): Promise<TcpRelay> {
    const server = createServer();
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(0, host, resolve);
    });
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('the relay has no port');
    const relay = new TcpRelay(server, address.port);
    server.on('connection', (socket) => relay.#carry(socket, toPort));
    return relay;
  }

  #carry(near: Socket, toPort: number): void {
    const far = connect({ host: '127.0.0.1', port: toPort });
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      this.#sockets.add(one);
      one.setNoDelay(true);
      one.pipe(other);
      one.on('error', () => other.destroy());
      one.on('close', () => {
        this.#sockets.delete(one);
        other.destroy();
      });
    }
  }

  async stop(): Promise<void> {
    const closed = new Promise((resolve) => this.#server.close(resolve));
    for (const socket of this.#sockets) socket.destroy();
    await closed;
  }
}
