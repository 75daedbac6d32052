import { describe, expect, it } from 'vitest';
import { mapBounded } from './map-bounded.js';

describe('mapBounded', () => {
  it('keeps order and never runs more than the limit', async () => {
    let running = 0;
    let most = 0;
    const results = await mapBounded([5, 1, 3, 2, 4], 2, async (item) => {
      most = Math.max(most, ++running);
      for (let turn = 0; turn < item; turn++) await Promise.resolve();
      running--;
      return item * 10;
    });
    expect(results).toEqual([50, 10, 30, 20, 40]);
    expect(most).toBe(2);
  });

  it('begins nothing after a failure', async () => {
    const begun: number[] = [];
    const run = mapBounded([1, 2, 3, 4], 1, async (item) => {
      begun.push(item);
      if (item === 2) throw new Error('two');
    });
    await expect(run).rejects.toThrow('two');
    expect(begun).toEqual([1, 2]);
  });

  it('of nothing is nothing', async () => {
    await expect(mapBounded([], 3, async () => 1)).resolves.toEqual([]);
  });
});
