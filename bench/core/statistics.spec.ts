import { describe, expect, it } from 'vitest';
import { percentile, spread } from './statistics.ts';

describe('statistics', () => {
  it.each([
    { part: 0, value: 10 },
    { part: 0.5, value: 20 },
    { part: 0.75, value: 30 },
    { part: 0.99, value: 40 },
    { part: 1, value: 40 },
  ])('the $part of four figures is $value', ({ part, value }) => {
    expect(percentile([40, 10, 30, 20], part)).toBe(value);
  });

  it('the median lies between the middle two', () => {
    expect(spread([4, 1, 3, 2])).toEqual({ min: 1, median: 2.5, max: 4 });
    expect(spread([9, 7, 8])).toEqual({ min: 7, median: 8, max: 9 });
  });

  it('of no figures there is none', () => {
    expect(percentile([], 0.5)).toBeNaN();
    expect(spread([])).toEqual({ min: Number.NaN, median: Number.NaN, max: Number.NaN });
  });
});
