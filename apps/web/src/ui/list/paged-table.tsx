import { Table, type TableProps } from 'antd';
import type { ReactElement, ReactNode } from 'react';
import { ScrollRegion } from '../scroll-region.js';
import { NoMatch, NoneYet } from './list-empty.js';
import { ShowMore, type PagedQuery } from './show-more.js';

interface Props<T> extends Pick<TableProps<T>, 'columns' | 'dataSource' | 'expandable'> {
  /** Name of the table for screen readers. */
  label: string;
  /** Field that tells the rows apart. */
  rowKey: keyof T & string;
  query: PagedQuery;
  /** There are rows, and search or filters hide them. */
  isFiltered: boolean;
  /** Shows them again. */
  onClear: () => void;
  /** Why there are no rows at all, and what would bring some. */
  none: ReactNode;
}

/** Rows that come page by page: a table that scrolls sideways, a word in place of no rows, a button that brings more. */
export function PagedTable<T extends object>({
  label,
  query,
  isFiltered,
  onClear,
  none,
  ...table
}: Props<T>): ReactElement {
  return (
    <>
      <ScrollRegion label={label}>
        <Table<T>
          size="small"
          pagination={false}
          locale={{ emptyText: isFiltered ? <NoMatch onClear={onClear} /> : <NoneYet>{none}</NoneYet> }}
          {...table}
        />
      </ScrollRegion>
      <ShowMore query={query} />
    </>
  );
}
