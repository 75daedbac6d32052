/**
 * Tokens that flow in at a steady rate and are taken out in advance of their use. A taking may leave less than none: what
 * is larger than the bucket goes through in one piece and is waited for afterwards. Pure: time is given, in ms of a
 * monotonic clock.
 */
export class TokenBucket {
  #tokens: number;
  #filledAt: number;

  /**
   * @param perSecond tokens that flow in
   * @param burst tokens that gather while nothing is taken, at most
   */
  constructor(
    readonly perSecond: number,
    readonly burst: number,
    now: number,
  ) {
    this.#tokens = 0;
    this.#filledAt = now;
  }

  /** Ms until `tokens` are there; 0 when they are. More than the burst never gather: for the burst then. */
  waitFor(tokens: number, now: number): number {
    this.#fill(now);
    const missing = Math.min(tokens, this.burst) - this.#tokens;
    return missing <= 0 ? 0 : (missing * 1_000) / this.perSecond;
  }

  /** Tokens that are there now; negative while some are owed. */
  available(now: number): number {
    this.#fill(now);
    return this.#tokens;
  }

  /** Takes tokens out, or puts back what was not used when negative. */
  take(tokens: number, now: number): void {
    this.#fill(now);
    this.#tokens = Math.min(this.burst, this.#tokens - tokens);
  }

  /** The same bucket at another rate: what is owed stays owed in time, and nothing is given for the change. */
  withRate(perSecond: number, burst: number, now: number): TokenBucket {
    this.#fill(now);
    const changed = new TokenBucket(perSecond, burst, now);
    const scaled = this.#tokens < 0 ? (this.#tokens * perSecond) / this.perSecond : this.#tokens;
    changed.#tokens = Math.min(burst, scaled);
    return changed;
  }

  #fill(now: number): void {
    const elapsed = Math.max(0, now - this.#filledAt);
    this.#tokens = Math.min(this.burst, this.#tokens + (elapsed * this.perSecond) / 1_000);
    this.#filledAt = now;
  }
}
