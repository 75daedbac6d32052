/** Growing pauses with jitter, so that tasks that failed together do not come back together. */
export class Backoff {
  #failures = 0;

  /**
   * @param firstMs pause after the first failure
   * @param maxMs longest pause
   * @param random from 0 up to 1
   */
  constructor(
    private readonly firstMs: number,
    private readonly maxMs: number,
    private readonly random: () => number,
  ) {}

  /** Next pause, ms: doubles each time, the upper half of it at random. */
  next(): number {
    const full = Math.min(this.maxMs, this.firstMs * 2 ** this.#failures);
    this.#failures = Math.min(this.#failures + 1, 30);
    return full / 2 + (full / 2) * this.random();
  }

  reset(): void {
    this.#failures = 0;
  }
}
