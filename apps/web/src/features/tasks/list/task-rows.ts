import type { TaskView } from '@slipstream/shared';

/** A task of the list with all that its cells show. Its identity changes with its contents, so that unchanged rows are not drawn again. */
export interface TaskRow {
  id: string;
  task: TaskView;
  /** Names of the clusters. */
  source: string;
  target: string;
  /** Messages per second now; null when unknown, and when the task does not run. */
  rate: number | null;
}

/** What rows are made from, besides the tasks. */
export interface RowSources {
  clusterName: (id: string) => string;
  rates: ReadonlyMap<string, number | null>;
  /** Of the last whole minute; the rates need two looks at the list, and until then these stand in. */
  lastRates: ReadonlyMap<string, number>;
}

/** Makes rows of tasks, and gives the former object where nothing of a row has changed. */
export class RowCache {
  #rows: ReadonlyMap<string, TaskRow> = new Map();

  rowsOf(tasks: readonly TaskView[], sources: RowSources): TaskRow[] {
    const rows = tasks.map((task) => {
      const row = makeRow(task, sources);
      const before = this.#rows.get(task.id);
      return before !== undefined && isSame(before, row) ? before : row;
    });
    this.#rows = new Map(rows.map((row) => [row.id, row]));
    return rows;
  }
}

/** Rows whose rate no two looks gave yet, with that of the last whole minute. */
export function withLastRates(
  rows: readonly TaskRow[],
  lastRates: RowSources['lastRates'],
): readonly TaskRow[] {
  return rows.map((row) => (lacksRate(row) ? { ...row, rate: lastRates.get(row.id) ?? null } : row));
}

/** The task runs, and its rate is not known yet. */
export function lacksRate({ task, rate }: TaskRow): boolean {
  return rate === null && task.status.state === 'RUNNING';
}

function makeRow(task: TaskView, { clusterName, rates, lastRates }: RowSources): TaskRow {
  const rate = rates.get(task.id) ?? lastRates.get(task.id) ?? null;
  return {
    id: task.id,
    task,
    source: clusterName(task.sourceClusterId),
    target: clusterName(task.targetClusterId),
    rate: task.status.state === 'RUNNING' ? rate : null,
  };
}

function isSame(a: TaskRow, b: TaskRow): boolean {
  return a.task === b.task && a.rate === b.rate && a.source === b.source && a.target === b.target;
}
