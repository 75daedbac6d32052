import { connect, type Socket } from 'node:net';

import { ConnectError, RequestAbortedError } from '../errors.js';
import { parseAddress } from './address.js';

/** A connected TCP socket with TCP_NODELAY. Rejects with `ConnectError` or `RequestAbortedError`. */
export async function connectSocket(
  address: string,
  p: { timeoutMs: number; signal?: AbortSignal | undefined },
): Promise<Socket> {
  const { host, port } = parseAddress(address);
  if (p.signal?.aborted === true) throw new RequestAbortedError({ address, cause: p.signal.reason });
  return await new Promise<Socket>((resolve, reject) => {
    const socket = connect({ host, port, noDelay: true, keepAlive: true });
    const settle = (): void => {
      clearTimeout(timer);
      p.signal?.removeEventListener('abort', onAbort);
      socket.off('connect', onConnect);
      socket.off('error', onError);
    };
    const giveUp = (error: Error): void => {
      settle();
      // Whatever the socket still says has no listener any more.
      socket.on('error', () => undefined);
      socket.destroy();
      reject(error);
    };
    const onConnect = (): void => {
      settle();
      resolve(socket);
    };
    const onError = (cause: Error): void => giveUp(new ConnectError({ address, cause }));
    const onAbort = (): void => giveUp(new RequestAbortedError({ address, cause: p.signal?.reason }));
    const timer = setTimeout(
      () => giveUp(new ConnectError({ address, cause: new Error(`no connection within ${p.timeoutMs} ms`) })),
      p.timeoutMs,
    );
    socket.on('connect', onConnect);
    socket.on('error', onError);
    p.signal?.addEventListener('abort', onAbort);
  });
}
