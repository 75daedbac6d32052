import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { LinkSettings } from './link.ts';

const PROCESS = fileURLToPath(new URL('./proxy-process.ts', import.meta.url));

/** A link in front of a broker, in a process of its own. */
export interface WanProxy {
  /** From now on the link is like this, for connections that are open as well. */
  set(settings: LinkSettings): void;
  stop(): Promise<void>;
}

/** Listens at `from` and leads to `to`, both `host` and the same port. */
export async function startWanProxy(from: string, to: string, port: number): Promise<WanProxy> {
  const child = fork(PROCESS, [from, String(port), to, String(port)]);
  const ended = once(child, 'exit');
  await Promise.race([
    once(child, 'message'),
    ended.then(([code]) => {
      throw new Error(`the proxy ended with ${String(code)}`);
    }),
  ]);
  return {
    set: (settings) => void child.send(settings),
    async stop() {
      child.disconnect();
      await ended;
    },
  };
}
