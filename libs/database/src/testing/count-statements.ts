import type { DataSource } from 'typeorm';
import { vi } from 'vitest';

/** Counts the SQL statements that `work` runs. */
export async function countStatements(dataSource: DataSource, work: () => Promise<unknown>): Promise<number> {
  const spy = vi.spyOn(dataSource.logger, 'logQuery');
  try {
    await work();
    return spy.mock.calls.length;
  } finally {
    spy.mockRestore();
  }
}
