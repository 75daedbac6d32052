import type { TFunction } from 'i18next';
import { toCsv } from '../../../ui/csv.js';
import type { TaskColumn } from './column-choice.js';
import type { TaskRow } from './task-rows.js';
import { topicsOf } from './topics-of.js';

/**
 * The list as a CSV file: the rows and columns that are shown, in their order. Figures are plain numbers, whose unit the head
 * names, and what is unknown is empty.
 */
export function tasksCsv(rows: readonly TaskRow[], columns: readonly TaskColumn[], t: TFunction): string {
  const fields = columns.flatMap((column) => fieldsOf(column, t));
  return toCsv([
    [t('task.name'), ...fields.map(({ title }) => title)],
    ...rows.map((row) => [row.task.name, ...fields.map(({ text }) => text(row))]),
  ]);
}

interface Field {
  title: string;
  text: (row: TaskRow) => string;
}

function fieldsOf(column: TaskColumn, t: TFunction): Field[] {
  switch (column) {
    case 'state':
      return [
        { title: t('task.state'), text: ({ task }) => t(`state.${task.status.state}`) },
        {
          title: t('taskList.health'),
          text: ({ task }) => (task.status.state === 'RUNNING' ? t(`health.${task.status.health}`) : ''),
        },
        {
          title: t('taskList.reason'),
          text: ({ task: { status } }) =>
            status.reason === null ? '' : t(`reason.${status.reason.code}.title`),
        },
      ];
    case 'clusters':
      return [
        { title: t('task.source'), text: ({ source }) => source },
        { title: t('task.target'), text: ({ target }) => target },
      ];
    case 'direction':
      return [{ title: t('task.direction'), text: ({ task }) => t(`direction.${task.direction}`) }];
    case 'topics':
      return [{ title: t('task.topics'), text: ({ task }) => topicsOf(task) || t('task.allTopics') }];
    case 'delay':
      return [{ title: `${t('task.delay')} (ms)`, text: ({ task }) => plain(task.status.delayMs) }];
    case 'rate':
      return [
        {
          title: t('taskList.rateUnit'),
          text: ({ rate }) => plain(rate === null ? null : Math.round(rate * 100) / 100),
        },
      ];
    case 'lag':
      return [{ title: t('task.lag'), text: ({ task }) => task.status.lagMessages ?? '' }];
    case 'failures':
      return [{ title: t('task.failures'), text: ({ task }) => task.status.totals.failed }];
    case 'since':
      return [{ title: t('taskColumn.since'), text: ({ task }) => task.status.since }];
    case 'createdAt':
      return [{ title: t('taskColumn.createdAt'), text: ({ task }) => task.createdAt }];
  }
}

function plain(value: number | null): string {
  return value === null ? '' : String(value);
}
