/** Usage: npm run scale -- [--runs 10]: times of takeovers, hand-overs and rebalancing over many runs, with their table. */
import { parseArgs } from 'node:util';
import { heldBy, ScaleBench, type Holding } from './scale-bench.ts';
import type { WorkerProcess } from '../support/worker-process.ts';

const { values } = parseArgs({ options: { runs: { type: 'string', default: '10' } } });
const times = new Map<string, number[]>();

function note(what: string, ms: number): void {
  times.set(what, [...(times.get(what) ?? []), ms]);
  console.log(`${what}: ${ms} ms`);
}

const bench = await ScaleBench.start();
try {
  let workers = [await bench.startWorker(), await bench.startWorker()];
  await bench.untilRunning();

  /** Lets some workers end and waits until the others have gone on with all of their streams. */
  const leave = async (
    leaving: readonly WorkerProcess[],
    end: (worker: WorkerProcess) => Promise<unknown>,
    what: string,
  ): Promise<void> => {
    const holdings = await bench.holdings();
    const held: Holding[] = leaving.flatMap((worker) => heldBy(holdings, worker));
    const ended = Promise.all(leaving.map(end));
    workers = workers.filter((worker) => !leaving.includes(worker));
    const shared = await bench.untilShared(workers, 30_000);
    note(`${what}: longest pause of a stream`, await bench.untilTakenOver(held, 60_000));
    note(`${what}: shares even`, shared);
    await ended;
    await bench.untilCopiedOn(30_000);
  };

  for (let run = 1; run <= Number(values.runs); run++) {
    console.log(`run ${run}`);
    await leave(workers.slice(0, 1), (worker) => worker.kill(), 'kill -9 of one of 2');
    workers.push(...(await Promise.all([bench.startWorker(), bench.startWorker(), bench.startWorker()])));
    note('1 to 4: shares even', await bench.untilShared(workers, 30_000));
    await bench.untilCopiedOn(30_000);
    await leave(workers.slice(2), (worker) => worker.stop(), '4 to 2 by SIGTERM');
    workers.push(...(await Promise.all([bench.startWorker(), bench.startWorker()])));
    note('2 to 4: shares even', await bench.untilShared(workers, 30_000));
    await bench.untilCopiedOn(30_000);
    await leave(workers.slice(2), (worker) => worker.kill(), '4 to 2 by kill -9');
  }
  const reports = await bench.finish();
  const sum = (field: 'source' | 'missing' | 'duplicates' | 'outOfOrder' | 'changed'): number =>
    reports.reduce((total, report) => total + report[field], 0);
  console.log('\n| what | runs | median, ms | max, ms |\n| --- | --- | --- | --- |');
  for (const [what, all] of times) {
    const sorted = all.toSorted((a, b) => a - b);
    console.log(`| ${what} | ${all.length} | ${sorted[Math.floor(all.length / 2)]} | ${sorted.at(-1)} |`);
  }
  console.log(
    `\n${sum('source')} messages: missing ${sum('missing')}, duplicates ${sum('duplicates')}, out of order ${sum('outOfOrder')}, changed ${sum('changed')}; former owners after their successor: ${bench.log.broken.length}`,
  );
  const isPerfect = sum('missing') + sum('duplicates') + sum('outOfOrder') + sum('changed') === 0;
  process.exitCode = isPerfect && bench.log.broken.length === 0 ? 0 : 1;
} finally {
  await bench.stop();
}
