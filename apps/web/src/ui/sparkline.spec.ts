import { describe, expect, it } from 'vitest';
import { sparkPath } from './sparkline.js';

describe('sparkline (W-01, W-03)', () => {
  it('goes from 0 at the bottom to the highest at the top, and breaks where nothing is known', () =>
    expect(sparkPath([0, 10, null, 5, 10], 40, 12)).toBe('M0.0,11.0L10.0,1.0M30.0,6.0L40.0,1.0'));
  it('lies at the bottom while all is 0', () =>
    expect(sparkPath([0, 0], 10, 12)).toBe('M0.0,11.0L10.0,11.0'));
});
