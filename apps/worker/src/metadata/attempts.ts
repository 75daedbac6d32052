import type { ItemNames } from './item-look.js';
import { keyOf } from './item-ledger.js';

/** Waits between two tries of a write that a broker refuses, ms. */
const FIRST_WAIT_MS = 10_000;
const LONGEST_WAIT_MS = 300_000;

interface Attempt {
  /** What was to be written. */
  intended: string;
  said: string;
  refused: boolean;
  waitMs: number;
  nextAt: number;
}

/** Writes that failed: when each is tried again, and what was said. */
export class Attempts {
  readonly #failed = new Map<string, Attempt>();

  constructor(private readonly monotonic: () => number) {}

  /** The last failure of writing this; undefined when there was none, or something else is to be written by now. */
  failure(
    names: ItemNames,
    intended: string,
  ): { said: string; refused: boolean; isDue: boolean } | undefined {
    const attempt = this.#failed.get(keyOf(names));
    if (attempt?.intended !== intended) return undefined;
    return { said: attempt.said, refused: attempt.refused, isDue: this.monotonic() >= attempt.nextAt };
  }

  /** It failed; what is only out of reach is tried again at the next look. */
  failed(names: ItemNames, intended: string, { said, refused }: { said: string; refused: boolean }): void {
    const before = this.#failed.get(keyOf(names));
    const waitMs =
      before?.intended === intended ? Math.min(before.waitMs * 2, LONGEST_WAIT_MS) : FIRST_WAIT_MS;
    const nextAt = refused ? this.monotonic() + waitMs : 0;
    this.#failed.set(keyOf(names), { intended, said, refused, waitMs, nextAt });
  }

  done(names: ItemNames): void {
    this.#failed.delete(keyOf(names));
  }

  /** Some write is to be tried again now. */
  get isDue(): boolean {
    const now = this.monotonic();
    return [...this.#failed.values()].some(({ nextAt }) => now >= nextAt);
  }
}
