import {
  allowedActions,
  deriveTaskState,
  type DerivedTaskState,
  type FailureCounts,
  type TaskAction,
  type TaskSpec,
  type TaskStateInput,
  type TaskTotals,
  type TaskView,
} from '@slipstream/shared';

/** A task with everything that its state is derived from, of one moment by PostgreSQL's clock. Times in ms since the epoch. */
export interface TaskRow {
  id: string;
  spec: TaskSpec;
  createdAt: number;
  updatedAt: number;
  /** What the user wants against what workers report. */
  input: TaskStateInput;
  totals: TaskTotals;
  failures: FailureCounts;
}

/** State, health and reason of a task, and what its user may do now. */
export interface DerivedTask extends DerivedTaskState {
  allowedActions: readonly TaskAction[];
}

/** Derives the state of a task; list, detail and live updates all come here. */
export function deriveFrom(row: TaskRow): DerivedTask {
  const derived = deriveTaskState(row.input);
  return { ...derived, allowedActions: allowedActions(derived.state) };
}

/** A task as the API answers it. */
export function toTaskView(row: TaskRow): TaskView {
  const { state, health, reason, since, allowedActions: allowed } = deriveFrom(row);
  const { generation, wanted, delayMs, lagMessages } = row.input;
  return {
    ...row.spec,
    id: row.id,
    generation,
    wanted,
    createdAt: new Date(row.createdAt).toISOString(),
    updatedAt: new Date(row.updatedAt).toISOString(),
    status: {
      state,
      health,
      reason,
      since: new Date(since).toISOString(),
      delayMs,
      lagMessages: lagMessages === null ? null : String(lagMessages),
      throttled: row.input.throttled,
      openGapMessages: String(row.input.openGapMessages),
      totals: row.totals,
    },
    failures: row.failures,
    allowedActions: allowed,
  };
}
