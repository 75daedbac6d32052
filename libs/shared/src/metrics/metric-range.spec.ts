import { describe, expect, it } from 'vitest';
import { METRIC_POINTS_MAX, metricRange } from './metric-range.js';
import { resolutionOf } from './metric-resolution.js';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const NOW = Date.UTC(2026, 5, 1, 12, 34, 56);

describe('the step of a chart (O-01)', () => {
  it.each([
    ['15 minutes', 15 * MINUTE, undefined, 5 * SECOND],
    ['30 minutes', 30 * MINUTE, undefined, 10 * SECOND],
    ['an hour', HOUR, undefined, 15 * SECOND],
    ['5 hours', 5 * HOUR, undefined, MINUTE],
    ['6 hours', 6 * HOUR, undefined, 2 * MINUTE],
    ['a day', DAY, undefined, 5 * MINUTE],
    ['7 days', 7 * DAY, undefined, 40 * MINUTE],
    ['30 days', 30 * DAY, undefined, 150 * MINUTE],
    ['a quarter of an hour with a step that was asked for', 15 * MINUTE, 7 * SECOND, 10 * SECOND],
    ['an hour with a longer one', HOUR, 90 * SECOND, 2 * MINUTE],
  ])('of %s is what its rows give', (_, length, step, expected) => {
    const range = metricRange({ from: NOW - length, to: NOW, step }, NOW);
    expect(range.step).toBe(expected);
    expect(length / range.step).toBeLessThanOrEqual(METRIC_POINTS_MAX);
  });

  it.each([
    ['a few hours ago', 5 * HOUR, 5 * SECOND],
    ['two days ago, where minutes are kept', 2 * DAY, MINUTE],
    ['a month ago, where ten minutes are', 30 * DAY, 10 * MINUTE],
    ['a year ago, where nothing is', 365 * DAY, 10 * MINUTE],
  ])('of 15 minutes %s is the finest that there is', (_, ago, expected) =>
    expect(metricRange({ from: NOW - ago, to: NOW - ago + 15 * MINUTE }, NOW).step).toBe(expected),
  );

  it('says which rows it is put together from', () =>
    expect([5, 55, 60, 120, 600, 900, 2_400].map((s) => resolutionOf(s * SECOND).bucketMs / SECOND)).toEqual([
      5, 5, 60, 60, 600, 60, 600,
    ]));
});
