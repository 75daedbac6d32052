import type { MetricPoint } from '@slipstream/shared';
import { describe, expect, it } from 'vitest';
import { lastKnown, toChartPoints } from './chart-series.js';
import { recentFigures } from './recent-figures.js';
import { axisTicks, RANGE_MS } from './time-range.js';

const point = (at: number, values: Partial<MetricPoint> = {}): MetricPoint => ({
  at,
  read: 50,
  sent: 40,
  skippedLoop: 1,
  filtered: 2,
  failed: 3,
  bytes: 0,
  gapMessages: 0,
  throttledMs: 0,
  backoffMs: 0,
  delayMs: 10,
  delayMaxMs: 20,
  lagMessages: 5,
  ...values,
});

describe('O-01: series of the charts', () => {
  it('turns counts of a step into messages per second', () =>
    expect(toChartPoints({ from: 0, to: 5_000, step: 5_000, points: [point(5_000)] }).at(-1)).toMatchObject({
      inRate: 10,
      outRate: 8,
      failed: 3,
    }));

  it('leaves a gap where there was no sample, instead of a line down to 0', () => {
    const series = toChartPoints({ from: 1, to: 20_000, step: 5_000, points: [point(5_000), point(20_000)] });
    expect(series.map(({ at, outRate }) => [at, outRate])).toEqual([
      [5_000, 8],
      [10_000, null],
      [15_000, null],
      [20_000, 8],
    ]);
  });

  it('tells the share of a step that was spent waiting, never above all of it (T-08)', () =>
    expect(
      toChartPoints({
        from: 0,
        to: 5_000,
        step: 5_000,
        points: [point(5_000, { throttledMs: 2_500, backoffMs: 9_000, gapMessages: 7 })],
      }).at(-1),
    ).toMatchObject({ throttled: 0.5, backoff: 1, gapMessages: 7 }));

  it('leaves out a step that has not ended', () =>
    expect(
      toChartPoints({ from: 1, to: 8_000, step: 5_000, points: [point(5_000), point(10_000)] }).map(
        ({ at }) => at,
      ),
    ).toEqual([5_000]));

  it('sums both directions, with the greater delay', () => {
    const points = [
      point(5_000, { direction: 'forward', delayMs: 10 }),
      point(5_000, { direction: 'reverse', delayMs: 900 }),
    ];
    const metrics = { from: 1, to: 5_000, step: 5_000, points };
    expect(toChartPoints(metrics)).toMatchObject([{ inRate: 20, delay: 900, lag: 10 }]);
    expect(toChartPoints(metrics, 'forward')).toMatchObject([{ inRate: 10, delay: 10, lag: 5 }]);
  });

  it('keeps an unknown delay or lag unknown', () =>
    expect(
      toChartPoints({
        from: 1,
        to: 5_000,
        step: 5_000,
        points: [point(5_000, { delayMs: null, lagMessages: null })],
      }),
    ).toMatchObject([{ delay: null, lag: null }]));

  it('never has more than 300 points for what the API answers', () => {
    const to = 7 * 86_400_000;
    expect(toChartPoints({ from: 0, to, step: to / 300, points: [point(to)] }).length).toBeLessThanOrEqual(
      301,
    );
  });

  it('finds the last known figures', () => {
    const series = toChartPoints({ from: 1, to: 20_000, step: 5_000, points: [point(5_000)] });
    expect(lastKnown(series)?.at).toBe(5_000);
    expect(lastKnown([])).toBeNull();
  });
});

describe('figures of the cards', () => {
  it('average the last 30 s and tell the last message', () => {
    const points = [point(5_000), point(50_000, { read: 100, sent: 0 }), point(55_000, { sent: 0 })];
    expect(recentFigures({ from: 1, to: 60_000, step: 5_000, points })).toEqual({
      inRate: 15,
      outRate: 0,
      lastMessageAt: 5_000,
    });
  });
  it('are unknown without samples', () =>
    expect(recentFigures({ from: 1, to: 60_000, step: 5_000, points: [] })).toEqual({
      inRate: null,
      outRate: null,
      lastMessageAt: null,
    }));
});

describe('ticks of the time axis', () => {
  it.each(Object.values(RANGE_MS))('are at most 7, inside a range of %d ms', (length) => {
    const to = 1_763_700_000_000;
    const ticks = axisTicks(to - length, to);
    expect(ticks.length).toBeLessThanOrEqual(7);
    expect(ticks.length).toBeGreaterThan(2);
    expect(ticks.every((at) => at >= to - length && at <= to)).toBe(true);
  });
});
