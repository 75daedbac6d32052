import type { Route, StreamView } from '@slipstream/shared';
import { describe, expect, it } from 'vitest';
import { filtersOf, tagFor, testTopics } from './test-topics.js';

const stream = (sourceTopic: string, targetTopic: string, direction: 'forward' | 'reverse' = 'forward') =>
  ({ sourceTopic, targetTopic, direction }) as StreamView;
const route = (sourceTopic: string, targetTopic: string, filter: Route['filter']): Route => ({
  sourceTopic,
  targetTopic,
  filter,
});

describe('what a test message can go through (V-03)', () => {
  it('is each topic once, by name, with all of its targets', () =>
    expect(
      testTopics(
        [stream('b', 'b'), stream('a', 'y'), stream('a', 'x'), stream('a', 'x'), stream('c', 'c', 'reverse')],
        'forward',
      ),
    ).toEqual([
      { topic: 'a', targets: ['x', 'y'] },
      { topic: 'b', targets: ['b'] },
    ]));

  it.each([
    ['no route', [], 'slipstream-test'],
    ['no filter', [route('a', 'a', { type: 'NONE' })], 'slipstream-test'],
    ['a tag filter', [route('a', 'a', { type: 'TAG', expression: 'paid || sent' })], 'paid'],
    ['every tag', [route('a', 'a', { type: 'TAG', expression: '*' })], 'slipstream-test'],
    ['SQL-92', [route('a', 'a', { type: 'SQL92', expression: 'a > 1' })], 'slipstream-test'],
  ])('begins with a tag that arrives: %s', (_what, routes, tag) => {
    expect(tagFor(routes, 'forward', 'a')).toBe(tag);
  });

  it('reads the routes of the other direction from their target', () => {
    const routes = [route('a', 'b', { type: 'TAG', expression: 'x' })];
    expect(filtersOf(routes, 'reverse', 'b')).toEqual(['x']);
    expect(filtersOf(routes, 'forward', 'b')).toEqual([]);
  });
});
