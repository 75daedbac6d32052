import { describe, expect, it } from 'vitest';

import { backoffMs } from './backoff.js';

const OPTIONS = { firstMs: 50, factor: 2, maxMs: 1_000 };

describe('back-off', () => {
  it.each([
    [1, 0, 25],
    [1, 1, 50],
    [2, 1, 100],
    [3, 1, 200],
    [5, 1, 800],
    [6, 1, 1000],
    [6, 0, 500],
    [1000, 1, 1000],
  ])('after %i failures with chance %d waits %i ms', (failures, random, expected) => {
    expect(backoffMs(failures, OPTIONS, random)).toBe(expected);
  });
});
