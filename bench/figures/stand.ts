import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  createDataSource,
  ROLL_UP_EVERY_MS,
  runMigrations,
  SampleHousekeeping,
  SampleRepository,
} from '@slipstream/database';
import { startPostgres } from '@slipstream/stack';
import { Deployment } from '../../e2e/support/deployment.ts';
import { addSamples, fill } from '../charts/fill.ts';
import { sampleOf, type FilledFlow } from '../charts/queries.ts';

/** Tasks of the stand, and streams of its first one. */
export const TASKS = 1_000;
export const STREAMS = 10_000;
/** So often a worker tells how its flows are, ms. */
const SAMPLE_MS = 5_000;

/** API and console over a PostgreSQL with {@link TASKS} tasks that run; no brokers: this program tells what workers would. */
export interface Stand {
  deployment: Deployment;
  /** The task of {@link STREAMS} streams. */
  bigTaskId: string;
  stop: () => Promise<void>;
}

/** Starts a stand. `folder` keeps the database for the next one. */
export async function startStand(folder: string | undefined): Promise<Stand> {
  const place = folder ?? mkdtempSync(join(tmpdir(), 'slipstream-figures-'));
  mkdirSync(place, { recursive: true });
  // The postgres user has to pass through it.
  chmodSync(place, 0o755);
  const server = await startPostgres({ dataDir: join(place, 'data'), fsync: false });
  const dataSource = await createDataSource(server.url).initialize();
  const stops = [
    () => dataSource.destroy(),
    () => server.stop(),
    () => folder === undefined && rmSync(place, { recursive: true, force: true }),
  ];
  const stop = async (): Promise<void> => {
    for (const each of stops) await each();
  };
  try {
    await runMigrations(dataSource);
    const filled = join(place, 'filled');
    if (!existsSync(filled)) {
      await fill(dataSource, { ...SIZE, streamsPerTask: 8, streamsOfFirst: STREAMS, events: 10_000 });
      writeFileSync(filled, '');
    }
    await dataSource.query(
      `UPDATE worker SET lease_until = now() + interval '10 hours' WHERE stopped_at IS NULL`,
    );
    await addSamples(dataSource);
    // The last half hour of each row's little chart.
    await dataSource.query(
      `UPDATE sample_roll_up SET rolled_until = least(rolled_until, date_bin('10 minutes', now() - interval '40 minutes', 'epoch'))`,
    );
    for (let turn = 0; turn < 20; turn++) await new SampleHousekeeping(dataSource).run();
    const flows: FilledFlow[] = await dataSource.query('SELECT * FROM bench_flow ORDER BY n');
    const samples = new SampleRepository(dataSource);
    const timer = setInterval(() => {
      samples.insert(flows.map(sampleOf)).catch((error: unknown) => console.warn('no sample:', error));
    }, SAMPLE_MS);
    const housekeeping = new SampleHousekeeping(dataSource);
    const rolls = setInterval(() => {
      housekeeping.run().catch((error: unknown) => console.warn('nothing rolled up:', error));
    }, ROLL_UP_EVERY_MS);
    stops.unshift(async () => [timer, rolls].forEach(clearInterval));
    const deployment = await Deployment.start({ workers: 0, env: { DATABASE_URL: server.url } });
    stops.unshift(() => deployment.stop());
    return { deployment, bigTaskId: flows[0]?.task_id ?? '', stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

const SIZE = { tasks: TASKS, rawHours: 1, days: 0 };
