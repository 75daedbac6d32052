/** Usage: npm run bench [-- --quick]: how fast Slipstream copies, beside plain copiers by RocketMQ's own client. */
import { isPerfect } from './core/comparison.ts';
import { messagesOf, OptionError, readOptions, type BenchOptions } from './core/options.ts';
import { runLine } from './core/report.ts';
import type { RunResult } from './core/results.ts';
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

/** All runs of one size, in turns. */
async function measureSize(options: BenchOptions, bodyBytes: number): Promise<RunResult[]> {
  const { contenders, sourceVersion, targetVersion, profiles } = options;
  const countOf = (contender: (typeof contenders)[number]): number =>
    options.messages ?? messagesOf(contender, bodyBytes);
  const workers = contenders.includes('a') ? options.workers : 0;
  const results: RunResult[] = [];
  const stage = await Stage.start({ sourceVersion, targetVersion, workers, profiles });
  try {
    const round = new SizeRound(stage, bodyBytes);
    const loaded = Math.max(...contenders.filter((contender) => contender !== 'd').map(countOf));
    await round.preload(loaded);
    say(`${loaded} messages of ${bodyBytes} B are loaded`);
    if (workers > 0) await round.warmUp(loaded);
    for (let repetition = 1; repetition <= options.repetitions; repetition++)
      for (const contender of inTurn(contenders, repetition)) {
        const result = await round.run(contender, countOf(contender), repetition);
        say(runLine(result));
        results.push(result);
      }
  } finally {
    await stage.stop();
  }
  return results;
}

async function main(): Promise<void> {
  const options = readOptions(process.argv.slice(2));
  const results: RunResult[] = [];
  for (const size of options.sizes) results.push(...(await measureSize(options, size)));
  const isWrong = results.some(
    ({ contender, comparison }) => contender === 'a' && comparison !== undefined && !isPerfect(comparison),
  );
  process.exitCode = isWrong ? 1 : 0;
}

try {
  await main();
} catch (error) {
  if (!(error instanceof OptionError)) throw error;
  console.error(error.message);
  process.exitCode = 2;
}
