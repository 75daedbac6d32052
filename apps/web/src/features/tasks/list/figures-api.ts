import { queryOptions, useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { api, unwrap, type Schemas } from '../../../api/client.js';
import { usePollInterval } from '../../../api/live-updates.js';

/** Points are whole minutes: asking more often shows nothing new. */
const EVERY_MS = 60_000;
const NONE: ReadonlyMap<string, Schemas['TaskFigures']> = new Map();

/** Asks for {@link useTaskFigures}. */
export const taskFiguresQuery = queryOptions({
  queryKey: ['task-figures'],
  queryFn: ({ signal }) => unwrap(api().GET('/api/v1/tasks/figures', { signal })),
  staleTime: EVERY_MS,
});

/** Delay and rate of every task over the last half hour, by its id; asked for once a minute. */
export function useTaskFigures(): ReadonlyMap<string, Schemas['TaskFigures']> {
  const paused = usePollInterval() === false;
  const { data } = useQuery({ ...taskFiguresQuery, refetchInterval: paused ? false : EVERY_MS });
  return useMemo(
    () => (data === undefined ? NONE : new Map(data.items.map((item) => [item.taskId, item]))),
    [data],
  );
}
