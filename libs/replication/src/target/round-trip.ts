/** For how long the smallest answer time holds at least, ms; at most twice as long. */
const HOLDS_MS = 300_000;

/**
 * How far away a broker is: the smallest time in which it answered lately. What an answer takes longer than that was spent
 * in queues, on the wire and at the broker, as Vegas and BBR tell the two apart.
 */
export class RoundTrip {
  #since = Number.NEGATIVE_INFINITY;
  #now = Number.POSITIVE_INFINITY;
  #before = Number.POSITIVE_INFINITY;

  /** Smallest answer time of the last five to ten minutes, ms; undefined when there was none. */
  get ms(): number | undefined {
    const smallest = Math.min(this.#now, this.#before);
    return Number.isFinite(smallest) ? smallest : undefined;
  }

  /**
   * @param tookMs from the send to its answer
   * @param at monotonic time of the answer, ms
   */
  answered(tookMs: number, at: number): void {
    if (at - this.#since >= HOLDS_MS) {
      this.#before = at - this.#since >= 2 * HOLDS_MS ? Number.POSITIVE_INFINITY : this.#now;
      this.#now = tookMs;
      this.#since = at;
    } else this.#now = Math.min(this.#now, tookMs);
  }
}
