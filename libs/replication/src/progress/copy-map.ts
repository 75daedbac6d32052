import { compareKeys, type CopyKey } from './copy-key.js';

/** A copy of the stream that was seen; `[from, offset)` holds no other. */
export interface SeenCopy extends CopyKey {
  offset: number;
  from: number;
}

/** A stretch that was read and holds no copy of the stream. */
export interface Stretch {
  from: number;
  to: number;
}

/** Copies remembered of a stream; then every second one is forgotten. */
const REMEMBERED = 256;
const STRETCHES = 8;

/**
 * What has been seen of one stream's copies in its target queue. Everything in it was read there, so that a second question
 * about the same place costs nothing.
 */
export class CopyMap {
  #copies: SeenCopy[] = [];
  #empty: Stretch[] = [];

  /** The target is not what it was: all is forgotten. */
  clear(): void {
    this.#copies = [];
    this.#empty = [];
  }

  /** The stretch without a copy that holds an offset: a long read goes on at its end. */
  emptyAt(offset: number): Stretch | undefined {
    return this.#empty.find(({ from, to }) => from <= offset && offset < to);
  }

  /** A stretch was read and holds no copy. */
  markEmpty(stretch: Stretch): void {
    if (stretch.from >= stretch.to) return;
    const touches = ({ from, to }: Stretch): boolean => from <= stretch.to && stretch.from <= to;
    const joined = this.#empty
      .filter(touches)
      .reduce((all, { from, to }) => ({ from: Math.min(all.from, from), to: Math.max(all.to, to) }), stretch);
    this.#empty = [...this.#empty.filter((known) => !touches(known)), joined].slice(-STRETCHES);
  }

  /** The last copy seen whose key is below `key`. */
  below(key: CopyKey): SeenCopy | undefined {
    return this.#copies[this.#indexOf((copy) => compareKeys(copy, key) >= 0) - 1];
  }

  /** The first copy seen whose key is `key` or above. */
  from(key: CopyKey): SeenCopy | undefined {
    return this.#copies[this.#indexOf((copy) => compareKeys(copy, key) >= 0)];
  }

  /** The last copy seen below a target offset. */
  before(offset: number): SeenCopy | undefined {
    return this.#copies[this.#indexOf((copy) => copy.offset >= offset) - 1];
  }

  /** The first copy seen at or behind a target offset. */
  at(offset: number): SeenCopy | undefined {
    return this.#copies[this.#indexOf((copy) => copy.offset >= offset)];
  }

  /** Takes in a copy that was read. One that contradicts what was seen before makes all of that worthless. */
  see(copy: SeenCopy): void {
    const index = this.#indexOf((known) => known.offset >= copy.offset);
    const [before, after] = [this.#copies[index - 1], this.#copies[index]];
    if (after?.offset === copy.offset && compareKeys(after, copy) === 0) {
      after.from = Math.min(after.from, copy.from);
      return;
    }
    const isInOrder =
      (before === undefined || compareKeys(before, copy) < 0) &&
      (after === undefined || (after.offset !== copy.offset && compareKeys(copy, after) < 0));
    if (!isInOrder) {
      this.clear();
      this.#copies.push({ ...copy });
      return;
    }
    this.#copies.splice(index, 0, { ...copy });
    this.#empty = this.#empty.filter(({ from, to }) => copy.offset < from || to <= copy.offset);
    if (this.#copies.length > REMEMBERED) this.#copies = this.#copies.filter((_, place) => place % 2 === 0);
  }

  #indexOf(isReached: (copy: SeenCopy) => boolean): number {
    let [low, high] = [0, this.#copies.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      const copy = this.#copies[middle];
      if (copy !== undefined && isReached(copy)) high = middle;
      else low = middle + 1;
    }
    return low;
  }
}
