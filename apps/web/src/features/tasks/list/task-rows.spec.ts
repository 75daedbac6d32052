import { describe, expect, it } from 'vitest';
import { aTask } from '../testing.js';
import { lacksRate, RowCache, withLastRates, type RowSources, type TaskRow } from './task-rows.js';
import { sortRows } from './task-sort.js';

const sources: RowSources = {
  clusterName: (id) => `cluster ${id}`,
  rates: new Map([['a', 7]]),
  lastRates: new Map([['a', 4]]),
};

describe('W-01: rows of the list', () => {
  const a = aTask('RUNNING', { id: 'a', name: 'a' });
  const b = aTask('RUNNING', { id: 'b', name: 'b' });

  it('stay the same objects while nothing of them changes, so that they are not drawn again', () => {
    const cache = new RowCache();
    const before = cache.rowsOf([a, b], sources);
    const changed = { ...b };
    const after = cache.rowsOf([a, changed], { ...sources, rates: new Map([['a', 7]]) });
    expect(after[0]).toBe(before[0]);
    expect(after[1]).not.toBe(before[1]);
    expect(cache.rowsOf([a], { ...sources, rates: new Map([['a', 8]]) })[0]).toMatchObject({ rate: 8 });
  });

  it('have the rate of the last minute until two looks give one, and none when the task does not run', () => {
    const none = { ...sources, rates: new Map<string, number | null>([['a', null]]) };
    expect(new RowCache().rowsOf([a], none)[0]?.rate).toBe(4);
    expect(new RowCache().rowsOf([b], none)[0]?.rate).toBeNull();
    expect(new RowCache().rowsOf([aTask('STOPPED', { id: 'a' })], sources)[0]?.rate).toBeNull();
  });

  it('take the last minute also later, for a file of rows that were never in sight', () => {
    const early = { ...sources, rates: new Map(), lastRates: new Map() };
    const rows = new RowCache().rowsOf([a, b, aTask('STOPPED', { id: 'c' })], early);
    expect(rows.map(lacksRate)).toEqual([true, true, false]);
    const lastRates = new Map([
      ['a', 4],
      ['c', 9],
    ]);
    expect(withLastRates(rows, lastRates).map(({ rate }) => rate)).toEqual([4, null, null]);
  });
});

describe('W-01: order of the list', () => {
  const row = (
    name: string,
    delayMs: number | null,
    lag: string | null,
    failed: string,
    rate: number | null,
  ): TaskRow => {
    const task = aTask('RUNNING', { id: name, name });
    const status = { ...task.status, delayMs, lagMessages: lag, totals: { ...task.status.totals, failed } };
    return { id: name, task: { ...task, status }, source: '', target: '', rate };
  };
  const rows = [
    row('task-10', 500, '9', '0', null),
    row('task-9', null, '10', '2', 3),
    row('任务', 20, null, '12345678901234567890', 0),
  ];
  const names = (sort: Parameters<typeof sortRows>[1], order: 'asc' | 'desc'): string =>
    sortRows(rows, sort, order, 'zh')
      .map(({ id }) => id)
      .join(' ');

  it.each([
    ['delay', 'desc', 'task-10 任务 task-9'],
    ['delay', 'asc', '任务 task-10 task-9'],
    ['lag', 'desc', 'task-9 task-10 任务'],
    ['lag', 'asc', 'task-10 task-9 任务'],
    ['failures', 'desc', '任务 task-9 task-10'],
    ['rate', 'asc', '任务 task-9 task-10'],
    ['rate', 'desc', 'task-9 任务 task-10'],
    ['created', 'desc', 'task-10 task-9 任务'],
    ['created', 'asc', '任务 task-9 task-10'],
  ] as const)('by %s, %s: what is unknown comes last', (sort, order, expected) =>
    expect(names(sort, order)).toBe(expected),
  );

  it('by name counts numbers as numbers', () => expect(names('name', 'asc')).toMatch(/task-9 task-10/));
});
