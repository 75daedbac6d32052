import { describe, expect, it } from 'vitest';
import { compare, isPerfect, type Trace } from './comparison.ts';

const m = (key: string, content = 1): Trace => ({ key, content });
const SOURCE = [
  [m('a'), m('b'), m('c')],
  [m('x'), m('y')],
];

describe('what is compared after a run', () => {
  it('finds nothing in a copy whose queues stand in another order', () => {
    const result = compare(SOURCE, [
      [m('x'), m('y')],
      [m('a'), m('b'), m('c')],
    ]);
    expect(result).toMatchObject({ expected: 5, found: 5 });
    expect(isPerfect(result)).toBe(true);
  });

  it('accepts several source queues in one target queue', () => {
    expect(isPerfect(compare(SOURCE, [[m('a'), m('x'), m('b'), m('y'), m('c')]]))).toBe(true);
  });

  it.each([
    {
      what: 'missing',
      target: [
        [m('a'), m('c')],
        [m('x'), m('y')],
      ],
    },
    {
      what: 'duplicates',
      target: [
        [m('a'), m('b'), m('b'), m('c')],
        [m('x'), m('y')],
      ],
    },
    {
      what: 'duplicates',
      target: [
        [m('a'), m('b'), m('c')],
        [m('x'), m('y'), m('a')],
      ],
    },
    {
      what: 'outOfOrder',
      target: [
        [m('b'), m('a'), m('c')],
        [m('x'), m('y')],
      ],
    },
    {
      what: 'outOfOrder',
      target: [
        [m('a'), m('b')],
        [m('x'), m('y'), m('c')],
      ],
    },
    {
      what: 'changed',
      target: [
        [m('a'), m('b', 2), m('c')],
        [m('x'), m('y')],
      ],
    },
    {
      what: 'foreign',
      target: [
        [m('a'), m('b'), m('c')],
        [m('x'), m('y'), m('z')],
      ],
    },
  ])('counts what is wrong: $what', ({ what, target }) => {
    const result = compare(SOURCE, target);
    expect(result).toMatchObject({ [what]: 1 });
    expect(isPerfect(result)).toBe(false);
  });
});
