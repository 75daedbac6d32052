import { globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { findChromium } from './chromium.ts';
import { stopOnSignals } from './launcher/shutdown.ts';
import { commandStartedAt, Progress } from './launcher/progress.ts';
import { repositoryRoot } from './paths.ts';
import { startPostgres } from './postgres/start-postgres.ts';
import { countsOf, stageCounts, summaryLine, total, type TestCounts } from './testing/counts.ts';
import { failuresOf, failureText, type FailedTest } from './testing/failures.ts';
import { runStage, runStageBeside, type StageEnd } from './testing/run-stage.ts';
import { BROWSER_REPORT, STAGES, type Stage } from './testing/stages.ts';

interface StageResult {
  name: string;
  seconds: number;
  counts: TestCounts;
  failures: readonly FailedTest[];
  output: string;
}

function reportFiles(stage: Stage): string[] {
  return stage.reports.flatMap((pattern) => globSync(resolve(repositoryRoot, pattern)));
}

async function browserEnvironment(stage: Stage): Promise<NodeJS.ProcessEnv> {
  return stage.browser === true ? { CHROMIUM_PATH: await findChromium() } : {};
}

async function measured(stage: Stage, env: NodeJS.ProcessEnv, run: typeof runStage): Promise<StageResult> {
  const began = performance.now();
  reportFiles(stage).forEach((path) => rmSync(path));
  let end: StageEnd = { succeeded: false, output: '' };
  try {
    end = await run(stage, { ...env, ...(await browserEnvironment(stage)) });
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
  }
  const reports = reportFiles(stage).map((path): unknown => JSON.parse(readFileSync(path, 'utf8')));
  const counts = reports.map(countsOf).filter((count) => count !== undefined);
  return {
    name: stage.name,
    seconds: (performance.now() - began) / 1000,
    counts: stageCounts(end.succeeded, counts),
    failures: reports.flatMap((report) => failuresOf(report, repositoryRoot)),
    output: end.output,
  };
}

/** Names on the command line choose stages; without any, all run. */
const chosen = process.argv.slice(2);
const stages = STAGES.filter((stage) => chosen.length === 0 || chosen.includes(stage.name));
const progress = new Progress(commandStartedAt(process.env));
const folder = mkdtempSync(join(tmpdir(), 'slipstream-test-'));
const cleanUp = (): void => rmSync(folder, { recursive: true, force: true });
process.on('exit', cleanUp);

const postgres = await progress.during('PostgreSQL for the tests', () =>
  startPostgres({ dataDir: join(folder, 'postgres'), fsync: false, database: 'postgres' }),
);
stopOnSignals(() => postgres.stop());
const env = {
  ...process.env,
  TEST_DATABASE_ADMIN_URL: postgres.url,
  PLAYWRIGHT_JSON_OUTPUT_FILE: BROWSER_REPORT,
};

const results: StageResult[] = [];
const beside: Promise<StageResult>[] = [];

function finished(result: StageResult): void {
  process.stdout.write(result.output);
  results.push(result);
  progress.say(`=== ${result.name}: ${summaryLine(result.counts)} in ${result.seconds.toFixed(1)} s\n`);
}

for (const stage of stages) {
  if (stage.beside === true && stage !== stages.at(-1)) {
    progress.say(`=== ${stage.name} runs beside the others\n`);
    beside.push(measured(stage, env, runStageBeside));
    continue;
  }
  progress.say(`=== ${stage.name}`);
  finished(await measured(stage, env, runStage));
}
for (const result of beside) {
  finished(await result);
}
await postgres.stop();

// Again at the end: whoever keeps only a log's last lines still learns what failed.
for (const { name, failures } of results) {
  failures.forEach((test) => console.log(`${failureText(name, test)}\n`));
}
for (const { name, seconds, counts } of results) {
  console.log(`${name.padEnd(14)} ${seconds.toFixed(1).padStart(8)} s   ${summaryLine(counts)}`);
}
const sum = total(results.map((result) => result.counts));
console.log(summaryLine(sum));
process.exit(sum.failed === 0 && results.length > 0 ? 0 : 1);
