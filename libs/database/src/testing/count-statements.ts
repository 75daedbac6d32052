import type { DataSource } from 'typeorm';

/** Counts the SQL statements that `work` runs. */
export async function countStatements(dataSource: DataSource, work: () => Promise<unknown>): Promise<number> {
  let count = 0;
  const { logger } = dataSource;
  const logQuery = logger.logQuery;
  logger.logQuery = () => void count++;
  try {
    await work();
  } finally {
    logger.logQuery = logQuery;
  }
  return count;
}
