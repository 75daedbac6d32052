import { Injectable } from '@nestjs/common';
import { TaskRepository, type TaskRow } from '@slipstream/database';
import type { FlowDirection } from '@slipstream/shared';
import { DataSource } from 'typeorm';

/** Counts of one flow since its task was created, and its newest gauges. */
export interface FlowFigures {
  taskId: string;
  direction: FlowDirection;
  read: number;
  sent: number;
  failed: number;
  skippedLoop: number;
  filtered: number;
  bytes: number;
  gapMessages: number;
  throttledMs: number;
  backoffMs: number;
  /** ms; null when unknown. */
  delayMs: number | null;
  lagMessages: number | null;
}

/** Samples older than this say nothing of the present, ms. */
const FRESH_MS = 30_000;

/** What Prometheus is told of the tasks. */
@Injectable()
export class FlowFiguresReader {
  constructor(
    private readonly dataSource: DataSource,
    private readonly tasks: TaskRepository,
  ) {}

  async read(): Promise<{ tasks: TaskRow[]; flows: FlowFigures[] }> {
    const [tasks, flows] = await Promise.all([
      this.tasks.list(),
      this.dataSource.query<FlowFigures[]>(
        `SELECT f.task_id AS "taskId", f.direction, f.total_read AS read, f.total_sent AS sent, f.total_failed AS failed,
                f.total_skipped_loop AS "skippedLoop", f.total_filtered AS filtered, f.total_bytes AS bytes,
                f.total_gap_messages AS "gapMessages", f.total_throttled_ms AS "throttledMs", f.total_backoff_ms AS "backoffMs",
                g.delay_ms AS "delayMs", g.lag_messages AS "lagMessages"
         FROM flow f
         LEFT JOIN LATERAL (
           SELECT max(newest.delay_ms) AS delay_ms, sum(newest.lag_messages)::bigint AS lag_messages
           FROM (SELECT DISTINCT owner FROM shard WHERE flow_id = f.id AND owner IS NOT NULL) AS holder
           CROSS JOIN LATERAL (
             SELECT n.delay_ms, n.lag_messages FROM sample n
             WHERE n.flow_id = f.id AND n.worker_id = holder.owner AND n.at > statement_timestamp() - $1 * interval '1 millisecond'
             ORDER BY n.at DESC LIMIT 1
           ) AS newest
         ) AS g ON true
         ORDER BY f.task_id, f.direction`,
        [FRESH_MS],
      ),
    ]);
    return { tasks, flows };
  }
}
