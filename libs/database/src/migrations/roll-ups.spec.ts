import { randomUUID } from 'node:crypto';
import type { DataSource } from 'typeorm';
import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest';
import { createDataSource, dataSourceOptions } from '../data-source.js';
import { SampleHousekeeping } from '../sample/sample-housekeeping.js';
import { SampleRepository } from '../sample/sample-repository.js';
import { createEmptyDatabase, type TestDatabase } from '../testing/test-database.js';
import { MIGRATIONS } from './index.js';
import { RollUps1763900000100 } from './1763900000100-roll-ups.js';

const HOUR = 3_600_000;
const flowId = randomUUID();
const taskId = randomUUID();

let database: TestDatabase;
let dataSource: DataSource;

beforeEach(async () => {
  database = await createEmptyDatabase(inject('databaseAdminUrl'));
  const before = MIGRATIONS.slice(0, MIGRATIONS.indexOf(RollUps1763900000100));
  dataSource = createDataSource(database.url);
  dataSource.setOptions({ ...dataSourceOptions(database.url), migrations: before });
  await dataSource.initialize();
  await dataSource.runMigrations();
});

afterEach(async () => {
  await dataSource.destroy();
  await database.drop();
});

/** An installed version: a task with a sample every minute of 3 days. */
async function fill(): Promise<void> {
  await dataSource.query(
    `WITH made AS (
       INSERT INTO cluster (name, cluster_id, network_type, name_servers, acl_enabled)
       VALUES ('a', 'a', 'VPC', 'h:1', false), ('b', 'b', 'VPC', 'h:2', false) RETURNING id
     ), task AS (
       INSERT INTO task (id, name, direction, level, source_cluster_id, target_cluster_id, start_from, topics, routes, wanted)
       SELECT $1, 't', 'ONE_WAY', 'CLUSTER', min(id::text)::uuid, max(id::text)::uuid, '{}', '{}', '[]', 'RUNNING' FROM made
       RETURNING id
     )
     INSERT INTO flow (id, task_id, direction, flow_key) SELECT $2, id, 'forward', 'k' FROM task`,
    [taskId, flowId],
  );
  await dataSource.query(
    `INSERT INTO sample (flow_id, worker_id, at, read, sent, skipped_loop, filtered, failed, bytes, delay_ms, lag_messages)
     SELECT $1, $1, now() - i * interval '1 minute', 1, 1, 0, 0, 0, 10, i, i FROM generate_series(0, 3 * 24 * 60 - 1) i`,
    [flowId],
  );
}

async function upgrade(): Promise<void> {
  await dataSource.destroy();
  dataSource = await createDataSource(database.url).initialize();
  await dataSource.runMigrations();
}

const readOf = async (): Promise<{ read: number; points: number }> => {
  const to = Date.now() + HOUR;
  const points = await new SampleRepository(dataSource).range(
    taskId,
    { from: to - 96 * HOUR, to, step: HOUR },
    false,
  );
  return { read: points.reduce((sum, { read }) => sum + read, 0), points: points.length };
};

describe('samples of a version before roll-ups', () => {
  it('are shown as before at once, and after they have been rolled up and dropped', async () => {
    await fill();
    await upgrade();
    const all = await readOf();
    expect(all.read).toBe(3 * 24 * 60);
    const housekeeping = new SampleHousekeeping(dataSource);
    await housekeeping.run();
    expect(await readOf()).toEqual(all);
    const [{ count }] = await dataSource.query('SELECT count(*)::int FROM sample_minute');
    expect(count).toBeGreaterThanOrEqual(3 * 24 * 60 - 1);
    // Two days later, what the older version wrote is past the retention of single samples.
    await dataSource.query(`ALTER TABLE sample DETACH PARTITION sample_before`);
    const moved = (hours: number): string => new Date(Date.now() - hours * HOUR).toISOString();
    await dataSource.query(`DELETE FROM sample_before WHERE at >= '${moved(30)}'`);
    await dataSource.query(
      `ALTER TABLE sample ATTACH PARTITION sample_before FOR VALUES FROM ('${moved(100)}') TO ('${moved(30)}')`,
    );
    await housekeeping.run();
    expect(await dataSource.query('SELECT 1 FROM sample')).toEqual([]);
    expect((await readOf()).read).toBeGreaterThanOrEqual(all.read - 1);
  });

  it('are taken by the new tables while workers of the older version still write', async () => {
    await fill();
    await upgrade();
    await dataSource.query(
      `INSERT INTO sample (flow_id, worker_id, at, read, sent, skipped_loop, filtered, failed, bytes)
       VALUES ($1, $1, now(), 7, 0, 0, 0, 0, 0)`,
      [flowId],
    );
    expect((await readOf()).read).toBe(3 * 24 * 60 + 7);
  });

  it('are there again when the migration is taken back', async () => {
    await fill();
    await upgrade();
    for (const _ of MIGRATIONS.slice(MIGRATIONS.indexOf(RollUps1763900000100)))
      await dataSource.undoLastMigration();
    expect(await dataSource.query(`SELECT 1 FROM pg_class WHERE relname = 'sample_gate'`)).toEqual([]);
    const rows = await dataSource.query('SELECT count(*)::int, sum(lag_messages)::int AS lag FROM sample');
    const minutes = 3 * 24 * 60;
    expect(rows).toEqual([{ count: minutes, lag: (minutes * (minutes - 1)) / 2 }]);
  });
});
