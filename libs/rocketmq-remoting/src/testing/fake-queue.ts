/** One message of a fake queue. */
export interface FakeRecord {
  /** The whole stored record. */
  bytes: Buffer;
  properties: Buffer;
  storeTimestamp: number;
  /** Monotonic time from which readers see it. */
  visibleAt: number;
}

/** One queue in memory: records from `minOffset` on. */
export class FakeQueue {
  #minOffset = 0;
  #records: FakeRecord[] = [];
  #waiters = new Set<() => void>();

  get minOffset(): number {
    return this.#minOffset;
  }

  /** The offset that the next message gets, whether or not the last one is visible yet. */
  get nextOffset(): number {
    return this.#minOffset + this.#records.length;
  }

  /** What readers see as the end. */
  get maxOffset(): number {
    const now = performance.now();
    let max = this.nextOffset;
    while (max > this.#minOffset && (this.at(max - 1)?.visibleAt ?? 0) > now) max -= 1;
    return max;
  }

  at(offset: number): FakeRecord | undefined {
    return this.#records[offset - this.#minOffset];
  }

  append(record: FakeRecord): void {
    this.#records.push(record);
    const waitMs = record.visibleAt - performance.now();
    if (waitMs > 0) setTimeout(() => this.#wake(), waitMs + 1);
    else this.#wake();
  }

  /** Drops what is before `offset`, as retention does. */
  dropBefore(offset: number): void {
    const count = Math.min(Math.max(0, offset - this.#minOffset), this.#records.length);
    this.#records = this.#records.slice(count);
    this.#minOffset += count;
  }

  /** Drops what is from `offset` on, as a broker that lost its last writes does: the offsets are given out again. */
  dropFrom(offset: number): void {
    this.#records = this.#records.slice(0, Math.max(0, offset - this.#minOffset));
  }

  /** Resolves at the next message, or after `ms`. */
  whenAppended(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const done = (): void => {
        clearTimeout(timer);
        this.#waiters.delete(done);
        resolve();
      };
      const timer = setTimeout(done, ms).unref();
      this.#waiters.add(done);
    });
  }

  #wake(): void {
    for (const waiter of [...this.#waiters]) waiter();
  }
}
