import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { gathered } from './gathered.js';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

const still = (): AbortSignal => new AbortController().signal;

describe('questions for one thing each', () => {
  const asked: string[][] = [];
  const lengths = gathered(
    async (ids) => {
      asked.push(ids);
      if (ids.includes('bad')) throw new Error('no answer');
      return new Map(ids.filter((id) => id !== 'unknown').map((id) => [id, id.length]));
    },
    { waitMs: 20, most: 3 },
  );
  beforeEach(() => void asked.splice(0));

  it('go together, each thing once, and each gets its own answer', async () => {
    const answers = Promise.all(['a', 'bb', 'bb', 'unknown'].map((id) => lengths(id, still())));
    await vi.advanceTimersByTimeAsync(20);
    expect(await answers).toEqual([1, 2, 2, null]);
    expect(asked.flat().toSorted()).toEqual(['a', 'bb', 'unknown']);
  });

  it('do not wait longer for others than they may', async () => {
    void lengths('a', still());
    await vi.advanceTimersByTimeAsync(15);
    void lengths('b', still());
    await vi.advanceTimersByTimeAsync(5);
    void lengths('c', still());
    expect(asked).toEqual([['a', 'b']]);
    await vi.advanceTimersByTimeAsync(20);
    expect(asked).toEqual([['a', 'b'], ['c']]);
  });

  it('go in several requests when there are many', async () => {
    void Promise.all(['a', 'b', 'c', 'd'].map((id) => lengths(id, still())));
    await vi.advanceTimersByTimeAsync(20);
    expect(asked).toEqual([['a', 'b', 'c'], ['d']]);
  });

  it('are not put when nobody waits any more', async () => {
    const gone = new AbortController();
    const answer = lengths('a', gone.signal).catch((error: unknown) => error);
    gone.abort(new Error('scrolled away'));
    await vi.advanceTimersByTimeAsync(20);
    expect(await answer).toEqual(new Error('scrolled away'));
    expect(asked).toEqual([]);
  });

  it('fail together with their request, and not with another', async () => {
    const answers = Promise.allSettled(['bad', 'b', 'c', 'd'].map((id) => lengths(id, still())));
    await vi.advanceTimersByTimeAsync(20);
    expect((await answers).map(({ status }) => status)).toEqual([
      'rejected',
      'rejected',
      'rejected',
      'fulfilled',
    ]);
  });
});
