import { epochMs, queryRows, type SqlExecutor } from '../sql.js';
import { isAlive } from './liveness.js';

/** A worker whose lease is running. */
export interface LiveWorker {
  /** Of this run of the process. */
  id: string;
  name: string;
  host: string;
  pid: number;
  version: string;
  /** ms since the epoch. */
  startedAt: number;
  /** It is shutting down: it finishes what it holds and takes nothing more. */
  draining: boolean;
  /** Shards that it holds. */
  shards: number;
}

/** Workers as the console shows them. */
export class WorkerRepository {
  constructor(private readonly executor: SqlExecutor) {}

  /** Those that live now by PostgreSQL's clock, by name. */
  async listAlive(): Promise<LiveWorker[]> {
    return queryRows<LiveWorker>(
      this.executor,
      `SELECT w.id, w.name, w.host, w.pid, w.version, ${epochMs('w.started_at')} AS "startedAt", w.draining,
         (SELECT count(*)::int FROM shard s WHERE s.owner = w.id) AS shards
       FROM worker w WHERE ${isAlive('w')} ORDER BY w.name, w.id`,
    );
  }
}
