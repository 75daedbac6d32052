/** `npm run faults -- --row all --runs 50 --seed 1`: real faults on real brokers (docs/faults.md). */
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cacheFolder } from '@slipstream/stack';
import { FaultBench } from './bench/fault-bench.ts';
import { missingNeeds } from './bench/machine.ts';
import { OptionError, readOptions, type FaultOptions } from './core/options.ts';
import { allHeld, markdown, type NotRun, type Results, type RunResult } from './core/results.ts';
import { directedRun, history, scheduleText, type Schedule } from './core/schedule.ts';
import { NOT_BUILT, ROWS } from './rows/index.ts';
import { performRun } from './run/perform-run.ts';

const ALL_ROWS = Array.from({ length: 19 }, (_, index) => index + 1);
const HISTORY = { minFaults: 3, maxFaults: 6 };
/** A run that held but took this long to catch up is worth a look at its logs, ms. */
const SLOW_MS = 30_000;
const SOURCE_VERSION = '4.9.7';
const TARGET_VERSION = '5.5.0';

/** Everything that is to run, in order, and what this machine cannot run. */
function planOf(options: FaultOptions): {
  schedules: { group: string; schedule: Schedule }[];
  notRun: NotRun[];
} {
  const missing = missingNeeds();
  const whyNot = (needs: readonly (typeof ROWS)[number]['needs'][number][]): string | undefined =>
    needs.map((need) => missing.get(need)).find((why) => why !== undefined);
  const numbers = (count: number): number[] =>
    Array.from({ length: count }, (_, index) => options.firstRun + index);
  const notRun: NotRun[] = [];
  const schedules = options.rows.flatMap((number) => {
    const row = ROWS.find((candidate) => candidate.row === number);
    const group = `row ${number}${row === undefined ? '' : `: ${row.title}`}`;
    const why = row === undefined ? (NOT_BUILT.get(number) ?? 'not built') : whyNot(row.needs);
    if (row === undefined || why !== undefined) {
      notRun.push({ group, why: why ?? 'not built' });
      return [];
    }
    return numbers(options.runs).map((run) => ({ group, schedule: directedRun(row, options.seed, run) }));
  });
  const drawn = ROWS.filter((row) => whyNot(row.needs) === undefined);
  const left = ROWS.filter((row) => row.inHistories && !drawn.includes(row)).map(({ row }) => row);
  const histories = numbers(options.histories).map((run) => ({
    group: 'random histories',
    schedule: history(drawn, options.seed, run, { loadMs: options.historyMs, ...HISTORY }),
  }));
  if (options.histories > 0 && left.length > 0)
    notRun.push({ group: 'random histories', why: `without rows ${left.join(', ')}` });
  return { schedules: [...schedules, ...histories], notRun };
}

async function performAll(options: FaultOptions, folder: string): Promise<Results> {
  const { schedules, notRun } = planOf(options);
  const runs: RunResult[] = [];
  const results = (): Results => ({
    seed: options.seed,
    commit: execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim(),
    versions: {
      source: SOURCE_VERSION,
      target: TARGET_VERSION,
      node: process.version,
      workers: String(options.workers),
    },
    startedAt,
    runs,
    notRun,
  });
  const startedAt = new Date().toISOString();
  for (const { group, why } of notRun) console.log(`${group}: not run: ${why}`);
  if (schedules.length === 0) return results();
  const bench = await FaultBench.start({
    workers: options.workers,
    sourceVersion: SOURCE_VERSION,
    targetVersion: TARGET_VERSION,
  });
  const stop = once(() => bench.stop());
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => void stop().finally(() => process.exit(1)));
  try {
    for (const [index, { group, schedule }] of schedules.entries()) {
      console.log(`${schedule.name} (${index + 1} of ${schedules.length})\n${scheduleText(schedule)}`);
      const run = await performOne(bench, schedule, options, `fault-${index}`);
      runs.push({ ...run, group, seed: options.seed });
      tell(run);
      if (run.error !== undefined || run.violations.length > 0 || run.catchUpMs > SLOW_MS)
        bench.keepLogs(join(folder, schedule.name.replaceAll(' ', '-')));
      save(folder, results());
      // What a fault left broken would spoil all runs that follow.
      if (run.error !== undefined) break;
    }
  } finally {
    await stop();
  }
  return results();
}

async function performOne(
  bench: FaultBench,
  schedule: Schedule,
  options: FaultOptions,
  topic: string,
): Promise<Omit<RunResult, 'group' | 'seed'>> {
  try {
    return await performRun(
      bench,
      schedule,
      { messagesPerSecond: options.messagesPerSecond, queues: 8 },
      topic,
    );
  } catch (error) {
    return {
      name: schedule.name,
      rows: schedule.faults.map(({ fault }) => fault.row),
      schedule: schedule.faults.map(({ fault }) => fault.what).join('; '),
      sourceMessages: 0,
      copies: 0,
      violations: [],
      silenceMs: null,
      catchUpMs: 0,
      notes: [],
      tookMs: 0,
      error: error instanceof Error ? error.message : String(error),
    };
  }
}

function tell(run: Omit<RunResult, 'group' | 'seed'>): void {
  const said = run.error ?? (run.violations.length === 0 ? 'held' : 'BROKEN');
  const silence = run.silenceMs === null ? 'unknown' : `${(run.silenceMs / 1000).toFixed(1)} s`;
  console.log(
    `  ${said}: ${run.sourceMessages} messages, ${run.copies} copies, longest silence ${silence}, caught up after ${(run.catchUpMs / 1000).toFixed(1)} s, took ${(run.tookMs / 1000).toFixed(0)} s; ${run.notes.join('; ')}`,
  );
  for (const { invariant, count, examples } of run.violations) {
    console.log(`  ${invariant}: ${count}`);
    for (const example of examples) console.log(`    ${example}`);
  }
}

function save(folder: string, results: Results): void {
  writeFileSync(join(folder, 'results.json'), `${JSON.stringify(results, null, 2)}\n`);
  writeFileSync(join(folder, 'results.md'), markdown(results));
}

function once<T>(action: () => Promise<T>): () => Promise<T> {
  let running: Promise<T> | undefined;
  return () => (running ??= action());
}

try {
  const options = readOptions(process.argv.slice(2), ALL_ROWS);
  const folder = join(cacheFolder, 'faults', new Date().toISOString().replaceAll(/[:.]/g, '-'));
  mkdirSync(folder, { recursive: true });
  const results = await performAll(options, folder);
  save(folder, results);
  console.log(`\n${markdown(results)}\nresults and logs: ${folder}`);
  process.exit(allHeld(results) ? 0 : 1);
} catch (error) {
  console.error(error instanceof OptionError ? error.message : error);
  process.exit(1);
}
