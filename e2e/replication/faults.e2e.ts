import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FaultBench } from '../faults/bench/fault-bench.ts';
import { missingNeeds } from '../faults/bench/machine.ts';
import { history, scheduleText } from '../faults/core/schedule.ts';
import { ROWS } from '../faults/rows/index.ts';
import { performRun } from '../faults/run/perform-run.ts';

/** Random histories of faults; hundreds of them by `npm run faults -- --histories 300` (docs/faults.md). */
const HISTORIES = Number(process.env['FAULT_HISTORIES'] ?? 2);
/** Of this seed the first five last 3 minutes of load altogether; of others up to 6. */
const SEED = Number(process.env['FAULT_SEED'] ?? 4);
const SHAPE = { loadMs: 25_000, minFaults: 3, maxFaults: 4 };

describe('random faults on real brokers (R-01)', () => {
  const missing = missingNeeds();
  const rows = ROWS.filter(({ needs }) => needs.every((need) => !missing.has(need)));
  let bench: FaultBench | undefined;
  beforeAll(async () => {
    bench = await FaultBench.start({ workers: 2, sourceVersion: '4.9.7', targetVersion: '5.5.0' });
  });
  afterAll(() => bench?.stop());

  it.each(Array.from({ length: HISTORIES }, (_, index) => index + 1))(
    'history %i: nothing missing, nothing doubled, order kept',
    async (run) => {
      if (bench === undefined) throw new Error('no bench');
      const schedule = history(rows, SEED, run, SHAPE);
      console.log(`seed ${SEED}, ${schedule.name}\n${scheduleText(schedule)}`);
      const outcome = await performRun(
        bench,
        schedule,
        { messagesPerSecond: 500, queues: 8 },
        `history-${run}`,
      );
      expect(outcome.violations).toEqual([]);
      expect(outcome.sourceMessages).toBeGreaterThan(1_000);
    },
  );
});
