import type { TaskRow } from './task-rows.js';

/** What the list can be sorted by; `created` is how the API gives it. */
export const TASK_SORTS = ['created', 'name', 'delay', 'lag', 'failures', 'rate'] as const;
export type TaskSort = (typeof TASK_SORTS)[number];
export const SORT_ORDERS = ['asc', 'desc'] as const;
export type SortOrder = (typeof SORT_ORDERS)[number];

/** Sorts rows; what is unknown comes last whichever way, since it is neither much nor little. Equal ones stay in their order. */
export function sortRows(
  rows: readonly TaskRow[],
  sort: TaskSort,
  order: SortOrder,
  language: string,
): readonly TaskRow[] {
  const sign = order === 'asc' ? 1 : -1;
  switch (sort) {
    case 'created':
      return order === 'desc' ? rows : rows.toReversed();
    case 'name': {
      const { compare } = new Intl.Collator(language, { numeric: true });
      return rows.toSorted((a, b) => sign * compare(a.task.name, b.task.name));
    }
    case 'delay':
      return byFigure(rows, sign, ({ task }) => task.status.delayMs);
    case 'lag':
      return byFigure(rows, sign, ({ task }) => toNumber(task.status.lagMessages));
    case 'failures':
      return byFigure(rows, sign, ({ task }) => toNumber(task.status.totals.failed));
    case 'rate':
      return byFigure(rows, sign, ({ rate }) => rate);
  }
}

function byFigure(
  rows: readonly TaskRow[],
  sign: number,
  figure: (row: TaskRow) => number | null,
): TaskRow[] {
  return rows
    .map((row) => ({ row, value: figure(row) }))
    .toSorted((a, b) => {
      if (a.value === null || b.value === null) return Number(a.value === null) - Number(b.value === null);
      return sign * (a.value - b.value);
    })
    .map(({ row }) => row);
}

/** Counts beyond 2^53 lose their last digits, which do not matter for an order. */
function toNumber(count: string | null): number | null {
  return count === null ? null : Number(count);
}
