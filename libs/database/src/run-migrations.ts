import type { DataSource } from 'typeorm';

/** Any constant that no other program uses for an advisory lock. */
const MIGRATION_LOCK = 7_325_719_004_512;

/** Brings the database up to date. Processes that do it at once wait for each other; the later ones find nothing to do. */
export async function runMigrations(dataSource: DataSource): Promise<void> {
  const lock = dataSource.createQueryRunner();
  try {
    await lock.query('SELECT pg_advisory_lock($1)', [MIGRATION_LOCK]);
    try {
      await dataSource.runMigrations();
    } finally {
      await lock.query('SELECT pg_advisory_unlock($1)', [MIGRATION_LOCK]);
    }
  } finally {
    await lock.release();
  }
}
