import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Permits } from './permits.js';

describe('Permits', () => {
  it('lets everybody in once, in order, never more at once than there are, whoever fails or gives up', () =>
    fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 4 }),
        fc.array(fc.constantFrom('DONE', 'FAILS', 'GIVES_UP'), { maxLength: 30 }),
        async (limit, fates) => {
          const permits = new Permits(limit);
          let inside = 0;
          const began: number[] = [];
          const runs = fates.map((fate, number) => {
            const abort = new AbortController();
            const run = permits.run(async () => {
              began.push(number);
              inside += 1;
              expect(inside).toBeLessThanOrEqual(limit);
              await Promise.resolve();
              inside -= 1;
              if (fate === 'FAILS') throw new Error('failed');
            }, abort.signal);
            if (fate === 'GIVES_UP') abort.abort();
            return run;
          });
          const outcomes = await Promise.allSettled(runs);
          expect(began).toEqual(began.toSorted((a, b) => a - b));
          expect(inside).toBe(0);
          for (const [number, fate] of fates.entries()) {
            if (fate === 'DONE') expect(outcomes[number]?.status).toBe('fulfilled');
            if (fate !== 'GIVES_UP') expect(began).toContain(number);
          }
        },
      ),
    ));
});
