import { afterAll, beforeAll, beforeEach, inject } from 'vitest';
import type { DataSource } from 'typeorm';
import { createDataSource } from '../data-source.js';
import { Fixtures } from './fixtures.js';
import { createTestDatabase, type TestDatabase } from './test-database.js';

/** A spec file's database: empty tables before each test. */
export interface SpecDatabase {
  readonly dataSource: DataSource;
  readonly url: string;
  readonly given: Fixtures;
}

/** Gives the spec file a database of its own. */
export function useDatabase(): SpecDatabase {
  let database: TestDatabase;
  let dataSource: DataSource;
  let given: Fixtures;
  beforeAll(async () => {
    database = await createTestDatabase(inject('databaseAdminUrl'));
    dataSource = await createDataSource(database.url).initialize();
    given = new Fixtures(dataSource);
  });
  beforeEach(async () => {
    // Not TRUNCATE: that makes new files, which costs more than a few rows.
    for (const table of ['task', 'cluster', 'worker', 'app_user', 'event', 'check_run'])
      await dataSource.query(`DELETE FROM ${table}`);
  });
  afterAll(async () => {
    await dataSource.destroy();
    await database.drop();
  });
  return {
    get dataSource() {
      return dataSource;
    },
    get url() {
      return database.url;
    },
    get given() {
      return given;
    },
  };
}
