import { describe, expect, it } from 'vitest';
import { ProblemError } from '../../../../api/problem-error.js';
import { aTask } from '../../testing.js';
import type { TaskRow } from '../task-rows.js';
import { outcomeOf, planBulk } from './bulk-plan.js';

const row = (id: string, rate: number | null): TaskRow => ({
  id,
  task: aTask('RUNNING', { id }),
  source: '',
  target: '',
  rate,
});

describe('W-01: an act on many tasks', () => {
  it('parts those that take it from those that do not, and adds up what the first ones send', () => {
    const rows = [row('a', 100), row('b', null), row('c', 20), row('d', 7)];
    const plan = planBulk('STOP', rows, ({ id }) => (id === 'd' ? 'The task is being deleted.' : null));
    expect(plan.allowed.map(({ id }) => id)).toEqual(['a', 'b', 'c']);
    expect(plan.refused.map(({ row: { id }, why }) => [id, why])).toEqual([
      ['d', 'The task is being deleted.'],
    ]);
    expect(plan.rate).toBe(120);
    expect(planBulk('STOP', [row('b', null)], () => null).rate).toBeNull();
  });

  it.each([
    [409, 'REFUSED'],
    [403, 'REFUSED'],
    [500, 'FAILED'],
    [503, 'FAILED'],
    [0, 'FAILED'],
  ])('an answer of %d counts as %s', (status, kind) =>
    expect(outcomeOf(new ProblemError('INTERNAL', status, '')).kind).toBe(kind),
  );
});
