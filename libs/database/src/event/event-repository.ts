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
  before?: string | undefined;
  kinds?: readonly EventView['kind'][] | undefined;
  severity?: EventView['severity'] | undefined;
  actor?: string | undefined;
  /** Part of the kind, of the actor's name or of the details, in any case. */
  search?: string | undefined;
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

  /** The newest event of a kind and task whose details hold all of these. */
  async find(
    taskId: string,
    kind: EventView['kind'],
    details: Readonly<Record<string, unknown>>,
  ): Promise<EventView | undefined> {
    const [row] = await queryRows<StoredEvent>(
      this.dataSource,
      `SELECT ${COLUMNS} FROM event WHERE task_id = $1 AND kind = $2 AND details @> $3::jsonb ORDER BY event.id DESC LIMIT 1`,
      [taskId, kind, JSON.stringify(details)],
    );
    return row === undefined ? undefined : toView(row);
  }

  /** Events of a task, or of all when none is given; newest first. */
  async list(taskId: string | undefined, page: EventPage): Promise<EventView[]> {
    const rows = await queryRows<StoredEvent>(
      this.dataSource,
      `SELECT ${COLUMNS} FROM event
       WHERE ($1::uuid IS NULL OR task_id = $1) AND ($2::bigint IS NULL OR id < $2)
         AND ($4::text[] IS NULL OR kind = ANY ($4)) AND ($5::text IS NULL OR severity = $5)
         AND ($6::text IS NULL OR actor = $6)
         AND ($7::text IS NULL OR strpos(lower(concat_ws(' ', kind, actor, details::text)), lower($7)) > 0)
       ORDER BY event.id DESC LIMIT $3`,
      [
        taskId ?? null,
        page.before ?? null,
        page.limit,
        page.kinds ?? null,
        page.severity ?? null,
        page.actor ?? null,
        page.search ?? null,
      ],
    );
    return rows.map(toView);
  }
}

const COLUMNS = `id::text, at, kind, severity, task_id AS "taskId", actor, details`;

type StoredEvent = Omit<EventView, 'at'> & { at: Date };

function toView(row: StoredEvent): EventView {
  return { ...row, at: row.at.toISOString() };
}
