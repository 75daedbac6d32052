import {
  METRIC_POINTS_MAX,
  MINUTE_ROLL_UPS,
  RAW_SAMPLES,
  resolutionOf,
  type MetricPoint,
  type MetricRange,
  type MetricSample,
} from '@slipstream/shared';
import { queryRows, type SqlExecutor } from '../sql.js';
import { GAUGES_SQL } from './gauges-sql.js';
import { rangeSql } from './range-sql.js';
import { RECENT_SQL } from './recent-sql.js';
import { INSERT_SAMPLES_SQL } from './sample-sql.js';
import { NO_GAUGES, type TaskGauges } from './task-gauges.js';

/** One for each partition that rows of a statement may be in, and one more. */
const INSERT_TRIES = 5;
const CHECK_VIOLATION = '23514';

/** One worker's sample of one flow. Without `at` it is of now by PostgreSQL's clock, which is what workers send. */
export interface SampleRow extends Omit<MetricSample, 'at'> {
  flowId: string;
  workerId: string;
  at?: number;
}

/** A task minute by minute, oldest first; null where it has no sample, or none that knows the delay. */
export interface RecentMinutes {
  taskId: string;
  /** Messages written to the target. */
  sent: (number | null)[];
  /** Highest delay, ms. */
  delayMs: (number | null)[];
}

/** Time series of the flows. */
export class SampleRepository {
  constructor(private readonly executor: SqlExecutor) {}

  /** Stores samples, in one statement. */
  async insert(rows: readonly SampleRow[]): Promise<void> {
    if (rows.length === 0) return;
    const parameters = [
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
    ];
    for (let tries = 1; ; tries++)
      try {
        await queryRows(this.executor, INSERT_SAMPLES_SQL, parameters);
        return;
      } catch (error) {
        if (tries === INSERT_TRIES || !isPartitionMade(error)) throw error;
      }
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
    const resolution = resolutionOf(step);
    // A roll-up's bucket is whole or not there.
    const end = resolution === RAW_SAMPLES ? to : Math.ceil(to / resolution.bucketMs) * resolution.bucketMs;
    return queryRows<MetricPoint>(this.executor, rangeSql(resolution, split), [taskId, first, end, step]);
  }

  /**
   * Whole minutes of many tasks in one statement whatever their number; tasks without a sample are left out.
   *
   * @param taskIds null for all
   * @param from start of the first minute, ms since the epoch, a multiple of a minute
   */
  async minutes(taskIds: readonly string[] | null, from: number, count: number): Promise<RecentMinutes[]> {
    const to = from + count * MINUTE_ROLL_UPS.bucketMs;
    const rows = await queryRows<{
      taskId: string;
      places: number[];
      sent: number[];
      delayMs: (number | null)[];
    }>(this.executor, RECENT_SQL, [taskIds, from, to]);
    return rows.map(({ taskId, places, sent, delayMs }) => {
      const minutes: RecentMinutes = {
        taskId,
        sent: Array.from({ length: count }, () => null),
        delayMs: Array.from({ length: count }, () => null),
      };
      for (const [index, place] of places.entries()) {
        minutes.sent[place] = sent[index] ?? null;
        minutes.delayMs[place] = delayMs[index] ?? null;
      }
      return minutes;
    });
  }

  /** Newest figures of many tasks in one statement; every id asked for is in the answer. */
  async latest(taskIds: readonly string[]): Promise<Map<string, TaskGauges>> {
    return queryGauges(this.executor, taskIds);
  }
}

/**
 * {@link SampleRepository.latest} inside whatever transaction the caller has.
 *
 * @param taskIds null for all tasks; those without a sample are then left out
 */
export async function queryGauges(
  executor: SqlExecutor,
  taskIds: readonly string[] | null,
): Promise<Map<string, TaskGauges>> {
  const gauges = new Map<string, TaskGauges>(taskIds?.map((id) => [id, NO_GAUGES]));
  if (taskIds?.length === 0) return gauges;
  const rows = await queryRows<TaskGauges & { taskId: string }>(executor, GAUGES_SQL, [taskIds]);
  for (const { taskId, ...figures } of rows) gauges.set(taskId, figures);
  return gauges;
}

/** Rows were on their way to the default partition when one was made for them; nothing was stored. */
function isPartitionMade(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === CHECK_VIOLATION;
}
