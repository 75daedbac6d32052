import type { MetricPoint } from '@slipstream/shared';
import { describe, expect, it } from 'vitest';
import { lastKnown, silences, toChartPoints } from './chart-series.js';
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
    expect(
      toChartPoints({ from: 0, to: 10_000, step: 5_000, points: [point(5_000, { bytes: 500 })] }).at(-1),
    ).toMatchObject({
      inRate: 10,
      outRate: 8,
      bytesRate: 100,
      failed: 3,
    }));

  it('leaves a gap where there was no sample for long, instead of a line down to 0', () => {
    const series = toChartPoints({ from: 1, to: 90_000, step: 5_000, points: [point(5_000), point(80_000)] });
    expect(series.at(0)?.outRate).toBe(8);
    expect(series.at(-1)).toMatchObject({ at: 80_000, outRate: 8 });
    expect(series.slice(1, -1).map(({ outRate }) => outRate)).toEqual(Array.from({ length: 14 }, () => null));
  });
  it('tells the share of a step that was spent waiting, never above all of it (T-08)', () =>
    expect(
      toChartPoints({
        from: 0,
        to: 10_000,
        step: 5_000,
        points: [point(5_000, { throttledMs: 2_500, backoffMs: 9_000, gapMessages: 7 })],
      }).at(-1),
    ).toMatchObject({ throttled: 0.5, backoff: 1, gapMessages: 7 }));

  it('leaves out a step that has not ended', () =>
    expect(
      toChartPoints({ from: 1, to: 14_000, step: 5_000, points: [point(5_000), point(10_000)] }).map(
        ({ at }) => at,
      ),
    ).toEqual([5_000]));

  it('sums both directions, with the greater delay', () => {
    const points = [
      point(5_000, { direction: 'forward', delayMs: 10 }),
      point(5_000, { direction: 'reverse', delayMs: 900 }),
    ];
    const metrics = { from: 1, to: 10_000, step: 5_000, points };
    expect(toChartPoints(metrics)).toMatchObject([{ inRate: 20, delay: 900, lag: 10 }]);
    expect(toChartPoints(metrics, 'forward')).toMatchObject([{ inRate: 10, delay: 10, lag: 5 }]);
  });

  it('keeps an unknown delay or lag unknown', () =>
    expect(
      toChartPoints({
        from: 1,
        to: 10_000,
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

  it('draws on from sample to sample of an idle flow, which come every 30 s', () => {
    const points = [point(5_000), point(35_000), point(70_000)];
    expect(toChartPoints({ from: 1, to: 95_000, step: 5_000, points }).map(({ at }) => at)).toEqual([
      5_000, 35_000, 70_000,
    ]);
  });
  it('finds the last known figure', () => {
    const points = [point(5_000), point(10_000, { delayMs: null })];
    const series = toChartPoints({ from: 1, to: 90_000, step: 5_000, points });
    expect([lastKnown(series, 'delay'), lastKnown(series, 'lag'), lastKnown([], 'lag')]).toEqual([
      10,
      5,
      null,
    ]);
  });
});

describe('time in which a task did not run, on the charts (W-03)', () => {
  const minute = 60_000;
  const metrics = (...at: number[]) => ({
    from: 0,
    to: 20 * minute,
    step: minute,
    points: at.map((minutes) => point(minutes * minute)),
  });
  const spans = (since: number, ...at: number[]) =>
    silences(toChartPoints(metrics(...at)), minute, since * minute).map(({ from, to }) => [
      from / minute,
      to / minute,
    ]);
  const [start, end] = [
    [0, 1, 2, 3, 4],
    [15, 16, 17, 18, 19],
  ];
  it('is what lies between samples, and after the last', () => {
    expect(spans(0, ...start, ...end)).toEqual([[5, 15]]);
    expect(spans(0, ...start)).toEqual([[5, 20]]);
  });
  it('is not a sample that came late', () => expect(spans(0, 0, 1, 4, 5, ...end)).toEqual([[6, 15]]));
  it('is not the time before there was a task', () => expect(spans(10, ...end)).toEqual([[10, 15]]));
});

describe('figures of the cards', () => {
  it('average the last 30 s and tell the last message', () => {
    const points = [point(5_000), point(50_000, { read: 100, sent: 0 }), point(55_000, { sent: 0 })];
    expect(recentFigures({ from: 1, to: 60_000, step: 5_000, points })).toMatchObject({
      inRate: 15,
      outRate: 0,
      lastMessageAt: 10_000,
    });
  });
  it('of an idle flow hold from one sample to the next, 30 s later', () => {
    const idle = point(10_000, { read: 0, sent: 0 });
    const rates = (to: number) => recentFigures({ from: 1, to, step: 5_000, points: [idle] }).inRate;
    expect([rates(45_000), rates(75_000)]).toEqual([0, null]);
    const busy = { from: 1, to: 45_000, step: 5_000, points: [point(10_000)] };
    expect(recentFigures(busy).inRate).toBeNull();
  });
  it('are unknown without samples', () =>
    expect(recentFigures({ from: 1, to: 60_000, step: 5_000, points: [] })).toMatchObject({
      inRate: null,
      outRate: null,
      lastMessageAt: null,
    }));
});

describe('lines of the cards', () => {
  it('keep every peak in few points', () => {
    const points = Array.from({ length: 180 }, (_, index) =>
      point((index + 1) * 5_000, { lagMessages: index === 77 ? 900 : 1 }),
    );
    const { lag } = recentFigures({ from: 1, to: 905_000, step: 5_000, points }).trends;
    expect(lag.length).toBeLessThanOrEqual(30);
    expect(Math.max(...lag.map((value) => value ?? 0))).toBe(900);
  });
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
