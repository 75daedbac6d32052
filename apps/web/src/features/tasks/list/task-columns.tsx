import type { TableColumnsType } from 'antd';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useLanguage } from '../../../i18n/use-language.js';
import { formatCount } from '../../../ui/format.js';
import { Moment } from '../../../ui/moment.js';
import { HealthLabel } from '../../../ui/health-label.js';
import { StateTag } from '../../../ui/state-tag.js';
import { ClusterPair } from '../cluster-pair.js';
import type { TaskCommands } from '../use-task-commands.js';
import type { TaskColumn } from './column-choice.js';
import { DelayCell, Figure, RateCell } from './figure-cells.js';
import { RowActions } from './row-actions.js';
import type { TaskRow } from './task-rows.js';
import type { SortOrder, TaskSort } from './task-sort.js';
import { topicsOf } from './topics-of.js';

type Column = TableColumnsType<TaskRow>[number];

/** Widths in px, so that nothing moves when figures change. Name and clusters take what is left over. */
const WIDTHS = {
  name: 168,
  state: 186,
  clusters: 216,
  direction: 104,
  topics: 180,
  delay: 138,
  rate: 122,
  lag: 84,
  failures: 92,
  since: 160,
  createdAt: 160,
  actions: 104,
} as const satisfies Record<TaskColumn | 'name' | 'actions', number>;

/** What the columns together need, px. */
export function widthOf(columns: readonly TaskColumn[]): number {
  return columns.reduce((sum, column) => sum + WIDTHS[column], WIDTHS.name + WIDTHS.actions);
}

interface Options {
  columns: readonly TaskColumn[];
  sort: TaskSort;
  order: SortOrder;
  commands: TaskCommands;
}

/** Columns of the list. They change with the choice, the order and the language only, so that a refresh draws changed rows alone. */
export function useTaskColumns({ columns, sort, order, commands }: Options): TableColumnsType<TaskRow> {
  const { t } = useTranslation();
  const language = useLanguage();
  return useMemo(() => {
    const sortable = (key: TaskSort): Pick<Column, 'sorter' | 'sortOrder' | 'sortDirections'> => ({
      sorter: true,
      sortOrder: sort === key ? (order === 'asc' ? 'ascend' : 'descend') : null,
      // What is worst is looked for first.
      sortDirections: key === 'name' ? ['ascend', 'descend'] : ['descend', 'ascend'],
    });
    const all: Record<TaskColumn, Column> = {
      state: {
        title: t('task.state'),
        render: (_value, { task: { status } }: TaskRow) => (
          <span className="state-cell">
            <StateTag
              state={status.state}
              reason={status.reason}
              since={status.since}
              health={status.health}
            />
            {status.state === 'RUNNING' && <HealthLabel health={status.health} />}
          </span>
        ),
      },
      clusters: {
        title: t('task.clusters'),
        ellipsis: true,
        render: (_value, { task, source, target }: TaskRow) => (
          <span title={`${source} → ${target}`}>
            <ClusterPair source={source} target={target} direction={task.direction} />
          </span>
        ),
      },
      direction: {
        title: t('task.direction'),
        render: (_value, { task }: TaskRow) => t(`direction.${task.direction}`),
      },
      topics: {
        title: t('task.topics'),
        ellipsis: true,
        render: (_value, { task }: TaskRow) => {
          const topics = topicsOf(task);
          return topics === '' ? t('task.allTopics') : <span title={topics}>{topics}</span>;
        },
      },
      delay: {
        title: t('task.delay'),
        align: 'right',
        ...sortable('delay'),
        render: (_value, row: TaskRow) => <DelayCell row={row} />,
      },
      rate: {
        title: t('task.rate'),
        align: 'right',
        ...sortable('rate'),
        render: (_value, row: TaskRow) => <RateCell row={row} />,
      },
      lag: {
        title: t('task.lag'),
        align: 'right',
        ...sortable('lag'),
        render: (_value, { task }: TaskRow) => (
          <Figure>{formatCount(task.status.lagMessages, language)}</Figure>
        ),
      },
      failures: {
        title: t('taskColumn.failures'),
        align: 'right',
        ...sortable('failures'),
        render: (_value, { task: { status } }: TaskRow) => (
          <Figure mark={status.totals.failed === '0' ? '' : 'figure-error'}>
            {formatCount(status.totals.failed, language)}
          </Figure>
        ),
      },
      since: {
        title: t('taskColumn.since'),
        render: (_value, { task }: TaskRow) => (
          <Figure>
            <Moment at={task.status.since} inRow />
          </Figure>
        ),
      },
      createdAt: {
        title: t('taskColumn.createdAt'),
        ...sortable('created'),
        render: (_value, { task }: TaskRow) => (
          <Figure>
            <Moment at={task.createdAt} inRow />
          </Figure>
        ),
      },
    };
    return [
      {
        title: t('task.name'),
        key: 'name',
        width: WIDTHS.name,
        fixed: 'start',
        ellipsis: true,
        ...sortable('name'),
        render: (_value, { task }: TaskRow) => (
          <Link to={`/tasks/${task.id}`} className="name-link" title={task.name}>
            {task.name}
          </Link>
        ),
      },
      ...columns.map((key) => ({
        ...all[key],
        key: key === 'createdAt' ? 'created' : key,
        width: WIDTHS[key],
      })),
      {
        title: t('common.actions'),
        key: 'actions',
        width: WIDTHS.actions,
        fixed: 'end',
        render: (_value, { task }: TaskRow) => <RowActions task={task} commands={commands} />,
      },
    ];
  }, [columns, sort, order, commands, language, t]);
}
