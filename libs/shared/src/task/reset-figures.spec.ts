import { describe, expect, it } from 'vitest';
import { resetFigures } from './reset-figures.js';

describe('figures of a reset (T-06)', () => {
  it.each([
    ['back', { from: 80, to: 20, min: 0, max: 100 }, { again: 60, skipped: 0, ahead: 80 }],
    ['forward', { from: 20, to: 80, min: 0, max: 100 }, { again: 0, skipped: 60, ahead: 20 }],
    ['nowhere', { from: 20, to: 20, min: 0, max: 100 }, { again: 0, skipped: 0, ahead: 80 }],
    [
      'back to what retention has left',
      { from: 80, to: 50, min: 50, max: 100 },
      { again: 30, skipped: 0, ahead: 50 },
    ],
    [
      'a position that retention has passed',
      { from: 10, to: 50, min: 50, max: 100 },
      { again: 0, skipped: 0, ahead: 50 },
    ],
    [
      'a position beyond a truncated source',
      { from: 200, to: 0, min: 0, max: 100 },
      { again: 100, skipped: 0, ahead: 100 },
    ],
    ['an empty queue', { from: 7, to: 7, min: 7, max: 7 }, { again: 0, skipped: 0, ahead: 0 }],
  ])('%s', (_name, move, figures) => {
    expect(resetFigures(move)).toEqual(figures);
  });
});
