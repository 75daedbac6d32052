import { setTimeout as delay } from 'node:timers/promises';
import type { DataSource } from 'typeorm';
import { isDatabaseUnavailable } from '../common/problems/database-error.js';

const RETRY_MS = 500;

/** Connects, and waits for a database that is still starting; any other error is final. */
export async function connectPatiently(dataSource: DataSource, patienceMs: number): Promise<void> {
  const giveUpAt = performance.now() + patienceMs;
  while (!dataSource.isInitialized) {
    try {
      await dataSource.initialize();
    } catch (error) {
      if (!isDatabaseUnavailable(error) || performance.now() >= giveUpAt) throw error;
      await delay(RETRY_MS);
    }
  }
}
