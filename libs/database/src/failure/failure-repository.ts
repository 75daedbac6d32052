import type { FailureState, FailureView } from '@slipstream/shared';
import type { DataSource } from 'typeorm';
import { notifySql } from '../notify/channel.js';
import { queryRows } from '../sql.js';

/** Which page of failures. */
export interface FailurePage {
  limit: number;
  /** Id of a failure: the page holds those before it. */
  before?: string;
  state?: FailureState;
}

/** Which failures a user acts on: these, or all that are pending. */
export type FailureSelection = { ids: readonly string[] } | 'ALL_PENDING';

type FailureRow = Omit<FailureView, 'storedAt' | 'recordedAt' | 'changedAt'> &
  Record<'storedAt' | 'recordedAt' | 'changedAt', Date>;

/** $1 task, $2 state or null, $3 id to begin before or null, $4 limit. */
const LIST_SQL = `
  SELECT x.id::text, x.state, f.direction, s.source_topic AS "sourceTopic", s.source_broker AS "sourceBroker",
    s.source_queue AS "sourceQueue", x.source_offset::text AS "sourceOffset", s.target_topic AS "targetTopic",
    s.target_broker AS "targetBroker", s.target_queue AS "targetQueue", x.unique_key AS "uniqueKey", x.keys, x.tag,
    x.stored_at AS "storedAt", x.body_bytes AS "bodyBytes", x.property_bytes AS "propertyBytes", x.said,
    x.recorded_at AS "recordedAt", x.changed_at AS "changedAt", x.tries, x.retry_said AS "retrySaid",
    x.sent_offset::text AS "sentOffset", x.dead_letter_topic AS "deadLetterTopic",
    x.dead_letter_offset::text AS "deadLetterOffset", x.dead_letter_said AS "deadLetterSaid"
  FROM failure x JOIN stream s ON s.id = x.stream_id JOIN flow f ON f.id = s.flow_id
  WHERE x.task_id = $1 AND ($2::text IS NULL OR x.state = $2) AND ($3::bigint IS NULL OR x.id < $3)
  ORDER BY x.id DESC LIMIT $4`;

/** Failures as users see them and act on them. */
export class FailureRepository {
  constructor(private readonly dataSource: DataSource) {}

  /** Failures of a task, newest first. */
  async list(taskId: string, { state, before, limit }: FailurePage): Promise<FailureView[]> {
    const rows = await queryRows<FailureRow>(this.dataSource, LIST_SQL, [
      taskId,
      state ?? null,
      before ?? null,
      limit,
    ]);
    return rows.map((row) => ({
      ...row,
      storedAt: row.storedAt.toISOString(),
      recordedAt: row.recordedAt.toISOString(),
      changedAt: row.changedAt.toISOString(),
    }));
  }

  /**
   * Asks the task's workers to send messages again: of the named ones those that are pending or were given up.
   *
   * @returns how many
   */
  async retry(taskId: string, selection: FailureSelection): Promise<number> {
    return this.#move(taskId, selection, 'RETRYING', ['PENDING', 'GIVEN_UP']);
  }

  /**
   * Gives messages up: of the named ones those that are pending or wait for a retry.
   *
   * @returns how many
   */
  async giveUp(taskId: string, selection: FailureSelection): Promise<number> {
    return this.#move(taskId, selection, 'GIVEN_UP', ['PENDING', 'RETRYING']);
  }

  async #move(
    taskId: string,
    selection: FailureSelection,
    to: FailureState,
    from: readonly FailureState[],
  ): Promise<number> {
    const all = selection === 'ALL_PENDING';
    const [row] = await queryRows<{ moved: number }>(
      this.dataSource,
      `WITH moved AS (
         UPDATE failure SET state = $3, changed_at = clock_timestamp(),
           tries = tries + CASE WHEN $3 = 'RETRYING' THEN 1 ELSE 0 END,
           retry_said = CASE WHEN $3 = 'RETRYING' THEN NULL ELSE retry_said END
         WHERE task_id = $1 AND state = ANY ($4::text[]) AND ($2::bigint[] IS NULL OR id = ANY ($2::bigint[]))
         RETURNING 1
       ), told AS (
         SELECT ${notifySql('failure', 'f.id', 'f.task_id')} FROM flow f WHERE f.task_id = $1
       )
       SELECT (SELECT count(*)::int FROM moved) AS moved, (SELECT count(*)::int FROM told) AS told`,
      [taskId, all ? null : selection.ids, to, all ? ['PENDING'] : from],
    );
    return row?.moved ?? 0;
  }
}
