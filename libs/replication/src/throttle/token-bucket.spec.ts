import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { divideRate, nextShare, type RateDemand } from './divide-rate.js';
import { TokenBucket } from './token-bucket.js';
import { WaitTime } from './wait-time.js';

describe('TokenBucket (T-08)', () => {
  it('gives no more than its rate and one burst over any time', () =>
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 100_000 }),
        fc.array(fc.record({ wait: fc.nat(400), want: fc.integer({ min: 1, max: 500 }) }), {
          maxLength: 200,
        }),
        (perSecond, steps) => {
          const burst = Math.max(1, perSecond / 4);
          const bucket = new TokenBucket(perSecond, burst, 0);
          let [now, taken, largest] = [0, 0, 0];
          for (const { wait, want } of steps) {
            now += wait;
            if (bucket.waitFor(want, now) > 0) continue;
            bucket.take(want, now);
            taken += want;
            largest = Math.max(largest, want);
          }
          expect(taken).toBeLessThanOrEqual((now * perSecond) / 1_000 + burst + largest + 1e-6);
        },
      ),
    ));

  it('lets what is larger than the bucket through, and makes the next wait for it', () => {
    const bucket = new TokenBucket(1_000, 250, 0);
    expect(bucket.waitFor(4_000, 250)).toBe(0);
    bucket.take(4_000, 250);
    expect(bucket.waitFor(1, 250)).toBe(3_751);
    expect(bucket.waitFor(1, 4_001)).toBe(0);
  });

  it('keeps what is owed, in time, when its rate changes, and gives nothing for the change', () => {
    const bucket = new TokenBucket(1_000, 250, 0);
    bucket.take(500, 0);
    expect(bucket.withRate(4_000, 1_000, 0).waitFor(1, 0)).toBeCloseTo(500.25);
    expect(new TokenBucket(1_000, 250, 0).withRate(4_000, 1_000, 250).waitFor(250, 250)).toBe(0);
    expect(new TokenBucket(1_000, 250, 0).withRate(100, 25, 250).waitFor(25, 250)).toBe(0);
  });
});

describe('the rate of a task over its workers (T-08)', () => {
  const demand = fc.record({
    used: fc.double({ min: 0, max: 1e6, noNaN: true }),
    waiting: fc.nat(64),
    share: fc.constant<number>(0),
  });

  it('adds up to the rate, and no part is negative', () =>
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 1_000_000 }),
        fc.array(demand, { minLength: 1, maxLength: 9 }),
        (rate, all) => {
          const parts = all.map((own, index) => divideRate(rate, own, all.toSpliced(index, 1)));
          expect(parts.every((part) => part >= 0)).toBe(true);
          expect(parts.reduce((sum, part) => sum + part, 0)).toBeCloseTo(rate, 3);
        },
      ),
    ));

  it('is taken only as far as the others have let go of it, whoever looks first', () =>
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 1_000_000 }),
        fc.array(demand, { minLength: 2, maxLength: 5 }),
        fc.array(fc.nat(4), { maxLength: 40 }),
        (rate, all, turns) => {
          const workers = all.map((one) => ({ ...one }));
          for (const turn of turns) {
            const own = workers[turn];
            if (own === undefined) continue;
            own.share = nextShare(rate, own, workers.toSpliced(turn, 1));
            const sum = workers.reduce((total, { share }) => total + share, 0);
            expect(sum).toBeLessThanOrEqual(1 + 0.001 * workers.length);
          }
        },
      ),
    ));

  const hungry = (waiting: number, used = 0): RateDemand => ({ used, waiting, share: 0 });
  it.each<[string, RateDemand, RateDemand[], number]>([
    ['a lone worker gets everything', hungry(0), [], 1_000],
    ['two that wait alike get half each', hungry(4, 900), [hungry(4, 100)], 500],
    ['each waiting stream gets the same', hungry(3), [hungry(1)], 750],
    [
      'one whose rate is enough keeps it and a little more',
      { used: 100, waiting: 0, share: 0 },
      [hungry(4)],
      130,
    ],
    ['the other gets the rest', hungry(4), [{ used: 100, waiting: 0, share: 0 }], 870],
    ['one that has nothing to do hardly takes any', hungry(4), [{ used: 0, waiting: 0, share: 0 }], 995],
    [
      'when all have enough they share what is left',
      { used: 0, waiting: 0, share: 0 },
      [{ used: 0, waiting: 0, share: 0 }],
      500,
    ],
  ])('%s', (_, own, others, part) => expect(divideRate(1_000, own, others)).toBeCloseTo(part));
});

describe('WaitTime', () => {
  it('counts time in which any waits once, and up to now while a wait is under way', () => {
    const time = new WaitTime();
    time.begin(0);
    time.begin(10);
    time.end(30);
    expect(time.take(40)).toBe(40);
    time.end(50);
    expect(time.take(500)).toBe(10);
    expect(time.take(600)).toBe(0);
  });
});
