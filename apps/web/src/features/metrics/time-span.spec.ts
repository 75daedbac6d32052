import { describe, expect, it } from 'vitest';
import { fixedEnd, lengthOf, momentsOf, parseMoment, spanOf } from './time-span.js';

const NOW = 1_763_700_000_000;
const HOUR = 3_600_000;

describe('time span of the charts (W-03)', () => {
  it.each([
    ['now', NOW],
    ['now-1h', NOW - HOUR],
    ['now-90s', NOW - 90_000],
    ['now-2w', NOW - 14 * 24 * HOUR],
    [String(NOW - 5), NOW - 5],
    ['now+1h', null],
    ['now-1', null],
    ['now-1y', null],
    ['yesterday', null],
    ['12', null],
    ['', null],
  ])('reads the moment %j in the words of Grafana', (text, expected) =>
    expect(parseMoment(text, NOW)).toBe(expected),
  );

  it.each([
    ['a range that ends now', null, null, 'PRESET'],
    ['from and to', 'now-3h', 'now-1h', 'CUSTOM'],
    ['from until now', 'now-3h', null, 'CUSTOM'],
    ['the range when the moments are no moments', 'then', 'now', 'PRESET'],
    ['the range when the end is before the start', 'now-1h', 'now-2h', 'PRESET'],
    ['the range when hardly a sample fits', 'now-10s', 'now', 'PRESET'],
    ['the range when samples are not kept that long', 'now-52w', 'now', 'PRESET'],
  ])('is %s', (_, from, to, kind) => expect(spanOf('1h', from, to, NOW).kind).toBe(kind));

  it('moves on with the time unless its end stands still', () => {
    const open = spanOf('15m', 'now-3h', null, NOW);
    expect(momentsOf(open, NOW + 1_000)).toEqual({ from: NOW + 1_000 - 3 * HOUR, to: NOW + 1_000 });
    expect([fixedEnd(open), lengthOf(open)]).toEqual([null, 3 * HOUR]);
    const past = spanOf('15m', String(NOW - 3 * HOUR), String(NOW - HOUR), NOW);
    expect(momentsOf(past, NOW + 1_000)).toEqual({ from: NOW - 3 * HOUR, to: NOW - HOUR });
    expect([fixedEnd(past), lengthOf(past)]).toEqual([NOW - HOUR, 2 * HOUR]);
    expect(fixedEnd(spanOf('24h', null, null, NOW))).toBeNull();
  });
});
