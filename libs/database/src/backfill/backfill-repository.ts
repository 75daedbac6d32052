import type { BackfillView } from '@slipstream/shared';
import type { DataSource } from 'typeorm';
import { isActive } from '../lease/liveness.js';
import { epochMs, queryRows } from '../sql.js';
import { backfillProgress, type StreamBackfill } from './backfill-progress.js';

/** Rates are taken over this time: a ring of checkpoints, one a second, reaches as far. */
const RATE_WINDOW = `interval '60 seconds'`;

/**
 * $1 task. Streams that began before the present: those of a task that started at the earliest message or a point in time,
 * and those that were reset. What was through before the last reset is no part of what followed it.
 */
const BACKFILL_SQL = `
  SELECT f.direction, s.source_topic AS topic,
    coalesce(u.backfill_from, s.start_position) AS "from",
    u.backfill_to AS "to", u.source_max AS "sourceMax", last.source_offset AS position,
    ${epochMs('statement_timestamp()')} - ${epochMs('last.saved_at')} AS "positionAgeMs",
    ${epochMs('u.backfilled_at')} AS "backfilledAt",
    CASE WHEN recent IS NOT NULL THEN jsonb_build_object('offset', recent.source_offset,
      'ageMs', ${epochMs('statement_timestamp()')} - ${epochMs('recent.saved_at')}) END AS recent,
    ${isActive('t')} AS running
  FROM task t
  JOIN flow f ON f.task_id = t.id
  JOIN stream s ON s.flow_id = f.id AND NOT s.retired
  LEFT JOIN stream_status u ON u.stream_id = s.id
  LEFT JOIN offset_reset r ON r.task_id = t.id
  CROSS JOIN LATERAL (
    SELECT generation, source_offset, saved_at FROM checkpoint WHERE stream_id = s.id ORDER BY seq DESC LIMIT 1
  ) AS last
  LEFT JOIN LATERAL (
    SELECT c.source_offset, c.saved_at FROM checkpoint c
    WHERE u.backfilled_at IS NULL AND c.stream_id = s.id AND c.generation = last.generation
      AND c.saved_at > statement_timestamp() - ${RATE_WINDOW}
    ORDER BY c.seq LIMIT 1
  ) AS recent ON true
  WHERE t.id = $1 AND (t.start_from->>'type' <> 'LATEST' OR u.backfill_from IS NOT NULL)
    AND (u.backfilled_at IS NULL OR r.at IS NULL OR u.backfilled_at >= r.at)`;

/** How far tasks have come with what was there before them. */
export class BackfillRepository {
  constructor(private readonly dataSource: DataSource) {}

  /** Progress of one task; `NONE` also when there is no such task. One statement. */
  async progress(taskId: string): Promise<BackfillView> {
    const rows = await queryRows<StreamBackfill & { running: boolean }>(this.dataSource, BACKFILL_SQL, [
      taskId,
    ]);
    return backfillProgress(rows, rows[0]?.running ?? false, Date.now());
  }
}
