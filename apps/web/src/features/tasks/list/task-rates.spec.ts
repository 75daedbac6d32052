import { describe, expect, it } from 'vitest';
import { observe, rateOf, type SentObservation } from './task-rates.js';

describe('send rate from the totals of the list', () => {
  const seen = (pairs: readonly (readonly [number, number])[]): SentObservation[] =>
    pairs.reduce<SentObservation[]>((history, [at, sent]) => observe(history, { at, sent }), []);
  it('is unknown at first', () => expect(rateOf(seen([[0, 100]]))).toBeNull());
  it('is taken over the last 30 s', () =>
    expect(
      rateOf(
        seen([
          [0, 0],
          [10_000, 0],
          [20_000, 1_000],
          [40_000, 3_000],
          [50_000, 4_000],
        ]),
      ),
    ).toBe(100));
  it('starts anew when a total goes back', () =>
    expect(
      rateOf(
        seen([
          [0, 500],
          [10_000, 5],
        ]),
      ),
    ).toBeNull());
  it('ignores the same answer seen twice', () =>
    expect(
      seen([
        [0, 5],
        [0, 5],
      ]),
    ).toHaveLength(1));
});
