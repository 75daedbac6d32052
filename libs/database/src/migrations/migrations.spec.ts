import type { DataSource } from 'typeorm';
import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest';
import { createDataSource } from '../data-source.js';
import { runMigrations } from '../run-migrations.js';
import { createEmptyDatabase, type TestDatabase } from '../testing/test-database.js';
import { MIGRATIONS } from './index.js';

let database: TestDatabase;
const open: DataSource[] = [];

async function connect(): Promise<DataSource> {
  const dataSource = await createDataSource(database.url).initialize();
  open.push(dataSource);
  return dataSource;
}

beforeEach(async () => {
  database = await createEmptyDatabase(inject('databaseAdminUrl'));
});

afterEach(async () => {
  for (const dataSource of open.splice(0)) await dataSource.destroy();
  await database.drop();
});

describe('migrations', () => {
  it('make exactly the tables that the entities describe', async () => {
    const dataSource = await connect();
    await runMigrations(dataSource);
    const difference = await dataSource.driver.createSchemaBuilder().log();
    expect(difference.upQueries.map((query) => query.query)).toEqual([]);
  });

  it('run once when several processes begin at the same moment', async () => {
    const processes = await Promise.all([connect(), connect(), connect()]);
    await Promise.all(processes.map(runMigrations));
    const [first] = processes;
    const rows = await first?.query('SELECT name FROM migrations ORDER BY id');
    expect(rows).toEqual(MIGRATIONS.map((Migration) => ({ name: new Migration().name })));
  });

  it('do nothing the second time', async () => {
    const dataSource = await connect();
    await runMigrations(dataSource);
    await runMigrations(dataSource);
    expect(await dataSource.showMigrations()).toBe(false);
  });

  it('can be taken back', async () => {
    const dataSource = await connect();
    await runMigrations(dataSource);
    for (const _ of MIGRATIONS) await dataSource.undoLastMigration();
    const rows: unknown[] = await dataSource.query(
      `SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'migrations'`,
    );
    expect(rows).toEqual([]);
  });
});
