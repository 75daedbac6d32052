import { AbortedError, type Clock } from '../ports/clock.js';

interface Timer {
  at: number;
  sequence: number;
  fire: () => void;
}

/** A clock that only moves when a test says so; both of its times move together. */
export class ManualClock implements Clock {
  #now: number;
  #monotonic = 0;
  #sequence = 0;
  #timers: Timer[] = [];

  /** @param now wall clock at the start, ms since the epoch */
  constructor(now = 1_700_000_000_000) {
    this.#now = now;
  }

  now(): number {
    return this.#now;
  }

  monotonic(): number {
    return this.#monotonic;
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    if (signal?.aborted) return Promise.reject(new AbortedError());
    return new Promise((resolve, reject) => {
      const timer: Timer = {
        at: this.#monotonic + Math.max(0, ms),
        sequence: this.#sequence++,
        fire: () => {
          signal?.removeEventListener('abort', onAbort);
          resolve();
        },
      };
      const onAbort = (): void => {
        this.#timers = this.#timers.filter((other) => other !== timer);
        reject(new AbortedError());
      };
      signal?.addEventListener('abort', onAbort, { once: true });
      this.#timers.push(timer);
    });
  }

  /** Moves time forward, firing what is due in order and letting its consequences run. */
  async advance(ms: number): Promise<void> {
    const end = this.#monotonic + ms;
    await settle();
    for (;;) {
      const next = this.#next();
      if (next === undefined || next.at > end) break;
      this.#move(next.at);
      this.#timers = this.#timers.filter((timer) => timer !== next);
      next.fire();
      await settle();
    }
    this.#move(end);
    await settle();
  }

  /**
   * Jumps from timer to timer until the condition holds.
   *
   * @throws when it does not hold within `limitMs` of this clock's time
   */
  async runUntil(condition: () => boolean, what: string, limitMs = 600_000): Promise<void> {
    const end = this.#monotonic + limitMs;
    await settle();
    while (!condition()) {
      const next = this.#next();
      if (next === undefined || next.at > end) throw new Error(`${what}: not within ${limitMs} ms`);
      await this.advance(next.at - this.#monotonic);
    }
  }

  #next(): Timer | undefined {
    return this.#timers.reduce<Timer | undefined>(
      (first, timer) =>
        first === undefined ||
        timer.at < first.at ||
        (timer.at === first.at && timer.sequence < first.sequence)
          ? timer
          : first,
      undefined,
    );
  }

  #move(to: number): void {
    this.#now += to - this.#monotonic;
    this.#monotonic = to;
  }
}

/** Lets everything that waits for a promise go on. */
async function settle(): Promise<void> {
  for (let round = 0; round < 5; round++) await new Promise((resolve) => setImmediate(resolve));
}
