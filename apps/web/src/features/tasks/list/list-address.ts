import { parseAsString, parseAsStringLiteral, useQueryStates } from 'nuqs';
import { useCallback } from 'react';
import { TASK_GROUPS, type TaskGroup } from './task-filter.js';
import { SORT_ORDERS, TASK_SORTS, type SortOrder, type TaskSort } from './task-sort.js';

/** What the address keeps of the list, so that a reload, a bookmark and "back" show the same. */
export interface ListAddress {
  search: string;
  status: TaskGroup;
  sort: TaskSort;
  order: SortOrder;
}

const PARSERS = {
  search: parseAsString.withDefault(''),
  status: parseAsStringLiteral(TASK_GROUPS).withDefault('all'),
  sort: parseAsStringLiteral(TASK_SORTS).withDefault('created'),
  order: parseAsStringLiteral(SORT_ORDERS).withDefault('desc'),
};

/** The list's part of the address; null takes a value out of it. */
export function useListAddress(): [
  ListAddress,
  (change: { [K in keyof ListAddress]?: ListAddress[K] | null }) => void,
] {
  const [address, set] = useQueryStates(PARSERS);
  const change = useCallback((part: Parameters<typeof set>[0]) => void set(part), [set]);
  return [address, change];
}
