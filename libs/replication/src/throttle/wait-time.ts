/** Adds up the time in which at least one of many waits is under way. Pure: time is given, in ms of a monotonic clock. */
export class WaitTime {
  #waiting = 0;
  #since = 0;
  #total = 0;

  begin(now: number): void {
    if (this.#waiting === 0) this.#since = now;
    this.#waiting += 1;
  }

  end(now: number): void {
    this.#waiting -= 1;
    if (this.#waiting === 0) this.#total += now - this.#since;
  }

  /** Whole ms waited since the last call; a wait that is under way counts up to now. */
  take(now: number): number {
    if (this.#waiting > 0) {
      this.#total += now - this.#since;
      this.#since = now;
    }
    const whole = Math.floor(this.#total);
    this.#total -= whole;
    return whole;
  }
}
