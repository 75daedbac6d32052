import { AbortedError, type Clock } from '@slipstream/replication';

/** A wait that somebody may cut short. A wake that comes while nobody waits cuts the next wait short. */
export class WakeableWait {
  #wake = new AbortController();

  constructor(private readonly clock: Clock) {}

  wake(): void {
    this.#wake.abort();
  }

  /**
   * Waits until the time is over or somebody wakes it.
   *
   * @throws AbortedError as soon as `signal` aborts
   */
  async wait(ms: number, signal: AbortSignal): Promise<void> {
    const woken = this.#wake.signal;
    try {
      await this.clock.sleep(ms, AbortSignal.any([woken, signal]));
    } catch (error) {
      if (!(error instanceof AbortedError) || signal.aborted) throw error;
    }
    if (woken.aborted) this.#wake = new AbortController();
  }
}
