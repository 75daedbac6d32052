import { queryOptions, useQuery } from '@tanstack/react-query';
import { api, unwrap, type Schemas } from '../../../api/client.js';
import { gathered } from '../../../api/gathered.js';
import { useIsPaused } from '../../../api/live-updates.js';

/** Points are whole minutes: asking more often shows nothing new. */
const EVERY_MS = 60_000;
/** Rows that come into sight within this time are asked for together; no eye sees it. At most so many: as the API allows, their ids fit in an address. */
const TOGETHER = { waitMs: 30, most: 100 };
const NONE: ReadonlyMap<string, number> = new Map();

type Figures = Schemas['TaskFigures'];

const figuresOf = gathered<Figures>(async (ids) => {
  const query = { ids: ids.join(',') };
  const { items } = await unwrap(api().GET('/api/v1/tasks/figures', { params: { query } }));
  return new Map(items.map((item) => [item.taskId, item]));
}, TOGETHER);

/**
 * Delay and rate of a task over the last half hour, for its row; null when nothing was reported, undefined until known. Only rows
 * in sight ask: the figures of all tasks cost the database as much as the whole list does.
 */
export function useTaskFigures(taskId: string): Figures | null | undefined {
  const paused = useIsPaused();
  return useQuery({
    queryKey: ['task-figures', taskId],
    queryFn: ({ signal }) => figuresOf(taskId, signal),
    staleTime: EVERY_MS,
    refetchInterval: paused ? false : EVERY_MS,
  }).data;
}

/** Messages per second in the last whole minute, of all tasks that reported, by id. */
export const lastRatesQuery = queryOptions({
  queryKey: ['task-last-rates'],
  queryFn: async ({ signal }): Promise<ReadonlyMap<string, number>> => {
    const { items } = await unwrap(api().GET('/api/v1/tasks/figures', { signal }));
    return new Map(
      items.flatMap(({ taskId, outRate }) => {
        const last = outRate.at(-1) ?? null;
        return last === null ? [] : [[taskId, last]];
      }),
    );
  },
  staleTime: EVERY_MS,
});

/**
 * The rates of rows that are not in sight, until two looks at the list give them; once, for the looks have done so by the next minute.
 *
 * @param wanted something is made of all rows' rates
 */
export function useLastRates(wanted: boolean): ReadonlyMap<string, number> {
  return useQuery({ ...lastRatesQuery, enabled: wanted }).data ?? NONE;
}
