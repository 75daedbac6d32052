/** Growing pause between attempts, with jitter so that many streams do not come back at once. */
export class Backoff {
  #attempt = 0;

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

  /** Length of the next pause, ms: half of it fixed, half of it random. */
  next(): number {
    const full = Math.min(this.maxMs, this.firstMs * 2 ** this.#attempt);
    this.#attempt += 1;
    return Math.round(full / 2 + (full / 2) * this.random());
  }

  /** Something worked: begin with the shortest pause again. */
  reset(): void {
    this.#attempt = 0;
  }
}
