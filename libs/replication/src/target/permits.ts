import { AbortedError } from '../ports/clock.js';

/** Lets so many things go on at once and no more; the others wait in the order in which they came. */
export class Permits {
  readonly #waiting = new Set<() => void>();

  /** @param free how many at once */
  constructor(private free: number) {}

  /** Does something when it is its turn. Rejects with AbortedError when `signal` aborts before. */
  async run<T>(work: () => Promise<T>, signal: AbortSignal): Promise<T> {
    await this.#turn(signal);
    try {
      return await work();
    } finally {
      this.#giveBack();
    }
  }

  async #turn(signal: AbortSignal): Promise<void> {
    if (signal.aborted) throw new AbortedError();
    if (this.free > 0) {
      this.free -= 1;
      return;
    }
    await new Promise<void>((resolve, reject) => {
      const granted = (): void => {
        signal.removeEventListener('abort', onAbort);
        resolve();
      };
      const onAbort = (): void => {
        this.#waiting.delete(granted);
        reject(new AbortedError());
      };
      this.#waiting.add(granted);
      signal.addEventListener('abort', onAbort, { once: true });
    });
  }

  #giveBack(): void {
    const [next] = this.#waiting;
    if (next === undefined) {
      this.free += 1;
      return;
    }
    this.#waiting.delete(next);
    next();
  }
}
