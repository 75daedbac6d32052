import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sparklineFacts, sparklinePath } from './sparkline-path.js';

const BOX = { width: 30, height: 10 };

describe('W-01: the small line of a row', () => {
  it.each([
    ['from the bottom to the top', [0, 5, 10, 20], 'M0 10L10 7.5L20 5L30 0'],
    ['with a gap where nothing is known', [10, 10, null, 20], 'M0 5L10 5M30 0h-2'],
    ['as a dash where a value stands alone', [null, 20, null, null], 'M10 0h2'],
    ['as nothing when nothing is known', [null, null], ''],
    ['of one point', [20], 'M0 0h2'],
  ])('is drawn %s', (_, values, path) => expect(sparklinePath(values, 20, BOX)).toBe(path));

  it('never leaves its box, and has as many points as values are known', () => {
    const values = fc.array(fc.option(fc.double({ min: 0, max: 1e9, noNaN: true })), { maxLength: 60 });
    fc.assert(
      fc.property(values, fc.double({ min: 1, max: 1e9, noNaN: true }), (series, top) => {
        const path = sparklinePath(series, top, BOX);
        const points = [...path.matchAll(/[ML](\S+) ([\d.e-]+)/g)];
        expect(points).toHaveLength(series.filter((value) => value !== null).length);
        for (const [, x, y] of points) {
          expect(Number(x)).toBeGreaterThanOrEqual(0);
          expect(Number(x)).toBeLessThanOrEqual(BOX.width);
          expect(Number(y)).toBeGreaterThanOrEqual(0);
          expect(Number(y)).toBeLessThanOrEqual(BOX.height);
        }
      }),
    );
  });

  it('says its highest and its last figure, and not 0 for what is unknown', () => {
    expect(sparklineFacts([3, null, 9, 4])).toEqual({ highest: 9, last: 4 });
    expect(sparklineFacts([3, null])).toEqual({ highest: 3, last: null });
    expect(sparklineFacts([])).toEqual({ highest: null, last: null });
  });
});
