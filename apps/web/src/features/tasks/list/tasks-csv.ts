import type { TFunction } from 'i18next';
import type { CsvCell } from '../../../ui/csv.js';
import type { TaskColumn } from './column-choice.js';
import type { TaskRow } from './task-rows.js';
import { topicsOf } from './topics-of.js';

/**
 * The list as rows of a CSV file, the head first: the rows and columns that are shown, in their order. Figures are plain
 * numbers, whose unit the head names, and what is unknown is empty.
 */
export function tasksCsv(
  rows: readonly TaskRow[],
  columns: readonly TaskColumn[],
  t: TFunction,
): CsvCell[][] {
  const fields = columns.flatMap((column) => fieldsOf(column, t));
  return [
    [t('task.name'), ...fields.map(({ title }) => title)],
    ...rows.map((row) => [row.task.name, ...fields.map(({ cell }) => cell(row))]),
  ];
}

interface Field {
  title: string;
  cell: (row: TaskRow) => CsvCell;
}

function fieldsOf(column: TaskColumn, t: TFunction): Field[] {
  switch (column) {
    case 'state':
      return [
        { title: t('task.state'), cell: ({ task }) => t(`state.${task.status.state}`) },
        {
          title: t('taskList.health'),
          cell: ({ task }) => (task.status.state === 'RUNNING' ? t(`health.${task.status.health}`) : ''),
        },
        {
          title: t('taskList.reason'),
          cell: ({ task: { status } }) =>
            status.reason === null ? '' : t(`reason.${status.reason.code}.title`),
        },
      ];
    case 'clusters':
      return [
        { title: t('task.source'), cell: ({ source }) => source },
        { title: t('task.target'), cell: ({ target }) => target },
      ];
    case 'direction':
      return [{ title: t('task.direction'), cell: ({ task }) => t(`direction.${task.direction}`) }];
    case 'topics':
      return [{ title: t('task.topics'), cell: ({ task }) => topicsOf(task) || t('task.allTopics') }];
    case 'delay':
      return [{ title: `${t('task.delay')} (ms)`, cell: ({ task }) => task.status.delayMs }];
    case 'rate':
      return [
        {
          title: t('taskList.rateUnit'),
          cell: ({ rate }) => (rate === null ? null : Math.round(rate * 100) / 100),
        },
      ];
    case 'lag':
      return [{ title: t('task.lag'), cell: ({ task }) => task.status.lagMessages }];
    case 'failures':
      return [{ title: t('task.failures'), cell: ({ task }) => task.status.totals.failed }];
    case 'since':
      return [{ title: t('taskColumn.since'), cell: ({ task }) => task.status.since }];
    case 'createdAt':
      return [{ title: t('taskColumn.createdAt'), cell: ({ task }) => task.createdAt }];
  }
}
