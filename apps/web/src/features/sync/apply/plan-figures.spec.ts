import type { ProgressAppliedQueue, ProgressPlanQueue, ProgressWhy } from '@slipstream/shared';
import { describe, expect, it } from 'vitest';
import { appliedFigures, planFigures, planRows } from './plan-figures.js';

const queue = (
  toQueue: number,
  writes: string | null,
  why: ProgressWhy | null = null,
): ProgressPlanQueue => ({
  fromBroker: 'a',
  fromQueue: 0,
  toBroker: 'x',
  toQueue,
  fromOffset: '500',
  fromMax: '510',
  toOffset: '1400',
  toMax: '1512',
  translated: '1500',
  writes,
  why,
  said: null,
});
const group = (consumerGroup: string, queues: ProgressPlanQueue[]) => ({
  consumerGroup,
  fromTopic: 'orders',
  toTopic: 'orders',
  inRetry: '0',
  queues,
});

describe('a plan of progress in figures (P-02)', () => {
  it('counts what moves, what is held by what, and groups that live there', () => {
    const figures = planFigures([
      group('billing', [queue(0, '1500'), queue(1, null, 'ALREADY_AHEAD')]),
      group('stock', [queue(0, null, 'LIVE_MEMBERS'), queue(1, null, 'LIVE_MEMBERS')]),
      group('still', [queue(0, null)]),
    ]);
    expect(figures).toEqual({
      moved: 1,
      movedGroups: 1,
      held: new Map([
        ['ALREADY_AHEAD', 1],
        ['LIVE_MEMBERS', 2],
      ]),
      liveGroups: 1,
    });
  });

  it('counts a queue once that two queues go into', () => {
    expect(planFigures([group('billing', [queue(0, '5'), { ...queue(0, '5'), fromQueue: 1 }])]).moved).toBe(
      1,
    );
  });

  it('lists what is written first', () => {
    const rows = planRows([group('a', [queue(0, null), queue(1, '9')]), group('b', [queue(0, '7')])]);
    expect(rows.map(({ consumerGroup, toQueue }) => `${consumerGroup}${toQueue}`)).toEqual([
      'a1',
      'b0',
      'a0',
    ]);
    expect(new Set(rows.map(({ key }) => key)).size).toBe(3);
  });

  it('counts what was applied and what was refused', () => {
    const done = (toQueue: number, outcome: ProgressAppliedQueue['outcome']): ProgressAppliedQueue => ({
      ...queue(toQueue, '9'),
      before: '5',
      outcome,
    });
    const queues = [done(0, 'APPLIED'), done(1, 'REFUSED'), done(2, 'UNCHANGED'), done(3, 'APPLIED')];
    expect(appliedFigures([{ ...group('a', []), queues }])).toEqual({ applied: 2, refused: 1 });
  });
});
