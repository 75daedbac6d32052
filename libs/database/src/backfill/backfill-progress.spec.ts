import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { backfillProgress, type StreamBackfill } from './backfill-progress.js';

const NOW = 1_763_700_000_000;
const stream = (over: Partial<StreamBackfill> = {}): StreamBackfill => ({
  direction: 'forward',
  topic: 'orders',
  from: 100,
  to: 1_100,
  sourceMax: 1_100,
  position: 350,
  positionAgeMs: 1_000,
  backfilledAt: null,
  recent: { offset: 150, ageMs: 10_000 },
  ...over,
});
const figures = (streams: StreamBackfill[], running = true) => backfillProgress(streams, running, NOW);

describe('progress of a backfill (W-07)', () => {
  it('is percent, what is left, the rate, and the time that the rest takes', () =>
    expect(figures([stream()])).toMatchObject({
      state: 'COPYING',
      queues: 1,
      queuesKnown: 1,
      total: '1000',
      left: '750',
      percent: 25,
      messagesPerSecond: 20,
      etaMs: 37_500,
      doneAt: null,
    }));

  it.each<[string, StreamBackfill[], object]>([
    [
      'nothing, for a task that began at the latest message',
      [],
      { state: 'NONE', percent: null, left: null },
    ],
    [
      'unknown while a queue has not told what it held',
      [stream(), stream({ to: null, sourceMax: null })],
      { state: 'UNKNOWN', queues: 2, queuesKnown: 1, total: null, left: null, percent: null, etaMs: null },
    ],
    ['0 % before the first message', [stream({ position: 100 })], { percent: 0, left: '1000' }],
    [
      'rounded down, and below 100 for one message of a million',
      [stream({ from: 0, to: 1_000_000, sourceMax: 1_000_000, position: 999_999 })],
      { state: 'COPYING', percent: 99.9, left: '1' },
    ],
    [
      'below 100 while one of many queues is behind',
      [stream({ backfilledAt: NOW - 5_000 }), stream({ from: 0, to: 1, position: 0 })],
      { state: 'COPYING', total: '1001', left: '1', percent: 99.9 },
    ],
    [
      'done since the last queue had passed what it held, whatever came after',
      [
        stream({ backfilledAt: NOW - 60_000, sourceMax: 9_000, position: 4_000 }),
        stream({ position: 1_100, positionAgeMs: 2_000 }),
      ],
      {
        state: 'DONE',
        total: '2000',
        left: '0',
        percent: 100,
        messagesPerSecond: null,
        etaMs: null,
        doneAt: new Date(NOW - 2_000).toISOString(),
      },
    ],
    [
      'done at once when the source was empty',
      [stream({ from: 0, to: 0, sourceMax: 0, position: 0, backfilledAt: NOW })],
      { state: 'DONE', total: '0', left: '0', percent: 100 },
    ],
    [
      'at a rate of 0, with no end in sight, when nothing moves for a minute',
      [stream({ recent: null })],
      { state: 'COPYING', messagesPerSecond: 0, etaMs: null },
    ],
    [
      'at an unknown rate in the first seconds',
      [stream({ recent: { offset: 100, ageMs: 800 } })],
      { messagesPerSecond: null, etaMs: null },
    ],
    [
      'of what the queue holds now, when it was made anew with less',
      [stream({ sourceMax: 40, position: 10 })],
      { state: 'COPYING', total: '30', left: '30', percent: 0 },
    ],
  ])('is %s', (_, streams, expected) => expect(figures(streams)).toMatchObject(expected));

  it('has no rate and no end while the task does not run', () =>
    expect(figures([stream()], false)).toMatchObject({ percent: 25, messagesPerSecond: null, etaMs: null }));

  it('is told of each topic, with the most left first', () =>
    expect(
      figures([
        stream({ topic: 'done', backfilledAt: NOW }),
        stream({ topic: 'much', to: 5_000, sourceMax: 5_000 }),
        stream({ topic: 'little' }),
        stream({ topic: 'little', direction: 'reverse', position: 1_000 }),
      ]).topics.map(({ direction, topic, left }) => [direction, topic, left]),
    ).toEqual([
      ['forward', 'much', '4650'],
      ['forward', 'little', '750'],
      ['reverse', 'little', '100'],
      ['forward', 'done', '0'],
    ]));

  it('never is above 100 %, and 100 % only when nothing is left', () => {
    const offset = fc.integer({ min: 0, max: 2_000 });
    const any = fc.record({
      from: offset,
      to: fc.option(offset),
      sourceMax: fc.option(offset),
      position: offset,
      backfilledAt: fc.option(fc.constant(NOW)),
    });
    fc.assert(
      fc.property(fc.array(any, { minLength: 1 }), (streams) => {
        const { percent, left, state, etaMs } = figures(streams.map((over) => stream(over)));
        expect(percent === null).toBe(state === 'UNKNOWN');
        expect(percent ?? 0).toBeGreaterThanOrEqual(0);
        expect(percent ?? 0).toBeLessThanOrEqual(100);
        expect(percent === 100).toBe(state === 'DONE');
        if (state === 'DONE') expect(left).toBe('0');
        expect(etaMs ?? 0).toBeGreaterThanOrEqual(0);
      }),
    );
  });
});
