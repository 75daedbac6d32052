import type { ReactElement, ReactNode } from 'react';
import { RefreshIndicator } from '../refresh-indicator.js';
import { StaleNotice } from '../stale-notice.js';
import './list-toolbar.css';
import { SearchBox } from './search-box.js';

/** What a list says of its freshness; any query fits. */
export interface ListQuery {
  error: unknown;
  /** ms since the epoch; 0 before the first answer. */
  dataUpdatedAt: number;
  isFetching: boolean;
  refetch: () => unknown;
}

interface Props {
  /** The list's main act, at the left end. */
  lead?: ReactNode;
  /** A box that searches what the list holds; the page keeps the text. */
  search?: ListSearch;
  /** Filters, after the search. */
  children?: ReactNode;
  /** Further acts, at the right. */
  extra?: ReactNode;
  query: ListQuery;
  /** True when {@link Freshness} stands in the head of the page, where a full bar has no room for it. */
  freshElsewhere?: boolean;
  /** For screen readers: how many rows are shown now. */
  announce?: string;
}

/** A list's search box. */
export interface ListSearch {
  /** What is searched, in words: name and placeholder of the box. */
  label: string;
  value: string;
  /** With null when the box was emptied, as parameters of the address want it. */
  onChange: (text: string | null) => void;
}

/**
 * The bar above every list: main act, search, filters, further acts, how fresh the list is. Under it a notice while the last
 * refresh has failed, so that nobody takes old rows for new.
 */
export function ListToolbar({
  lead,
  search,
  children,
  extra,
  query,
  freshElsewhere = false,
  announce,
}: Props): ReactElement {
  return (
    <>
      <div className="toolbar">
        {lead}
        {search !== undefined && (
          <SearchBox
            className="toolbar-search"
            label={search.label}
            value={search.value}
            onChange={(text) => search.onChange(text || null)}
          />
        )}
        {children}
        <span className="toolbar-end">
          {!freshElsewhere && <Freshness query={query} />}
          {extra}
        </span>
      </div>
      <StaleNotice error={query.error} updatedAt={query.dataUpdatedAt} />
      {announce !== undefined && <output className="visually-hidden">{announce}</output>}
    </>
  );
}

/** How fresh a list is, with the switch of live updates and a button that refreshes it. */
export function Freshness({ query }: { query: ListQuery }): ReactElement {
  return (
    <RefreshIndicator
      updatedAt={query.dataUpdatedAt}
      fetching={query.isFetching}
      onRefresh={() => void query.refetch()}
    />
  );
}
