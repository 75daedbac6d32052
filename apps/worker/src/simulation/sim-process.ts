import { AbortedError, type Clock } from '@slipstream/replication';
import type { VirtualTime } from './virtual-time.js';

/** Wall clock at the beginning of every world, ms since the epoch. */
const EPOCH_MS = 1_700_000_000_000;

/**
 * An operating system process: it can be stopped (SIGSTOP, a frozen machine), go on, or be killed. What reaches it while
 * it is stopped waits; a killed one never does anything again. Its monotonic clock runs on while it is stopped.
 */
export class SimProcess {
  #state: 'RUNNING' | 'STOPPED' | 'KILLED' = 'RUNNING';
  #waiting: (() => void)[] = [];
  #onKill: (() => void)[] = [];
  /** Error of the wall clock, ms. */
  wallErrorMs = 0;
  readonly clock: Clock;

  constructor(
    readonly name: string,
    private readonly time: VirtualTime,
  ) {
    this.clock = {
      now: () => EPOCH_MS + time.now + this.wallErrorMs,
      monotonic: () => time.now,
      sleep: (ms, signal) => this.#sleep(ms, signal),
    };
  }

  get isRunning(): boolean {
    return this.#state === 'RUNNING';
  }

  get isKilled(): boolean {
    return this.#state === 'KILLED';
  }

  /** Does something in the process: at once, when it goes on, or never. */
  run(action: () => void): void {
    if (this.#state === 'RUNNING') action();
    else if (this.#state === 'STOPPED') this.#waiting.push(action);
  }

  stop(): void {
    if (this.#state === 'RUNNING') this.#state = 'STOPPED';
  }

  continue(): void {
    if (this.#state !== 'STOPPED') return;
    this.#state = 'RUNNING';
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const action of waiting) this.time.after(0, () => this.run(action));
  }

  kill(): void {
    if (this.#state === 'KILLED') return;
    this.#state = 'KILLED';
    this.#waiting = [];
    for (const ended of this.#onKill) ended();
    this.#onKill = [];
  }

  /** What the operating system does when the process is killed. */
  onKill(ended: () => void): void {
    this.#onKill.push(ended);
  }

  #sleep(ms: number, signal?: AbortSignal): Promise<void> {
    if (signal?.aborted) return Promise.reject(new AbortedError());
    return new Promise((resolve, reject) => {
      const cancel = this.time.after(ms, () =>
        this.run(() => {
          signal?.removeEventListener('abort', onAbort);
          resolve();
        }),
      );
      const onAbort = (): void => {
        cancel();
        reject(new AbortedError());
      };
      signal?.addEventListener('abort', onAbort, { once: true });
    });
  }
}
