import type { StreamView } from '@slipstream/shared';
import { describe, expect, it } from 'vitest';
import { orderStreams, type StreamOrder } from './stream-order.js';
import { observeLag, trendOf, type LagHistory } from './stream-trend.js';

const stream = (sourceTopic: string, sourceQueue: number, over: Partial<StreamView> = {}): StreamView => ({
  id: `${sourceTopic}${sourceQueue}`,
  direction: 'forward',
  sourceTopic,
  sourceBroker: 'broker-a',
  sourceQueue,
  targetTopic: sourceTopic,
  targetBroker: 'broker-x',
  targetQueue: sourceQueue,
  position: '0',
  sourceMax: null,
  lagMessages: null,
  delayMs: null,
  state: 'RUNNING',
  reason: null,
  ...over,
});

describe('order of the streams (W-03)', () => {
  const streams = [
    stream('b', 1, { lagMessages: '9', position: '9007199254740993', delayMs: 5 }),
    stream('b', 0, { lagMessages: '10', position: '9007199254740992', delayMs: null }),
    stream('a', 10, { lagMessages: null, position: '7', delayMs: 900 }),
    stream('a', 2, { lagMessages: '10', position: '7', delayMs: 900 }),
  ];
  it.each<[StreamOrder, string[]]>([
    ['topic', ['a2', 'a10', 'b0', 'b1']],
    ['-topic', ['b0', 'b1', 'a2', 'a10']],
    ['-lag', ['a2', 'b0', 'b1', 'a10']],
    ['lag', ['a10', 'b1', 'a2', 'b0']],
    ['-position', ['b1', 'b0', 'a2', 'a10']],
    ['-delay', ['a2', 'a10', 'b1', 'b0']],
  ])('%s', (order, ids) => expect(orderStreams(streams, order).map(({ id }) => id)).toEqual(ids));
});

describe('trend of the lag of a stream (W-03)', () => {
  const seen = (...lags: (number | null)[]): LagHistory =>
    lags.reduce<LagHistory>((history, lag, index) => observeLag(history, 1_000 + index * 5_000, lag), []);
  it.each([
    ['grows', seen(100, 150, 200), 'GROWING'],
    ['shrinks', seen(500, 300, 100), 'SHRINKING'],
    ['is steady while it moves by less than a batch', seen(4, 9, 2), 'STEADY'],
    ['is steady when it moves by a few percent', seen(10_000, 10_100, 9_900), 'STEADY'],
    ['is steady once it is caught up', seen(500, 100, 0), 'STEADY'],
    ['is unknown in the first seconds', seen(5, 500), null],
    ['is unknown after the lag was unknown', seen(5, 90, null), null],
  ])('%s', (_, history, expected) => expect(trendOf(history)).toBe(expected));
  it('forgets what is a minute old', () => {
    const lags = Array.from({ length: 30 }, (_unused, index) => (index === 0 ? 9_000 : 100));
    expect(trendOf(seen(...lags))).toBe('STEADY');
  });
});
