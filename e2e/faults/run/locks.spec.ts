import { describe, expect, it } from 'vitest';
import { Locks } from './locks.ts';

describe('locks', () => {
  it('let one at a time work on a thing, in order, and others beside it', async () => {
    const locks = new Locks();
    const seen: string[] = [];
    const ends: (() => void)[] = [];
    const work = (name: string) => () => {
      seen.push(name);
      return new Promise<void>((resolve) => ends.push(resolve));
    };
    const first = locks.hold(['a', 'b'], work('first'));
    const second = locks.hold(['b', 'c'], work('second'));
    const third = locks.hold(['d'], work('third'));
    await expect.poll(() => seen).toEqual(['first', 'third']);
    ends[0]?.();
    await first;
    await expect.poll(() => seen).toEqual(['first', 'third', 'second']);
    ends.slice(1).forEach((end) => end());
    await Promise.all([second, third]);
  });

  it('are free again after a failure', async () => {
    const locks = new Locks();
    await expect(locks.hold(['a'], () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    await locks.hold(['a'], () => Promise.resolve());
  });
});
