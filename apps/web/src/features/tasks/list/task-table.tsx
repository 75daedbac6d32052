import { Table, type TableProps } from 'antd';
import type { TFunction } from 'i18next';
import { memo, useLayoutEffect, useMemo, useReducer, type ReactElement, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { TaskRow } from './task-rows.js';

/** Above this many rows only those in sight are drawn. */
const VIRTUAL_FROM = 50;
const SELECTION_WIDTH = 40;
const NO_ROWS: readonly TaskRow[] = [];
/** Stands for a name that no task has. */
const NAME = '\n';

interface Props {
  rows: readonly TaskRow[];
  columns: NonNullable<TableProps<TaskRow>['columns']>;
  /** What the columns need, and how high the body of a long list may be, px. */
  width: number;
  height: number;
  selectedIds: readonly string[];
  onSelect: (ids: string[]) => void;
  onOrder: NonNullable<TableProps<TaskRow>['onChange']>;
  /** What stands there instead of rows. */
  empty: ReactNode;
}

/** The rows of the list. Drawn when one of these changes, not with everything else on the page. */
export const TaskTable = memo(function TaskTable(props: Props): ReactElement {
  const { rows, columns, width, height, selectedIds, onSelect, onOrder, empty } = props;
  const { t } = useTranslation();
  const labels = useMemo(() => checkboxLabels(t), [t]);
  const virtual = rows.length > VIRTUAL_FROM;
  // Ant Design draws all cells again once it has measured how wide the table is, before anything is seen: so they come then.
  const [isMeasured, measured] = useReducer(() => true, false);
  useLayoutEffect(measured, [measured]);
  const x = width + SELECTION_WIDTH;
  return (
    <Table<TaskRow>
      rowKey="id"
      size="middle"
      className="task-table"
      columns={columns}
      dataSource={isMeasured ? rows : NO_ROWS}
      virtual={virtual}
      scroll={virtual ? { x, y: height } : { x }}
      tableLayout="fixed"
      pagination={false}
      showSorterTooltip={false}
      onChange={onOrder}
      rowSelection={{
        columnWidth: SELECTION_WIDTH,
        selectedRowKeys: [...selectedIds],
        onChange: (keys) => onSelect(keys.map(String)),
        ...labels,
      }}
      locale={{ emptyText: isMeasured ? empty : null }}
    />
  );
});

/** What the boxes of the rows are called. The words are looked up once: the table asks for every row that there is, in sight or not. */
function checkboxLabels(t: TFunction): TableProps<TaskRow>['rowSelection'] {
  const [before = '', after = ''] = t('bulk.select', { name: NAME }).split(NAME);
  const all = { 'aria-label': t('bulk.selectAll') };
  return {
    getCheckboxProps: ({ task }) => ({ 'aria-label': before + task.name + after }),
    getTitleCheckboxProps: () => all,
  };
}
