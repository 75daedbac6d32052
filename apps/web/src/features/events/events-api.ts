import { useInfiniteQuery, type InfiniteData, type UseInfiniteQueryResult } from '@tanstack/react-query';
import type { EventView } from '@slipstream/shared';
import { api, unwrap } from '../../api/client.js';
import { LIVE_KEYS } from '../../api/live-notification.js';
import { usePollInterval } from '../../api/live-updates.js';
import type { ProblemError } from '../../api/problem-error.js';
import { useIsBeingDeleted } from '../../api/task-deletion.js';
import { NO_FILTER, toQuery, type EventFilter } from './event-filter.js';

/** One page of events, newest first. */
export interface EventPage {
  items: EventView[];
  /** Where the next page begins; null on the last. */
  next: string | null;
}

const PAGE_SIZE = 50;

/** Which events: those of a filter, from the event with id `start` on; all from the newest on unless given. */
export interface EventWish {
  filter?: EventFilter;
  start?: string | null;
}

/** Events of a task, newest first, page by page. */
export function useTaskEvents(
  taskId: string,
  { filter = NO_FILTER, start = null }: EventWish = {},
): UseInfiniteQueryResult<InfiniteData<EventPage>, ProblemError> {
  const words = toQuery(filter);
  return useInfiniteQuery({
    queryKey: [LIVE_KEYS.events, taskId, words, start],
    enabled: !useIsBeingDeleted(taskId),
    queryFn: ({ pageParam, signal }) => {
      const query = { limit: PAGE_SIZE, ...words, ...(pageParam === null ? {} : { before: pageParam }) };
      return unwrap(
        api().GET('/api/v1/tasks/{id}/events', { params: { path: { id: taskId }, query }, signal }),
      );
    },
    initialPageParam: start === null ? null : String(BigInt(start) + 1n),
    getNextPageParam: (page: EventPage) => page.next,
    refetchInterval: usePollInterval(),
    placeholderData: (before) => before,
  });
}
