import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { valueAxis, type Unit } from './value-axis.js';

describe('value axis of a chart (W-03)', () => {
  it.each<[string, number, Unit, readonly number[]]>([
    ['shares go to 100 %, also when nothing waits', 0, 'share', [0, 0.25, 0.5, 0.75, 1]],
    ['shares go to 100 %', 0.03, 'share', [0, 0.25, 0.5, 0.75, 1]],
    ['no delay lies at the bottom', 0, 'duration', [0, 5, 10, 15, 20]],
    ['no message lies at the bottom', 0, 'count', [0, 1, 2, 3, 4]],
    ['no byte lies at the bottom of half a KiB', 0, 'bytes', [0, 500, 1_000, 1_500]],
    ['delays have ticks of whole units of time', 95_000, 'duration', [0, 30_000, 60_000, 90_000, 120_000]],
    ['long delays too', 5 * 86_400_000, 'duration', [0, 172_800_000, 345_600_000, 518_400_000]],
    ['counts have round ticks', 1_234, 'count', [0, 500, 1_000, 1_500]],
    ['bytes have ticks of whole KiB', 300 * 1_024, 'bytes', [0, 102_400, 204_800, 307_200]],
  ])('%s', (_, max, unit, ticks) => expect(valueAxis(max, unit)).toEqual({ top: ticks.at(-1), ticks }));

  it('begins at 0, holds the greatest value, and has at most 5 ticks', () =>
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 1e12, noNaN: true }),
        fc.constantFrom<Unit>('duration', 'count', 'rate', 'bytes'),
        (max, unit) => {
          const { top, ticks } = valueAxis(max, unit);
          expect(ticks[0]).toBe(0);
          expect(ticks.at(-1)).toBe(top);
          expect(top).toBeGreaterThanOrEqual(max * (1 - 1e-9));
          expect(ticks.length).toBeLessThanOrEqual(5);
          expect(ticks.length).toBeGreaterThanOrEqual(2);
        },
      ),
    ));
});
