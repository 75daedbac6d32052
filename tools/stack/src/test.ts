import { spawn } from 'node:child_process';
import { globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { findChromium } from './chromium.ts';
import { stopOnSignals } from './launcher/shutdown.ts';
import { commandStartedAt, Progress } from './launcher/progress.ts';
import { repositoryRoot } from './paths.ts';
import { startPostgres } from './postgres/start-postgres.ts';
import { countsOf, stageCounts, summaryLine, total, type TestCounts } from './testing/counts.ts';
import { BROWSER_REPORT, STAGES, type Stage } from './testing/stages.ts';

interface StageResult {
  name: string;
  seconds: number;
  counts: TestCounts;
}

function reportFiles(stage: Stage): string[] {
  return stage.reports.flatMap((pattern) => globSync(resolve(repositoryRoot, pattern)));
}

function runStage(stage: Stage, env: NodeJS.ProcessEnv): Promise<boolean> {
  return new Promise((resolve) => {
    const child = spawn(stage.command, stage.args, {
      cwd: repositoryRoot,
      env,
      stdio: ['ignore', 'inherit', 'inherit'],
    });
    const stop = (): boolean => child.kill('SIGTERM');
    process.once('exit', stop);
    const finish = (succeeded: boolean): void => {
      process.removeListener('exit', stop);
      resolve(succeeded);
    };
    child.once('error', (error) => {
      console.error(`cannot run ${stage.command}: ${error.message}`);
      finish(false);
    });
    child.once('exit', (code) => finish(code === 0));
  });
}

async function browserEnvironment(stage: Stage): Promise<NodeJS.ProcessEnv> {
  return stage.browser === true ? { CHROMIUM_PATH: await findChromium() } : {};
}

async function measured(stage: Stage, env: NodeJS.ProcessEnv): Promise<StageResult> {
  const began = performance.now();
  reportFiles(stage).forEach((path) => rmSync(path));
  let succeeded = false;
  try {
    succeeded = await runStage(stage, { ...env, ...(await browserEnvironment(stage)) });
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
  }
  const reports = reportFiles(stage)
    .map((path) => countsOf(JSON.parse(readFileSync(path, 'utf8'))))
    .filter((counts) => counts !== undefined);
  const seconds = (performance.now() - began) / 1000;
  return { name: stage.name, seconds, counts: stageCounts(succeeded, reports) };
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
for (const stage of stages) {
  progress.say(`=== ${stage.name}`);
  const result = await measured(stage, env);
  results.push(result);
  progress.say(`=== ${stage.name}: ${summaryLine(result.counts)} in ${result.seconds.toFixed(1)} s\n`);
}
await postgres.stop();

for (const { name, seconds, counts } of results) {
  console.log(`${name.padEnd(14)} ${seconds.toFixed(1).padStart(8)} s   ${summaryLine(counts)}`);
}
const sum = total(results.map((result) => result.counts));
console.log(summaryLine(sum));
process.exit(sum.failed === 0 && results.length > 0 ? 0 : 1);
