import type { CheckLine, CheckState, SealedCheck } from '@slipstream/shared';
import type { DataSource } from 'typeorm';
import { notifySql } from '../notify/channel.js';
import { queryRows } from '../sql.js';
import type { CheckRun, ClaimedCheck } from './check-records.js';
import { CHECK_KEPT, CLAIM_CHECK_SQL, CLAIM_FOR_API_SQL, END_LOST_SQL } from './check-sql.js';

interface CheckRow {
  id: string;
  state: CheckState;
  lines: CheckLine[];
  workerId: string | null;
  byName: string | null;
  host: string | null;
  createdAt: Date;
  startedAt: Date | null;
  finishedAt: Date | null;
}

/** Pre-checks that wait for a worker, run, and are kept for a while (C-04). */
export class CheckRepository {
  constructor(private readonly dataSource: DataSource) {}

  /** A check that waits from now on; live workers are woken. Its secrets are sealed for its id. */
  async create(id: string, input: SealedCheck): Promise<void> {
    await queryRows(
      this.dataSource,
      `WITH made AS (INSERT INTO check_run (id, input) VALUES ($1, $2::jsonb) RETURNING id)
       SELECT ${notifySql('check', 'id')} FROM made`,
      [id, JSON.stringify(input)],
    );
  }

  /** Undefined when there is none, or none any more. */
  async get(id: string): Promise<CheckRun | undefined> {
    const [row] = await queryRows<CheckRow>(
      this.dataSource,
      `SELECT id, state, lines, worker_id AS "workerId", by_name AS "byName", host, created_at AS "createdAt",
         started_at AS "startedAt", finished_at AS "finishedAt"
       FROM check_run WHERE id = $1`,
      [id],
    );
    return row && toRun(row);
  }

  /** The oldest check that nobody looks at, taken for a worker; undefined when there is none. */
  async claim(workerId: string): Promise<ClaimedCheck | undefined> {
    const [claimed] = await queryRows<ClaimedCheck>(this.dataSource, CLAIM_CHECK_SQL, [workerId]);
    return claimed;
  }

  /**
   * Takes a check for the API: at once when no worker is alive, else when none has taken it for `patienceMs`.
   *
   * @param host the API's machine
   */
  async claimForApi(id: string, host: string, patienceMs: number): Promise<ClaimedCheck | undefined> {
    const [claimed] = await queryRows<ClaimedCheck>(this.dataSource, CLAIM_FOR_API_SQL, [
      id,
      host,
      patienceMs,
    ]);
    return claimed;
  }

  /**
   * Writes the lines so far.
   *
   * @param isDone it is over: its secrets go
   * @returns false when somebody else has taken the check meanwhile; nothing was written
   */
  async save(check: ClaimedCheck, lines: readonly CheckLine[], isDone: boolean): Promise<boolean> {
    const done = isDone ? `, state = 'DONE', finished_at = clock_timestamp(), input = NULL` : '';
    const saved = await queryRows(
      this.dataSource,
      `UPDATE check_run SET lines = $3::jsonb${done}
       WHERE id = $1 AND attempt = $2 AND state = 'RUNNING' RETURNING id`,
      [check.id, check.attempt, JSON.stringify(lines)],
    );
    return saved.length > 0;
  }

  /** Ends a check whose machines ended over it, one after the other. */
  async endLost(id: string, line: CheckLine): Promise<void> {
    await queryRows(this.dataSource, END_LOST_SQL, [id, JSON.stringify([line])]);
  }

  /** Drops what nobody looks at any more. */
  async deleteOld(): Promise<void> {
    await queryRows(
      this.dataSource,
      `DELETE FROM check_run WHERE created_at < clock_timestamp() - interval '${CHECK_KEPT}'`,
    );
  }
}

function toRun({ workerId, byName, host, ...row }: CheckRow): CheckRun {
  const kind = workerId === null ? 'API' : 'WORKER';
  return { ...row, by: byName === null ? null : { kind, name: byName, host: host ?? '' } };
}
