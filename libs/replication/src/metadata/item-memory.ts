import type { SyncSide } from '@slipstream/shared';

/** A value of one side that is not the one of the last time in step, and when it was first seen. */
export interface SeenChange {
  fingerprint: string;
  /** Brokers' time, ms since the epoch; null when they do not say. */
  at: number | null;
}

/** Something of each side. */
export type BothSides<T> = Readonly<Record<SyncSide, T>>;

/** What the sync remembers of an item from one look to the next. Stored; fingerprints only, never a secret. */
export interface ItemMemory {
  /** Fingerprints of both sides when they were last in step; null for a side that had none. Null: they never were. */
  base: BothSides<string | null> | null;
  /** `base` is what a person accepted, although it differs. */
  adopted: boolean;
  /** `base` is what a broker made of the last write, although it differs: its words. */
  refused: string | null;
  /** A write there was begun, and is not known to be done: what that side has now is our doing. */
  writing: SyncSide | null;
  /** What differs from `base` on each side, and since when. */
  changed: BothSides<SeenChange | null>;
  /** On which brokers it was seen last. */
  brokers: BothSides<readonly string[]>;
}

/** Of an item that was never seen. */
export const NO_MEMORY: ItemMemory = {
  base: null,
  adopted: false,
  refused: null,
  writing: null,
  changed: { SOURCE: null, TARGET: null },
  brokers: { SOURCE: [], TARGET: [] },
};

/** Reads a stored memory; what was never stored is as if never seen. */
export function readMemory(stored: unknown): ItemMemory {
  return typeof stored === 'object' && stored !== null ? { ...NO_MEMORY, ...stored } : NO_MEMORY;
}
