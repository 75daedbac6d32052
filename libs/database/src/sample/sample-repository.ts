import { METRIC_POINTS_MAX, type MetricPoint, type MetricRange, type MetricSample } from '@slipstream/shared';
import type { DataSource } from 'typeorm';
import { queryRows, type SqlExecutor } from '../sql.js';
import { DELETE_PAST_RETENTION_SQL, GAUGES_SQL, INSERT_SAMPLES_SQL, rangeSql } from './sample-sql.js';
import { NO_GAUGES, type TaskGauges } from './task-gauges.js';

/** One worker's sample of one flow. Without `at` it is of now by PostgreSQL's clock, which is what workers send. */
export interface SampleRow extends Omit<MetricSample, 'at'> {
  flowId: string;
  workerId: string;
  at?: number;
}

/** Time series of the flows. */
export class SampleRepository {
  constructor(private readonly dataSource: DataSource) {}

  /** Stores samples, in one statement. */
  async insert(rows: readonly SampleRow[]): Promise<void> {
    if (rows.length === 0) return;
    await queryRows(this.dataSource, INSERT_SAMPLES_SQL, [
      rows.map((row) => row.flowId),
      rows.map((row) => row.workerId),
      rows.map((row) => row.at ?? null),
      rows.map((row) => row.read),
      rows.map((row) => row.sent),
      rows.map((row) => row.skippedLoop),
      rows.map((row) => row.filtered),
      rows.map((row) => row.failed),
      rows.map((row) => row.bytes),
      rows.map((row) => row.gapMessages),
      rows.map((row) => row.throttledMs),
      rows.map((row) => row.backoffMs),
      rows.map((row) => row.delayMs),
      rows.map((row) => row.delayMaxMs),
      rows.map((row) => row.lagMessages),
    ]);
  }

  /**
   * A task's points, oldest first; steps without a sample are left out. `at` is the start of the step, a multiple of it.
   * The newest {@link METRIC_POINTS_MAX} steps of the range are given.
   *
   * @param split a series of each direction instead of their sum
   */
  async range(taskId: string, range: MetricRange, split: boolean): Promise<MetricPoint[]> {
    const { from, to, step } = range;
    if (to <= from) return [];
    const last = Math.floor((to - 1) / step) * step;
    const first = Math.max(Math.floor(from / step) * step, last - (METRIC_POINTS_MAX - 1) * step);
    return queryRows<MetricPoint>(this.dataSource, rangeSql(split), [taskId, first, to, step]);
  }

  /** Newest figures of many tasks in one statement; every id asked for is in the answer. */
  async latest(taskIds: readonly string[]): Promise<Map<string, TaskGauges>> {
    return queryGauges(this.dataSource, taskIds);
  }

  /** Drops samples that are past the retention. */
  async deletePastRetention(): Promise<void> {
    await queryRows(this.dataSource, DELETE_PAST_RETENTION_SQL);
  }
}

/** {@link SampleRepository.latest} inside whatever transaction the caller has. */
export async function queryGauges(
  executor: SqlExecutor,
  taskIds: readonly string[],
): Promise<Map<string, TaskGauges>> {
  const gauges = new Map<string, TaskGauges>(taskIds.map((id) => [id, NO_GAUGES]));
  if (taskIds.length === 0) return gauges;
  const rows = await queryRows<TaskGauges & { taskId: string }>(executor, GAUGES_SQL, [taskIds]);
  for (const { taskId, ...figures } of rows) gauges.set(taskId, figures);
  return gauges;
}
