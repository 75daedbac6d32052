import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { changesBetween } from './field-changes.js';

const route = (sourceTopic: string, expression?: string): object => ({
  sourceTopic,
  targetTopic: `${sourceTopic}-copy`,
  filter: expression === undefined ? { type: 'NONE' } : { type: 'TAG', expression },
});

describe('what an edit has changed (O-04)', () => {
  it.each<[string, object, object, object[]]>([
    ['nothing', { name: 'a', topics: {} }, { name: 'a', topics: {} }, []],
    ['a value', { name: 'a' }, { name: 'b' }, [{ field: 'name', from: 'a', to: 'b' }]],
    [
      'a value inside',
      { throttle: { messagesPerSecond: 500 } },
      { throttle: { messagesPerSecond: 2000, bytesPerSecond: 4096 } },
      [
        { field: 'throttle.messagesPerSecond', from: 500, to: 2000 },
        { field: 'throttle.bytesPerSecond', from: null, to: 4096 },
      ],
    ],
    [
      'a value that is gone',
      { throttle: { messagesPerSecond: 500 } },
      { throttle: {} },
      [{ field: 'throttle.messagesPerSecond', from: 500, to: null }],
    ],
    [
      'patterns, whatever their order',
      { topics: { include: ['a', 'b'] } },
      { topics: { include: ['c', 'a'] } },
      [{ field: 'topics.include', added: ['c'], removed: ['b'] }],
    ],
    [
      'the first pattern',
      { topics: {} },
      { topics: { include: ['a'] } },
      [{ field: 'topics.include', added: ['a'], removed: [] }],
    ],
    [
      'routes, with their filters',
      { routes: [route('a'), route('b')] },
      { routes: [route('a', 'paid'), route('b')] },
      [{ field: 'routes', added: ['a → a-copy (TAG paid)'], removed: ['a → a-copy'] }],
    ],
  ])('%s', (_what, before, after, expected) => {
    expect(changesBetween(before, after)).toEqual(expected);
  });

  it('is nothing between a spec and itself, and the other way round between two swapped', () => {
    const spec = fc.record({
      name: fc.string(),
      throttle: fc.record({ messagesPerSecond: fc.nat() }, { requiredKeys: [] }),
      topics: fc.record({ include: fc.array(fc.string()) }, { requiredKeys: [] }),
    });
    fc.assert(
      fc.property(spec, spec, (a, b) => {
        expect(changesBetween(a, a)).toEqual([]);
        expect(changesBetween(b, a)).toHaveLength(changesBetween(a, b).length);
      }),
    );
  });
});
