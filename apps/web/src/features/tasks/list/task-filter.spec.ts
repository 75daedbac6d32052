import { TASK_STATES } from '@slipstream/shared';
import { describe, expect, it } from 'vitest';
import { aTask } from '../testing.js';
import { countGroups, inGroup, matchesSearch } from './task-filter.js';

describe('W-01: search and filter of the list', () => {
  const names = (id: string): string => (id === 'source' ? '杭州' : 'Frankfurt');
  it.each(['ORD', '杭州', 'frank', ''])('finds by name or cluster: %s', (search) =>
    expect(matchesSearch(aTask(), search, names)).toBe(true),
  );
  it('finds by topic of a route', () => {
    const task = aTask('RUNNING', {
      routes: [{ sourceTopic: 'pay', targetTopic: 'pay-dr', filter: { type: 'NONE' } }],
    });
    expect(matchesSearch(task, 'PAY-DR', names)).toBe(true);
    expect(matchesSearch(task, 'refund', names)).toBe(false);
  });
  it.each([
    ['orders-', true],
    ['ORDERS-eu', true],
    ['/pay', true],
    ['pay-eu', false],
    ['audit', false],
  ])('finds by a pattern of its topics: %s %s', (search, found) => {
    const task = aTask('RUNNING', {
      name: 'x',
      topics: { include: ['orders-*', '/pay.+/', '*'], exclude: ['audit'] },
    });
    expect(matchesSearch(task, search, names)).toBe(found);
  });
  it('counts every state in one group, and the unhealthy ones once more', () => {
    const lagging = aTask();
    lagging.status.health = 'LAGGING';
    expect(countGroups([...TASK_STATES.map((state) => aTask(state)), lagging])).toEqual({
      all: 8,
      running: 2,
      unhealthy: 1,
      changing: 3,
      stopped: 1,
      failed: 2,
    });
    expect(inGroup(lagging, 'unhealthy')).toBe(true);
  });
});
