import { useState } from 'react';

/** Columns that can be left out, in their order; name and actions are always there. */
export const TASK_COLUMNS = [
  'state',
  'clusters',
  'direction',
  'topics',
  'delay',
  'rate',
  'lag',
  'failures',
  'since',
  'createdAt',
] as const;
export type TaskColumn = (typeof TASK_COLUMNS)[number];

/** Columns that are shown unless chosen otherwise. */
export const DEFAULT_COLUMNS: readonly TaskColumn[] = [
  'state',
  'clusters',
  'delay',
  'rate',
  'lag',
  'failures',
];

const STORAGE_KEY = 'slipstream.tasks.columns';

/** Reads what was stored; anything that cannot be read counts as "not chosen". */
export function readColumns(stored: string | null): readonly TaskColumn[] {
  try {
    const names: unknown = JSON.parse(stored ?? 'null');
    if (!Array.isArray(names)) return DEFAULT_COLUMNS;
    return TASK_COLUMNS.filter((column) => names.includes(column));
  } catch {
    return DEFAULT_COLUMNS;
  }
}

/** The columns of the list, kept in this browser; null goes back to the default. */
export function useColumnChoice(): [readonly TaskColumn[], (columns: readonly TaskColumn[] | null) => void] {
  const [columns, setColumns] = useState(() => readColumns(localStorage.getItem(STORAGE_KEY)));
  return [
    columns,
    (chosen) => {
      if (chosen === null) localStorage.removeItem(STORAGE_KEY);
      else localStorage.setItem(STORAGE_KEY, JSON.stringify(chosen));
      setColumns(readColumns(localStorage.getItem(STORAGE_KEY)));
    },
  ];
}
