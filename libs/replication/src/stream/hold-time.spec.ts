import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DEFAULT_TUNING } from '../tuning.js';
import { holdTime } from './hold-time.js';

const RANGE = DEFAULT_TUNING.longPollMs;

describe('holdTime', () => {
  it('is the shortest for a queue that had a message lately, and grows while it is quiet', () => {
    expect([0, 10_000, 30_000, 60_000, 90_000, 3_600_000].map((quiet) => holdTime(quiet, RANGE, 0))).toEqual([
      15_000, 15_000, 15_000, 30_000, 45_000, 45_000,
    ]);
  });

  it('never leaves its range, and ends before a gauge that it keeps fresh is old (M-01)', () => {
    // Brokers look for holds that are over every 5 s.
    expect(RANGE[1] + 5_000).toBeLessThan(DEFAULT_TUNING.freshMs);
    fc.assert(
      fc.property(
        fc.nat(10_000_000),
        fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
        (quiet, random) => {
          const hold = holdTime(quiet, RANGE, random);
          expect(hold).toBeGreaterThanOrEqual(RANGE[0]);
          expect(hold).toBeLessThanOrEqual(RANGE[1]);
        },
      ),
    );
  });

  it('spreads the holds of queues that became quiet together', () => {
    const holds = [0, 0.2, 0.4, 0.6, 0.8].map((random) => holdTime(600_000, RANGE, random));
    expect(new Set(holds).size).toBe(holds.length);
  });
});
