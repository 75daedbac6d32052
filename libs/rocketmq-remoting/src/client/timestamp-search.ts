/*
 * Finds the first offset whose message was stored at or after a time, by reading single messages around a guess. Stored times
 * never decrease along a queue. Pure: says which offset to read next, and is told what was there.
 */

/** The answer lies in [low, high]: all before `low` is too early (or gone), all from `high` on is late enough (or not there yet). */
export interface TimestampSearch {
  readonly low: number;
  readonly high: number;
  /** Offset to read next, within [low, high). */
  readonly probe: number;
  readonly stride: number;
  /** Where the last reading led: 0 before the first. */
  readonly direction: -1 | 0 | 1;
  /** Both ends have been seen: halve instead of striding. */
  readonly halving: boolean;
}

/** What was found at the probe. */
export type ProbeResult =
  /** Everything up to (not including) `next` was stored before the time, or is deleted. */
  | { kind: 'EARLY'; next: number }
  /** The probe holds a message stored at or after the time, or nothing any more up to the end. */
  | { kind: 'LATE' };

/** Starts at the guess of a broker; a good guess needs two readings (it and the one before it). */
export function startSearch(p: { minOffset: number; maxOffset: number; guess: number }): TimestampSearch {
  const high = Math.max(p.minOffset, p.maxOffset);
  return {
    low: p.minOffset,
    high,
    probe: clamp(p.guess, p.minOffset, high - 1),
    stride: 1,
    direction: 0,
    halving: false,
  };
}

/** The answer, once only one offset is left. */
export function foundOffset(search: TimestampSearch): number | null {
  return search.low >= search.high ? search.high : null;
}

/** Narrows the search by what was read at `search.probe`; strides away from the guess, twice as far each time, then halves. */
export function narrow(search: TimestampSearch, result: ProbeResult): TimestampSearch {
  const direction = result.kind === 'EARLY' ? 1 : -1;
  const low =
    result.kind === 'EARLY' ? Math.min(Math.max(search.probe + 1, result.next), search.high) : search.low;
  const high = result.kind === 'LATE' ? search.probe : search.high;
  const halving = search.halving || (search.direction !== 0 && direction !== search.direction);
  const probe = halving
    ? Math.floor((low + high) / 2)
    : direction > 0
      ? low + search.stride - 1
      : high - search.stride;
  return { low, high, probe: clamp(probe, low, high - 1), stride: search.stride * 2, direction, halving };
}

function clamp(value: number, low: number, high: number): number {
  return Math.max(low, Math.min(high, value));
}
