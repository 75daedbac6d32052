import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { GATHER_MS, GatheredNotices, NAMED_MAX } from './gathered-notices.js';

let told: [kind: string, taskId: string | null][];
let notices: GatheredNotices<'task' | 'sample'>;

beforeEach(() => {
  vi.useFakeTimers();
  told = [];
  notices = new GatheredNotices((kind, taskId) => told.push([kind, taskId]));
});
afterEach(() => {
  notices.close();
  vi.useRealTimers();
});

describe('notices', () => {
  it('are told at once when they come alone, each kind by itself', () => {
    notices.add('task', 'a');
    notices.add('sample', 'a');
    expect(told).toEqual([
      ['task', 'a'],
      ['sample', 'a'],
    ]);
    vi.advanceTimersByTime(10 * GATHER_MS);
    expect(told).toHaveLength(2);
  });

  it('that follow closely are told once for each task', () => {
    for (const id of ['a', 'b', 'b', 'a', 'b']) notices.add('sample', id);
    vi.advanceTimersByTime(GATHER_MS);
    expect(told.map(([, id]) => id)).toEqual(['a', 'b', 'a']);
  });

  it('of very many tasks are one notice that names none', () => {
    for (let task = 0; task <= NAMED_MAX + 1; task++) notices.add('sample', `task-${task}`);
    vi.advanceTimersByTime(GATHER_MS);
    expect(told).toEqual([
      ['sample', 'task-0'],
      ['sample', null],
    ]);
  });

  it('of every task say all that those of single ones would', () => {
    for (const id of ['a', null, 'b']) notices.add('task', id);
    vi.advanceTimersByTime(GATHER_MS);
    expect(told.slice(1)).toEqual([['task', null]]);
  });

  it('without end are told again and again', () => {
    for (let time = 0; time < 5 * GATHER_MS; time += GATHER_MS / 10) {
      notices.add('task', 'a');
      vi.advanceTimersByTime(GATHER_MS / 10);
    }
    expect(told.length).toBeGreaterThanOrEqual(5);
    expect(told.length).toBeLessThanOrEqual(7);
  });
});
