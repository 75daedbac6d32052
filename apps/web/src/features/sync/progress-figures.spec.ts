import type { QueueProgressView } from '@slipstream/shared';
import { describe, expect, it } from 'vitest';
import { lagOf, lagOfSide, sidesOf } from './progress-figures.js';

const pair = (values: Partial<QueueProgressView> = {}): QueueProgressView => ({
  fromBroker: 'a',
  fromQueue: 0,
  toBroker: 'x',
  toQueue: 0,
  fromOffset: '500',
  fromMax: '510',
  toOffset: '1500',
  toMax: '1512',
  translated: '1500',
  syncedAt: null,
  why: null,
  said: null,
  ...values,
});

describe('figures of consumer progress (P-04)', () => {
  it('tell source and target of the task, whichever way progress goes', () => {
    expect(sidesOf(pair(), 'TO_TARGET').source.offset).toBe('500');
    expect(sidesOf(pair(), 'TO_SOURCE').source.offset).toBe('1500');
    expect(lagOfSide([pair()], 'TO_TARGET', 'target')).toBe('12');
    expect(lagOfSide([pair()], 'TO_SOURCE', 'target')).toBe('10');
  });

  it('are exact beyond 2^53, and never below zero', () => {
    const position = { broker: 'a', queue: 0, offset: '9007199254740993', max: '9007199254741000' };
    expect(lagOf(position)).toBe('7');
    expect(lagOf({ ...position, max: '5' })).toBe('0');
  });

  it('are not known when an offset or an end is not', () => {
    expect(
      lagOfSide([pair(), pair({ fromQueue: 1, toQueue: 1, toOffset: null })], 'TO_TARGET', 'target'),
    ).toBe(null);
    expect(lagOfSide([pair({ fromMax: null })], 'TO_TARGET', 'source')).toBeNull();
    expect(lagOfSide([], 'TO_TARGET', 'source')).toBeNull();
  });

  it('count a queue once that several queues go into', () => {
    expect(lagOfSide([pair(), pair({ fromQueue: 1 })], 'TO_TARGET', 'target')).toBe('12');
    expect(lagOfSide([pair(), pair({ fromQueue: 1 })], 'TO_TARGET', 'source')).toBe('20');
  });
});
