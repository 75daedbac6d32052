import {
  CheckpointRepository,
  EventRepository,
  LeaseRepository,
  PlanRepository,
  SampleHousekeeping,
  SampleRepository,
  StreamStatusRepository,
  TaskRepository,
} from '@slipstream/database';
import { metricRange } from '@slipstream/shared';
import type { DataSource } from 'typeorm';
import { addSamples } from './fill.ts';

/** One hot query: what a user or a worker waits for. */
export interface HotQuery {
  name: string;
  /** Done before each time it is measured. */
  prepare?: () => Promise<unknown>;
  run: () => Promise<unknown>;
}

/** A flow of a filled database, and the worker that runs it. */
export interface FilledFlow {
  id: string;
  task_id: string;
  worker: string;
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** All hot queries of API and workers, on a filled database. */
export async function hotQueries(dataSource: DataSource): Promise<HotQuery[]> {
  const flows: FilledFlow[] = await dataSource.query('SELECT * FROM bench_flow ORDER BY n');
  const middle = flows[Math.floor(flows.length / 2)];
  if (middle === undefined) throw new Error('the database is not filled');
  const taskIds = flows.map((flow) => flow.task_id);
  const samples = new SampleRepository(dataSource);
  const tasks = new TaskRepository(dataSource);
  const chart = (length: number, step?: number): (() => Promise<unknown>) => {
    let turn = 0;
    return () => {
      const now = Date.now();
      const range = metricRange({ from: now - length, to: now }, now);
      // Another task each time: nobody has just looked at it.
      const task = taskIds[(turn++ * 37) % taskIds.length] ?? middle.task_id;
      return samples.range(task, step === undefined ? range : { ...range, step }, true);
    };
  };
  const flush = (): Promise<void> => samples.insert(flows.map((flow) => sampleOf(flow)));
  const freshen = (): Promise<unknown> => addSamples(dataSource);
  const housekeeping = new SampleHousekeeping(dataSource);
  await housekeeping.run();
  const lastMinute = async (): Promise<void> => {
    await dataSource.query(
      `UPDATE sample_roll_up SET rolled_until = rolled_until - interval '1 minute' WHERE bucket_ms = 60000`,
    );
    await dataSource.query(
      `DELETE FROM sample_minute WHERE at >= (SELECT rolled_until FROM sample_roll_up WHERE bucket_ms = 60000)`,
    );
  };
  return [
    { name: 'chart of 30 minutes (5 s samples)', run: chart(30 * MINUTE) },
    { name: 'chart of 24 hours (minutes)', run: chart(24 * HOUR) },
    { name: 'chart of 7 days (ten minutes)', run: chart(168 * HOUR) },
    { name: 'the 24 hours from 5 s samples, for comparison', run: chart(24 * HOUR, 295_000) },
    { name: 'gauges of all tasks', prepare: freshen, run: () => samples.latest(taskIds) },
    { name: 'list of all tasks', prepare: freshen, run: () => tasks.list() },
    { name: 'one task', run: () => tasks.get(middle.task_id) },
    { name: 'flush of a sample of each flow', run: flush },
    { name: 'housekeeping, a minute to roll up', prepare: lastMinute, run: () => housekeeping.run() },
    { name: 'housekeeping, nothing to do', run: () => housekeeping.run() },
    ...(await controlPlane(dataSource, middle)),
  ];
}

async function controlPlane(dataSource: DataSource, flow: FilledFlow): Promise<HotQuery[]> {
  const leases = new LeaseRepository(dataSource);
  const plans = new PlanRepository(dataSource);
  const checkpoints = new CheckpointRepository(dataSource);
  const statuses = new StreamStatusRepository(dataSource);
  const events = new EventRepository(dataSource);
  const [shard]: { id: string; epoch: number }[] = await dataSource.query(
    'SELECT id, epoch FROM shard WHERE flow_id = $1 AND index = 0',
    [flow.id],
  );
  const streams: { id: number }[] = await dataSource.query(
    'SELECT id FROM stream WHERE flow_id = $1 AND shard_index = 0',
    [flow.id],
  );
  if (shard === undefined) throw new Error('the database is not filled');
  const guard = { shardId: shard.id, workerId: flow.worker, epoch: shard.epoch };
  /** Its owner may have changed since. */
  const hold = (): Promise<unknown> =>
    dataSource.query('UPDATE shard SET owner = $2, epoch = $3 WHERE id = $1', [
      shard.id,
      flow.worker,
      shard.epoch,
    ]);
  const checkpoint = {
    generation: 1,
    sourceOffset: 7,
    targetOffset: 7,
    sourceIdentity: null,
    targetIdentity: null,
  };
  return [
    { name: 'renewal of a lease', run: () => leases.renew(flow.worker, 36_000_000) },
    {
      name: 'claim of 8 shards',
      prepare: () =>
        dataSource.query(
          `UPDATE shard SET owner = NULL WHERE id IN (SELECT id FROM shard ORDER BY id LIMIT 8)`,
        ),
      run: () => leases.claim(flow.worker),
    },
    { name: 'claim, nothing free', run: () => leases.claim(flow.worker) },
    { name: 'shards of a worker', run: () => leases.owned(flow.worker) },
    { name: 'streams of a shard', run: () => plans.loadShardStreams(flow.id, 0) },
    {
      name: 'checkpoints of a shard',
      prepare: hold,
      run: () =>
        checkpoints.save(
          guard,
          streams.map(({ id }) => ({ ...checkpoint, streamId: id })),
        ),
    },
    {
      name: 'states of the streams of a shard',
      run: () =>
        statuses.save(
          streams.map(({ id }) => ({
            streamId: id,
            sourceMax: 7,
            delayMs: 1,
            state: 'RUNNING',
            reason: null,
          })),
        ),
    },
    { name: 'streams of a task', run: () => statuses.list(flow.task_id) },
    { name: 'events of a task', run: () => events.list(flow.task_id, { limit: 50 }) },
    { name: 'events of all tasks', run: () => events.list(undefined, { limit: 50 }) },
  ];
}

/** What a worker tells of a busy flow after 5 s. */
export function sampleOf({ id, worker }: FilledFlow): Parameters<SampleRepository['insert']>[0][number] {
  return {
    flowId: id,
    workerId: worker,
    read: 5_000,
    sent: 5_000,
    skippedLoop: 0,
    filtered: 0,
    failed: 0,
    bytes: 5_000_000,
    gapMessages: 0,
    throttledMs: 0,
    backoffMs: 0,
    delayMs: 12,
    delayMaxMs: 40,
    lagMessages: 60,
  };
}
