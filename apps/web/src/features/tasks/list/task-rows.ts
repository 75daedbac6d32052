import type { TaskView } from '@slipstream/shared';
import type { Schemas } from '../../../api/client.js';

/** A task of the list with all that its cells show. Its identity changes with its contents, so that unchanged rows are not drawn again. */
export interface TaskRow {
  id: string;
  task: TaskView;
  /** Names of the clusters. */
  source: string;
  target: string;
  /** Messages per second now; null when unknown, and when the task does not run. */
  rate: number | null;
  /** The last half hour; undefined when nothing was reported. */
  figures: Schemas['TaskFigures'] | undefined;
}

/** What rows are made from, besides the tasks. */
export interface RowSources {
  clusterName: (id: string) => string;
  rates: ReadonlyMap<string, number | null>;
  figures: ReadonlyMap<string, Schemas['TaskFigures']>;
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

function makeRow(task: TaskView, { clusterName, rates, figures }: RowSources): TaskRow {
  const recent = figures.get(task.id);
  // The rate needs two looks at the list; until then that of the last whole minute stands in.
  const rate = rates.get(task.id) ?? recent?.outRate.at(-1) ?? null;
  return {
    id: task.id,
    task,
    source: clusterName(task.sourceClusterId),
    target: clusterName(task.targetClusterId),
    rate: task.status.state === 'RUNNING' ? rate : null,
    figures: recent,
  };
}

function isSame(a: TaskRow, b: TaskRow): boolean {
  return (
    a.task === b.task &&
    a.rate === b.rate &&
    a.figures === b.figures &&
    a.source === b.source &&
    a.target === b.target
  );
}
