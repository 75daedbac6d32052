/** Time as the engine sees it; tests move it by hand. */
export interface Clock {
  /** Wall clock, ms since the epoch: for delays and stored times only, never for leases. */
  now(): number;
  /** Monotonic clock, ms from an arbitrary start: for deadlines. */
  monotonic(): number;
  /** Waits; rejects with {@link AbortedError} as soon as `signal` aborts. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

/** A wait or a call was given up because its signal aborted. */
export class AbortedError extends Error {
  constructor() {
    super('aborted');
    this.name = 'AbortedError';
  }
}
