import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startFaultBench, type RunningFaultBench } from '../faults/fault-bench.ts';
import { FAULTS, runFault } from '../faults/fault-run.ts';
import { perfect } from '../support/checker.ts';

const MESSAGES = 80_000;

describe('kill -9 in the middle of a copy (R-01)', () => {
  let bench: RunningFaultBench | undefined;
  beforeAll(async () => {
    bench = await startFaultBench();
  });
  afterAll(() => bench?.stop());

  it.each(FAULTS)('%s: nothing missing, nothing doubled, order kept', async (fault) => {
    if (bench === undefined) throw new Error('no bench');
    const outcome = await runFault(bench, fault, `kill-${fault}`, MESSAGES, 0.3);
    expect(outcome.report).toEqual(perfect(MESSAGES));
    expect(outcome.killedAt).toBeLessThan(MESSAGES);
  });
});
