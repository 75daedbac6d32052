import { connect, type Socket } from 'node:net';

import { ConnectError, RequestAbortedError } from '../errors.js';
import { parseAddress } from './address.js';

/** Bytes that one read takes at most: an answer to a pull comes in one or two reads. */
const READ_BUFFER_BYTES = 256 * 1024;

/**
 * A connected TCP socket with TCP_NODELAY. Rejects with `ConnectError` or `RequestAbortedError`.
 *
 * @param p.onBytes gets what arrives; the buffer is used again as soon as it returns
 */
export async function connectSocket(
  address: string,
  p: { timeoutMs: number; signal?: AbortSignal | undefined; onBytes: (chunk: Buffer) => void },
): Promise<Socket> {
  const { host, port } = parseAddress(address);
  if (p.signal?.aborted === true) throw new RequestAbortedError({ address, cause: p.signal.reason });
  return await new Promise<Socket>((resolve, reject) => {
    const callback = (length: number, buffer: Uint8Array): boolean => {
      p.onBytes(Buffer.from(buffer.buffer, buffer.byteOffset, length));
      return true;
    };
    const onread = { buffer: Buffer.allocUnsafeSlow(READ_BUFFER_BYTES), callback };
    const socket = connect({ host, port, noDelay: true, keepAlive: true, onread });
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
