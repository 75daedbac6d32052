import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { foundOffset, narrow, startSearch, type ProbeResult } from './timestamp-search.js';

/** Runs a search over stored times (index + minOffset = offset) and says which offsets it read. */
function search(p: {
  times: readonly number[];
  at: number;
  guess: number;
  minOffset?: number;
  /** Offsets before this are deleted, though the index still has them. */
  deletedBefore?: number;
}): { found: number; reads: number[] } {
  const minOffset = p.minOffset ?? 0;
  const reads: number[] = [];
  let state = startSearch({ minOffset, maxOffset: minOffset + p.times.length, guess: p.guess });
  for (;;) {
    const found = foundOffset(state);
    if (found !== null) return { found, reads };
    const offset = state.probe;
    reads.push(offset);
    const isDeleted = offset < (p.deletedBefore ?? 0);
    const result: ProbeResult = isDeleted
      ? { kind: 'EARLY', next: Math.min(offset + 800, p.deletedBefore ?? 0) }
      : (p.times[offset - minOffset] ?? 0) < p.at
        ? { kind: 'EARLY', next: offset + 1 }
        : { kind: 'LATE' };
    state = narrow(state, result);
  }
}

describe('timestamp search', () => {
  const times = [10, 20, 20, 20, 30, 40];
  it.each([
    { what: 'exact hit', at: 30, guess: 4, found: 4, reads: [4, 3] },
    { what: '4.x says one of several with equal time', at: 20, guess: 3, found: 1, reads: [3, 2, 0, 1] },
    { what: '4.x says the one before', at: 31, guess: 4, found: 5, reads: [4, 5] },
    { what: '4.x says max - 1 after the last', at: 41, guess: 5, found: 6, reads: [5] },
    { what: '5.x says max after the last', at: 41, guess: 6, found: 6, reads: [5] },
    { what: 'before the first', at: 1, guess: 0, found: 0, reads: [0] },
    { what: 'a guess below the queue', at: 20, guess: -7, found: 1, reads: [0, 1] },
    { what: 'a guess beyond the queue', at: 20, guess: 99, found: 1, reads: [5, 4, 2, 0, 1] },
  ])('$what', ({ at, guess, found, reads }) => {
    expect(search({ times, at, guess })).toEqual({ found, reads });
  });

  it('answers the end of an empty queue without a reading', () => {
    expect(search({ times: [], at: 5, guess: 0, minOffset: 7 })).toEqual({ found: 7, reads: [] });
  });

  it('passes over what is deleted but still in the index', () => {
    const stored = Array.from({ length: 2_000 }, (_, index) => index);
    const { found } = search({ times: stored, at: 3, guess: 3, deletedBefore: 1_700 });
    expect(found).toBe(1_700);
  });

  it('reads few messages however bad the guess', () => {
    const stored = Array.from({ length: 1_000_000 }, (_, index) => index);
    for (const guess of [0, 500_000, 999_999]) {
      const { found, reads } = search({ times: stored, at: 123_456, guess });
      expect(found).toBe(123_456);
      expect(reads.length).toBeLessThan(45);
    }
  });

  it('finds the first message at or after the time, whatever the times, the range and the guess', () => {
    const world = fc.record({
      times: fc.array(fc.nat(30), { maxLength: 60 }).map((list) => list.toSorted((a, b) => a - b)),
      at: fc.integer({ min: -1, max: 32 }),
      guess: fc.integer({ min: -5, max: 200 }),
      minOffset: fc.nat(100),
    });
    fc.assert(
      fc.property(world, (p) => {
        const index = p.times.findIndex((time) => time >= p.at);
        const expected = p.minOffset + (index < 0 ? p.times.length : index);
        expect(search(p).found).toBe(expected);
      }),
    );
  });
});
