import { connect, createServer } from 'node:net';

/** Below 32768, where Linux starts to hand out ports to outgoing connections: a restart on the same port finds it free. */
const LOWEST_PORT = 12_000;
const HIGHEST_PORT = 32_000;
const ATTEMPTS = 200;

/** Whether nothing listens on this port of 127.0.0.1 and it can be bound. */
export function isPortFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => server.close(() => resolve(true)));
  });
}

/** Whether a TCP connection to 127.0.0.1 is accepted within a second. */
export function isPortOpen(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1', timeout: 1000 });
    const finish = (open: boolean): void => {
      socket.destroy();
      resolve(open);
    };
    socket.once('connect', () => finish(true));
    socket.once('timeout', () => finish(false));
    socket.once('error', () => finish(false));
  });
}

/** The first of `size` neighbouring free ports of 127.0.0.1, found at random. */
export async function freePortBlock(size: number): Promise<number> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const first = LOWEST_PORT + Math.floor(Math.random() * (HIGHEST_PORT - LOWEST_PORT - size));
    const free = await Promise.all(Array.from({ length: size }, (_, index) => isPortFree(first + index)));
    if (free.every(Boolean)) {
      return first;
    }
  }
  throw new Error(`no ${size} neighbouring free ports between ${LOWEST_PORT} and ${HIGHEST_PORT}`);
}

/** A free port of 127.0.0.1. */
export function freePort(): Promise<number> {
  return freePortBlock(1);
}
