import type { EventView } from '@slipstream/shared';
import type { DataSource } from 'typeorm';
import { notifySql } from '../notify/channel.js';
import { queryRows } from '../sql.js';

/** An event on its way to the table; it happens now. */
export type NewEvent = Pick<EventView, 'kind' | 'severity' | 'taskId' | 'actor' | 'details'>;

/** Which page of events. */
export interface EventPage {
  limit: number;
  /** Id of an event: the page holds those before it. */
  before?: string;
}

/** What happened. */
export class EventRepository {
  constructor(private readonly dataSource: DataSource) {}

  /** Stores an event. `details` never holds a secret. */
  async add(event: NewEvent): Promise<void> {
    await queryRows(
      this.dataSource,
      `WITH added AS (
         INSERT INTO event (at, kind, severity, task_id, actor, details)
         VALUES (clock_timestamp(), $1, $2, $3, $4, $5::jsonb) RETURNING id, task_id
       )
       SELECT ${notifySql('event', 'id', 'task_id')} FROM added`,
      [event.kind, event.severity, event.taskId, event.actor, JSON.stringify(event.details)],
    );
  }

  /** Events of a task, or of all when none is given; newest first. */
  async list(taskId: string | undefined, page: EventPage): Promise<EventView[]> {
    const rows = await queryRows<Omit<EventView, 'at'> & { at: Date }>(
      this.dataSource,
      `SELECT id::text, at, kind, severity, task_id AS "taskId", actor, details FROM event
       WHERE ($1::uuid IS NULL OR task_id = $1) AND ($2::bigint IS NULL OR id < $2)
       ORDER BY event.id DESC LIMIT $3`,
      [taskId ?? null, page.before ?? null, page.limit],
    );
    return rows.map((row) => ({ ...row, at: row.at.toISOString() }));
  }
}
