import { fork } from 'node:child_process';
import { isAnswer, type Question, type ToChild } from './messages.js';

/** How a child ended. */
export interface ChildEnd {
  code: number | null;
  signal: NodeJS.Signals | null;
  /** It could not be started at all. */
  error?: Error;
}

/** A child as its parent sees it. */
export interface Child {
  readonly pid: number | undefined;
  /** Settles when it has ended; never rejects. */
  readonly ended: Promise<ChildEnd>;
  /** @returns its answer; undefined when it gives none within that time: it is busy, frozen, or has ended */
  ask(question: Question, withinMs: number): Promise<unknown>;
  /** Asks it to stop in good order. */
  stop(): void;
  /** kill -9. */
  kill(): void;
}

/**
 * Starts a child. Its log goes straight to where the parent's goes, so that a parent that stands still holds no child up;
 * it ends by itself when the channel between them closes.
 *
 * @param index from 1
 */
export function forkChild(main: string, index: number, env: NodeJS.ProcessEnv): Child {
  const child = fork(main, [String(index)], {
    env,
    // Keeps NaN: a figure that is unknown.
    serialization: 'advanced',
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const waiting = new Map<number, (value: unknown) => void>();
  let asked = 0;
  child.on('message', (message) => {
    if (!isAnswer(message)) return;
    waiting.get(message.id)?.(message.value);
  });
  const ended = new Promise<ChildEnd>((resolve) => {
    child.once('exit', (code, signal) => resolve({ code, signal }));
    child.on('error', (error) => {
      if (child.pid === undefined) resolve({ code: null, signal: null, error });
    });
  });
  const send = (message: ToChild): void => {
    // One that is ending does not hear it, and needs not.
    if (child.connected) child.send(message, () => undefined);
  };
  return {
    pid: child.pid,
    ended,
    ask: async (question, withinMs) => {
      const id = ++asked;
      const answer = new Promise<unknown>((resolve) => {
        waiting.set(id, resolve);
        setTimeout(resolve, withinMs).unref();
        void ended.then(resolve.bind(undefined, undefined));
      });
      send({ kind: 'ask', id, question });
      try {
        return await answer;
      } finally {
        waiting.delete(id);
      }
    },
    stop: () => send({ kind: 'stop' }),
    kill: () => void child.kill('SIGKILL'),
  };
}
