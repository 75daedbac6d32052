import { queryRows, type SqlExecutor } from '../sql.js';
import { BURY_SQL, FREE_SQL, SWEEP_SQL } from './reap-sql.js';

/**
 * Ends the leases that are over: their workers are marked stopped, their shards become free, and tasks that only waited
 * for them to be deleted go. Safe at any time and from any process; each statement commits by itself.
 */
export async function reapDeadWorkers(executor: SqlExecutor): Promise<void> {
  await queryRows(executor, BURY_SQL);
  await queryRows(executor, FREE_SQL);
  await queryRows(executor, SWEEP_SQL);
}
