import type { FailureCounts, ShardStatus, TaskSpec, TaskTotals, WantedState } from '@slipstream/shared';
import { NO_GAUGES, type TaskGauges } from '../sample/task-gauges.js';
import { queryRows, type SqlExecutor } from '../sql.js';
import type { TaskRow } from './task-row.js';
import { tasksSql, type Ownership } from './tasks-sql.js';

/** A task as it is stored; the gauges come from the samples. */
export interface StoredTask extends TaskSpec {
  id: string;
  generation: number;
  wanted: WantedState;
  wantedSince: number;
  deleting: boolean;
  createdAt: number;
  updatedAt: number;
  shards: ShardStatus[];
  totals: TaskTotals;
  failures: FailureCounts;
  liveWorkers: number;
  openGapMessages: number;
}

/**
 * Reads tasks with their shards, totals, failures and the count of live workers in one statement, whatever their number. Shards and
 * flows are grouped once for all tasks; failures are counted per task, which took no longer and uses their index.
 *
 * @param condition SQL on `t`, with the parameters from $1 on
 */
export async function queryTasks(
  executor: SqlExecutor,
  condition: string,
  parameters: readonly unknown[],
  ownership: Ownership,
): Promise<StoredTask[]> {
  return (await queryRows<SelectedTask>(executor, tasksSql(condition, ownership), parameters)).map(toStored);
}

/** A task as {@link tasksSql} selects it. */
interface SelectedTask
  extends Omit<StoredTask, 'shards' | 'totals' | 'failures'>, TaskTotals, Omit<FailureCounts, 'sent'> {
  /** Failures that were sent again. */
  retried: number;
  shards: ShardColumns | null;
}

/** The shards of a task, field by field: objects for each would take PostgreSQL three times as long. */
type ShardColumns = { [Field in keyof ShardStatus]: ShardStatus[Field][] };

function toStored(selected: SelectedTask): StoredTask {
  const { shards, read, sent, failed, skippedLoop, filtered, gapMessages, ...others } = selected;
  const { pending, retrying, retried, givenUp, ...task } = others;
  return {
    ...task,
    shards: shards === null ? [] : toShards(shards),
    totals: { read, sent, failed, skippedLoop, filtered, gapMessages },
    failures: { pending, retrying, sent: retried, givenUp },
  };
}

function toShards({
  phase,
  observedGeneration,
  owned,
  ownerAlive,
  reason,
  since,
}: ShardColumns): ShardStatus[] {
  return phase.map((each, index) => ({
    phase: each,
    observedGeneration: observedGeneration[index] ?? 0,
    owned: owned[index] ?? false,
    ownerAlive: ownerAlive[index] ?? false,
    reason: reason[index] ?? null,
    since: since[index] ?? 0,
  }));
}

/** Puts a task and its gauges together. */
export function toTaskRow(task: StoredTask, gauges: TaskGauges = NO_GAUGES): TaskRow {
  const {
    id,
    createdAt,
    updatedAt,
    totals,
    wanted,
    deleting,
    generation,
    wantedSince,
    shards,
    failures,
    liveWorkers,
    openGapMessages,
    ...spec
  } = task;
  const input = {
    wanted,
    deleting,
    generation,
    wantedSince,
    shards,
    liveWorkers,
    openGapMessages,
    throttle: spec.throttle,
    ...gauges,
    // Samples of a throttle that was taken away since say nothing.
    throttled: gauges.throttled && Object.keys(spec.throttle).length > 0,
  };
  return { id, spec, createdAt, updatedAt, input, totals, failures };
}
