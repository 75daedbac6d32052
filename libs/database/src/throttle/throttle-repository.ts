import type { Throttle } from '@slipstream/shared';
import type { DataSource } from 'typeorm';
import { LEASE_MS } from '../lease/lease-timing.js';
import { queryRows } from '../sql.js';

/** What one worker wants of a task's rates, as it was since it last said so. */
export interface ThrottleDemandRecord {
  /** Used per second. */
  messages: number;
  bytes: number;
  /** Streams that had to wait. */
  waiting: number;
  /** Parts of the rates that it holds, 0 to 1. */
  messageShare: number;
  byteShare: number;
}

/** A task's throttle, and who else works under it. */
export interface ThrottleRecord {
  taskId: string;
  throttle: Throttle;
  others: ThrottleDemandRecord[];
}

/**
 * $1 worker, $2.. its tasks and demands as arrays. Stores the demands on throttled tasks. A worker whose demand is as old
 * as a lease lasts cannot write to a target any more, and does not count.
 */
const EXCHANGE_SQL = `
  WITH item AS (
    SELECT i.*, t.throttle, t.throttle <> '{}'::jsonb AS throttled
    FROM unnest($2::uuid[], $3::float8[], $4::float8[], $5::int[], $6::float8[], $7::float8[])
      AS i (task_id, messages, bytes, waiting, message_share, byte_share)
    JOIN task t ON t.id = i.task_id
  ), stored AS (
    INSERT INTO throttle_demand (task_id, worker_id, messages, bytes, waiting, message_share, byte_share, updated_at)
    SELECT task_id, $1, messages, bytes, waiting, message_share, byte_share, clock_timestamp() FROM item WHERE throttled
    ON CONFLICT (task_id, worker_id) DO UPDATE SET messages = excluded.messages, bytes = excluded.bytes,
      waiting = excluded.waiting, message_share = excluded.message_share, byte_share = excluded.byte_share,
      updated_at = excluded.updated_at
  )
  SELECT item.task_id AS "taskId", item.throttle, coalesce((
    SELECT jsonb_agg(jsonb_build_object('messages', d.messages, 'bytes', d.bytes, 'waiting', d.waiting,
      'messageShare', d.message_share, 'byteShare', d.byte_share))
    FROM throttle_demand d
    WHERE item.throttled AND d.task_id = item.task_id AND d.worker_id <> $1
      AND d.updated_at > clock_timestamp() - ${LEASE_MS} * interval '1 millisecond'
  ), '[]'::jsonb) AS others
  FROM item`;

/** How the workers of a throttled task agree on who gets how much of its rates. */
export class ThrottleRepository {
  constructor(private readonly dataSource: DataSource) {}

  /** Says what a worker wants of its tasks, and reads their throttles and what other workers want; in one statement. */
  async exchange(
    workerId: string,
    demands: ReadonlyMap<string, ThrottleDemandRecord>,
  ): Promise<ThrottleRecord[]> {
    const rows = [...demands];
    return queryRows<ThrottleRecord>(this.dataSource, EXCHANGE_SQL, [
      workerId,
      rows.map(([taskId]) => taskId),
      rows.map(([, demand]) => demand.messages),
      rows.map(([, demand]) => demand.bytes),
      rows.map(([, demand]) => demand.waiting),
      rows.map(([, demand]) => demand.messageShare),
      rows.map(([, demand]) => demand.byteShare),
    ]);
  }

  /** Says which parts a worker has taken, before it uses them. */
  async take(workerId: string, taskId: string, messageShare: number, byteShare: number): Promise<void> {
    await queryRows(
      this.dataSource,
      `UPDATE throttle_demand SET message_share = $3, byte_share = $4 WHERE task_id = $2 AND worker_id = $1`,
      [workerId, taskId, messageShare, byteShare],
    );
  }

  /** The worker does nothing of this task any more: its part is free at once. */
  async leave(workerId: string, taskId: string): Promise<void> {
    await queryRows(this.dataSource, `DELETE FROM throttle_demand WHERE task_id = $2 AND worker_id = $1`, [
      workerId,
      taskId,
    ]);
  }

  /** Drops what workers that are gone left behind. */
  async deleteStale(): Promise<void> {
    await queryRows(
      this.dataSource,
      `DELETE FROM throttle_demand WHERE updated_at < statement_timestamp() - interval '1 minute'`,
    );
  }
}
