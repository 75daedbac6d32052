import { describe, expect, it } from 'vitest';
import { nextAtOnce, nextRollUp } from './roll-up-plan.js';

const MINUTE = 60_000;
const next = (closed: number, minutes: number, coarse: number) => {
  const progress = {
    now: closed * MINUTE,
    closedUntil: closed * MINUTE,
    minutesUntil: minutes * MINUTE,
    coarseUntil: coarse * MINUTE,
  };
  const step = nextRollUp(progress, 25 * MINUTE);
  return [step.minutes, step.coarse].map(({ from, to }) => [from / MINUTE, to / MINUTE]);
};

describe('the next roll-up', () => {
  it.each([
    ['is the minute that has closed', 1_001, 1_000, 1_000, [1_000, 1_001], [1_000, 1_000]],
    ['is ten minutes with the last of them', 1_010, 1_009, 1_000, [1_009, 1_010], [1_000, 1_010]],
    ['is a part of what a pause has left', 5_000, 1_000, 1_000, [1_000, 1_025], [1_000, 1_020]],
    ['is a part of the coarse ones that are behind', 5_000, 4_999, 1_000, [4_999, 5_000], [1_000, 1_020]],
    ['is nothing while nothing has closed', 1_003, 1_003, 1_000, [1_003, 1_003], [1_000, 1_000]],
    ['goes back with the clock', 957, 1_003, 1_000, [957, 957], [950, 950]],
  ] as const)('%s', (_, closed, minutes, coarse, expectedMinutes, expectedCoarse) =>
    expect(next(closed, minutes, coarse)).toEqual([expectedMinutes, expectedCoarse]),
  );
});

describe('the length of a step', () => {
  it.each([
    ['begins with ten minutes', undefined, undefined, 10],
    ['grows while steps are quick', 10, 50, 20],
    ['stays while they are not', 20, 200, 20],
    ['shrinks when they are slow', 40, 900, 20],
    ['is never less than what it begins with', 10, 9_000, 10],
    ['is never more than a day', 1_440, 1, 1_440],
  ])('%s', (_, atOnce, tookMs, expected) =>
    expect(nextAtOnce(atOnce === undefined ? undefined : atOnce * MINUTE, tookMs) / MINUTE).toBe(expected),
  );
});
