/** Usage: npm run bench [-- --quick]: how fast Slipstream copies, beside plain copiers by RocketMQ's own client. */
import { resolve } from 'node:path';
import { isPerfect } from './core/comparison.ts';
import { messagesOf, OptionError, readOptions, type BenchOptions } from './core/options.ts';
import { runLine } from './core/report.ts';
import type { RunResult } from './core/results.ts';
import { measureDelay } from './run/delay.ts';
import { keep } from './run/keep.ts';
import { printProfiles } from './run/profiles.ts';
import { SizeRound } from './run/round.ts';
import { Stage } from './run/stage.ts';

function say(text: string): void {
  console.log(`[${(performance.now() / 1_000).toFixed(0).padStart(4)} s] ${text}`);
}

/** Another one begins in each repetition: who comes first meets colder brokers. */
function inTurn<T>(all: readonly T[], repetition: number): T[] {
  const first = (repetition - 1) % all.length;
  return [...all.slice(first), ...all.slice(0, first)];
}

/** All runs of one size, in turns; `results` gets each as soon as it is there. */
async function measureSize(options: BenchOptions, bodyBytes: number, results: RunResult[]): Promise<void> {
  const { contenders, sourceVersion, targetVersion, profiles } = options;
  const countOf = (contender: (typeof contenders)[number]): number =>
    options.messages ?? messagesOf(contender, bodyBytes);
  const workers = contenders.includes('a') ? options.workers : 0;
  const stage = await Stage.start({ sourceVersion, targetVersion, workers, profiles });
  try {
    const round = new SizeRound(stage, bodyBytes);
    const loaded = Math.max(0, ...contenders.filter((contender) => contender !== 'd').map(countOf));
    if (loaded > 0) await round.preload(loaded);
    say(`${loaded} messages of ${bodyBytes} B are loaded`);
    if (loaded > 0) await round.warmUp(loaded, workers > 0);
    say('warm');
    for (let repetition = 1; repetition <= options.repetitions; repetition++)
      for (const contender of inTurn(contenders, repetition)) {
        const result = await round.run(contender, countOf(contender), repetition);
        say(runLine(result));
        results.push(result);
      }
  } finally {
    await stage.stop();
  }
}

async function copying(options: BenchOptions): Promise<void> {
  const runs: RunResult[] = [];
  try {
    for (const size of options.sizes) await measureSize(options, size, runs);
  } finally {
    await conclude(options, runs);
  }
}

/** What was measured counts and is kept, even when a later run failed. */
async function conclude(options: BenchOptions, runs: readonly RunResult[]): Promise<void> {
  if (options.profiles !== undefined) printProfiles(options.profiles);
  const isWrong = runs.some(
    ({ contender, comparison }) => contender === 'a' && comparison !== undefined && !isPerfect(comparison),
  );
  if (isWrong) {
    process.exitCode = 1;
    return;
  }
  const { save, sourceVersion, targetVersion } = options;
  if (save !== undefined && runs.length > 0) await keep(save, { sourceVersion, targetVersion, runs });
}

async function delays({ save, sourceVersion, targetVersion, workers, profiles, repetitions }: BenchOptions) {
  const stage = await Stage.start({ sourceVersion, targetVersion, workers, profiles });
  try {
    const delay = await measureDelay(stage, repetitions);
    console.log(JSON.stringify(delay, undefined, 2));
    if (save !== undefined) await keep(save, { sourceVersion, targetVersion, runs: [], delay });
  } finally {
    await stage.stop();
  }
}

try {
  const given = readOptions(process.argv.slice(2));
  const options = {
    ...given,
    profiles: given.profiles === undefined ? undefined : resolve(given.profiles),
  };
  await (options.delay ? delays(options) : copying(options));
} catch (error) {
  if (!(error instanceof OptionError)) throw error;
  console.error(error.message);
  process.exitCode = 2;
}
