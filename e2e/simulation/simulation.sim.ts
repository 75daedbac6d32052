import { availableParallelism } from 'node:os';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundleSimulation, checkChange, type Bundle } from './bundle.ts';
import { killMutant } from './kill-mutant.ts';
import { MUTANTS } from './mutants.ts';
import { runSeedsInParallel } from './run-seeds.ts';

const SEEDS = Number(process.env['SIMULATION_SEEDS'] ?? 10_000);
const SLICE = 100;
/** Most are noticed by the first 100; which seed it is moves with each change of the engine, so there is room. */
const QUICK_SEEDS = 2_000;
const QUICK = new Set([
  'no self-fence',
  'checkpoint before the answer',
  'several batches in flight',
  'resume = max',
  'FLUSH_SLAVE_TIMEOUT as failure',
  'tail read from a slave',
]);
const processes = availableParallelism();

describe('nothing lost, nothing doubled, nothing out of order, whatever goes wrong (R-01, R-06, R-07)', () => {
  let bundle: Bundle;
  beforeAll(async () => {
    bundle = await bundleSimulation();
  });
  afterAll(() => bundle.remove());

  it(`holds in ${SEEDS} histories of at least 1,000 messages and 5 takeovers each`, async () => {
    const range = { from: 1, count: SEEDS };
    const totals = await runSeedsInParallel(bundle, range, { processes, sliceSeeds: SLICE });
    console.log(`${totals.seeds} seeds, ${totals.messages} messages, ${totals.takeovers} takeovers`);
    expect(totals.violated).toEqual([]);
    expect(totals.seeds).toBe(SEEDS);
    expect(totals.messages).toBeGreaterThanOrEqual(SEEDS * 1_000);
    expect(totals.takeovers).toBeGreaterThanOrEqual(SEEDS * 5);
  });
});

describe('the simulation notices what would break a promise', () => {
  // Those that one of the first seeds notices; `npm run simulate -w e2e -- --mutants` tries them all.
  const quick = MUTANTS.filter(({ name }) => QUICK.has(name));

  it.each(quick.map((mutant) => [mutant.name, mutant] as const))('%s', async (_, mutant) => {
    const { seedsNeeded } = await killMutant(mutant, 1, QUICK_SEEDS, processes);
    expect(seedsNeeded, 'seeds until somebody noticed').toBeDefined();
  });

  it.each(MUTANTS.map((mutant) => [mutant.name, mutant] as const))(
    'could still be made to suffer from: %s',
    (_, { changes }) => {
      for (const change of changes) expect(() => checkChange(change)).not.toThrow();
    },
  );
});
