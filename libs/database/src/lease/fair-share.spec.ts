import { describe, expect, it } from 'vitest';
import { fairShare } from './fair-share.js';

const shares = (activeShards: number, liveWorkers: number): number[] =>
  Array.from({ length: liveWorkers }, (_, rank) => fairShare({ activeShards, liveWorkers, rank }));

describe('fairShare', () => {
  it.each([
    ['one worker takes all', 8, 1, [8]],
    ['even', 8, 4, [2, 2, 2, 2]],
    ['the oldest take the odd ones', 4, 3, [2, 1, 1]],
    ['more workers than shards', 2, 4, [1, 1, 0, 0]],
    ['nothing to do', 0, 2, [0, 0]],
  ])('%s', (_, active, workers, expected) => {
    expect(shares(active, workers)).toEqual(expected);
  });

  it('gives a worker that is not among the live ones nothing', () => {
    expect(fairShare({ activeShards: 4, liveWorkers: 2, rank: null })).toBe(0);
    expect(fairShare({ activeShards: 4, liveWorkers: 0, rank: null })).toBe(0);
  });

  it('always adds up to the active shards, with no two shares more than one apart', () => {
    for (let active = 0; active <= 40; active++) {
      for (let workers = 1; workers <= 12; workers++) {
        const all = shares(active, workers);
        expect(all.reduce((sum, share) => sum + share, 0)).toBe(active);
        expect(Math.max(...all) - Math.min(...all)).toBeLessThanOrEqual(1);
      }
    }
  });

  it('takes nothing from an older worker that it does not have to give when another joins', () => {
    for (let workers = 1; workers < 12; workers++) {
      const before = shares(24, workers);
      const after = shares(24, workers + 1);
      expect(before.every((share, rank) => (after[rank] ?? 0) <= share)).toBe(true);
    }
  });
});
