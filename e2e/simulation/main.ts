/**
 * Usage: npm run simulate -w e2e -- [--from 1] [--seeds 10000] [--processes 2]    many seeds
 *        npm run simulate -w e2e -- --seed 42 [--trace]                            one seed, with what happens in it
 *        npm run simulate -w e2e -- --mutants [--seeds 2000] [--only "no barrier"] each mutant until it is noticed
 */
import { spawnSync } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { bundleSimulation } from './bundle.ts';
import { killMutant } from './kill-mutant.ts';
import { MUTANTS } from './mutants.ts';
import { runSeedsInParallel } from './run-seeds.ts';

const { values } = parseArgs({
  options: {
    from: { type: 'string', default: '1' },
    seeds: { type: 'string' },
    seed: { type: 'string' },
    trace: { type: 'boolean', default: false },
    mutants: { type: 'boolean', default: false },
    only: { type: 'string' },
    processes: { type: 'string', default: String(availableParallelism()) },
  },
});
const from = Number(values.from);
const processes = Number(values.processes);

if (values.mutants) {
  const chosen = MUTANTS.filter(({ name }) => values.only === undefined || name === values.only);
  console.log('| mutant | from | noticed at seed | by |\n| --- | --- | --- | --- |');
  for (const mutant of chosen) {
    const { seedsNeeded, violation } = await killMutant(
      mutant,
      from,
      Number(values.seeds ?? 2_000),
      processes,
    );
    const by = violation?.violations[0] ?? '';
    console.log(
      `| ${mutant.name} | ${mutant.origin === 'PLAN' ? 'plan' : 'own'} | ${seedsNeeded ?? 'never'} | ${by} |`,
    );
    if (violation === undefined) process.exitCode = 1;
  }
} else if (values.seed !== undefined) {
  const bundle = await bundleSimulation();
  const args = [bundle.path, '--from', values.seed, '--count', '1', ...(values.trace ? ['--trace'] : [])];
  const { status } = spawnSync(process.execPath, args, { stdio: 'inherit' });
  await bundle.remove();
  process.exitCode = status ?? 1;
} else {
  const began = performance.now();
  const bundle = await bundleSimulation();
  const range = { from, count: Number(values.seeds ?? 10_000) };
  const totals = await runSeedsInParallel(bundle, range, {
    processes,
    sliceSeeds: 250,
    onSlice: ({ seeds, violated }) => {
      if (seeds % 5_000 === 0) console.log(`${seeds} seeds, ${violated.length} with a violation`);
    },
  });
  await bundle.remove();
  for (const { seed, kinds, violations } of totals.violated)
    console.log(`seed ${seed} (${kinds.join(' ')}): ${violations.join('; ')}`);
  const seconds = (performance.now() - began) / 1000;
  console.log(
    `${totals.seeds} seeds, ${totals.messages} messages, ${totals.takeovers} takeovers, ` +
      `${Math.round(totals.seconds / 3600)} simulated hours in ${seconds.toFixed(0)} s: ${totals.violated.length} with a violation`,
  );
  process.exitCode = totals.violated.length === 0 ? 0 : 1;
}
