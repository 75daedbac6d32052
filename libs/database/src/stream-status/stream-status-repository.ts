import type { FlowDirection, Reason, StreamState, StreamView } from '@slipstream/shared';
import type { DataSource } from 'typeorm';
import { isActive, isAlive } from '../lease/liveness.js';
import { queryRows } from '../sql.js';

/** How a stream is, as its worker sees it. */
export interface StreamStatusRecord {
  streamId: number;
  /** Source queue's max offset when last seen; null before. */
  sourceMax: number | null;
  delayMs: number | null;
  state: StreamState;
  reason: Reason | null;
}

interface StreamRow {
  id: number;
  direction: FlowDirection;
  sourceTopic: string;
  sourceBroker: string;
  sourceQueue: number;
  targetTopic: string;
  targetBroker: string;
  targetQueue: number;
  position: number;
  sourceMax: number | null;
  delayMs: number | null;
  state: StreamState | null;
  reason: Reason | null;
  active: boolean;
  held: boolean;
}

/** Where a stream of `stream_id` stands, by its newest checkpoint. */
const POSITION = (streamId: string): string =>
  `(SELECT c.source_offset FROM checkpoint c WHERE c.stream_id = ${streamId} ORDER BY c.seq DESC LIMIT 1)`;

/**
 * The first max offset that a worker tells of the source queue stays as the end of the stream's backfill. Queues that were
 * made anew are shorter than that: they are through when all they hold was copied.
 */
const SAVE_SQL = `
  INSERT INTO stream_status AS u (stream_id, source_max, delay_ms, state, reason, backfill_to, backfilled_at, updated_at)
  SELECT i.stream_id, i.source_max, i.delay_ms, i.state, i.reason, i.source_max,
    CASE WHEN ${POSITION('i.stream_id')} >= i.source_max THEN clock_timestamp() END, clock_timestamp()
  FROM unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::text[], $5::jsonb[])
    AS i (stream_id, source_max, delay_ms, state, reason)
  JOIN stream s ON s.id = i.stream_id
  ORDER BY i.stream_id
  ON CONFLICT (stream_id) DO UPDATE SET source_max = excluded.source_max, delay_ms = excluded.delay_ms,
    state = excluded.state, reason = excluded.reason, updated_at = excluded.updated_at,
    backfill_to = coalesce(u.backfill_to, excluded.source_max),
    backfilled_at = CASE
      WHEN u.backfilled_at IS NOT NULL THEN u.backfilled_at
      WHEN ${POSITION('u.stream_id')} >= least(u.backfill_to, excluded.source_max) THEN excluded.updated_at
    END`;

const LIST_SQL = `
  SELECT s.id, f.direction, s.source_topic AS "sourceTopic", s.source_broker AS "sourceBroker",
    s.source_queue AS "sourceQueue", s.target_topic AS "targetTopic", s.target_broker AS "targetBroker",
    s.target_queue AS "targetQueue", coalesce(c.source_offset, s.start_position) AS position,
    u.source_max AS "sourceMax", u.delay_ms AS "delayMs", u.state, u.reason, ${isActive('t')} AS active,
    coalesce(${isAlive('w')}, false) AS held
  FROM task t
  JOIN flow f ON f.task_id = t.id
  JOIN stream s ON s.flow_id = f.id AND NOT s.retired
  LEFT JOIN shard h ON h.flow_id = f.id AND h.index = s.shard_index
  LEFT JOIN worker w ON w.id = h.owner
  LEFT JOIN stream_status u ON u.stream_id = s.id
  LEFT JOIN LATERAL (
    SELECT source_offset FROM checkpoint WHERE stream_id = s.id ORDER BY seq DESC LIMIT 1
  ) AS c ON true
  WHERE t.id = $1
  ORDER BY f.direction, s.source_topic, s.source_broker, s.source_queue, s.target_topic`;

/** What workers report of single streams. */
export class StreamStatusRepository {
  constructor(private readonly dataSource: DataSource) {}

  /** Stores how streams are; those that are gone are dropped. */
  async save(items: readonly StreamStatusRecord[]): Promise<void> {
    if (items.length === 0) return;
    await queryRows(this.dataSource, SAVE_SQL, [
      items.map((item) => item.streamId),
      items.map((item) => item.sourceMax),
      items.map((item) => item.delayMs),
      items.map((item) => item.state),
      items.map((item) => (item.reason === null ? null : JSON.stringify(item.reason))),
    ]);
  }

  /** All streams of a task that are not retired, in one statement. */
  async list(taskId: string): Promise<StreamView[]> {
    const rows = await queryRows<StreamRow>(this.dataSource, LIST_SQL, [taskId]);
    return rows.map(toView);
  }
}

/** What was reported holds only while a worker holds the shard; the position always does. */
function toView({ active, held, ...row }: StreamRow): StreamView {
  const lag = row.sourceMax === null ? null : Math.max(0, row.sourceMax - row.position);
  const reported = held && row.state !== null;
  return {
    ...row,
    id: String(row.id),
    position: String(row.position),
    sourceMax: row.sourceMax === null ? null : String(row.sourceMax),
    lagMessages: lag === null ? null : String(lag),
    delayMs: reported ? row.delayMs : null,
    state: reported && row.state !== null ? row.state : active ? 'PENDING' : 'STOPPED',
    reason: reported ? row.reason : null,
  };
}
