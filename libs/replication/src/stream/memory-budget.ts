/** Bytes of messages read ahead by all streams of a worker together; keeps memory bounded however many streams there are. */
export class MemoryBudget {
  #used = 0;
  #waiting: (() => void)[] = [];

  /** @param limitBytes above it only streams that hold nothing may read */
  constructor(private readonly limitBytes: number) {}

  /** Bytes held now. */
  get usedBytes(): number {
    return this.#used;
  }

  get isExhausted(): boolean {
    return this.#used >= this.limitBytes;
  }

  take(bytes: number): void {
    this.#used += bytes;
  }

  give(bytes: number): void {
    this.#used -= bytes;
    if (this.isExhausted || this.#waiting.length === 0) return;
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const wake of waiting) wake();
  }

  /** Calls back once when there may be room again. */
  whenRoom(wake: () => void): void {
    this.#waiting.push(wake);
  }
}
