import { useInfiniteQuery, type InfiniteData, type UseInfiniteQueryResult } from '@tanstack/react-query';
import type { EventView } from '@slipstream/shared';
import { api, unwrap } from '../../api/client.js';
import { LIVE_KEYS } from '../../api/live-notification.js';
import { usePollInterval } from '../../api/live-updates.js';
import type { ProblemError } from '../../api/problem-error.js';
import { useIsBeingDeleted } from '../../api/task-deletion.js';

/** One page of events, newest first. */
export interface EventPage {
  items: EventView[];
  /** Where the next page begins; null on the last. */
  next: string | null;
}

const PAGE_SIZE = 50;

/** Events of a task, newest first, page by page. */
export function useTaskEvents(taskId: string): UseInfiniteQueryResult<InfiniteData<EventPage>, ProblemError> {
  return useInfiniteQuery({
    queryKey: [LIVE_KEYS.events, taskId],
    enabled: !useIsBeingDeleted(taskId),
    queryFn: ({ pageParam, signal }) => {
      const query = { limit: PAGE_SIZE, ...(pageParam === null ? {} : { before: pageParam }) };
      return unwrap(
        api().GET('/api/v1/tasks/{id}/events', { params: { path: { id: taskId }, query }, signal }),
      );
    },
    initialPageParam: null as string | null,
    getNextPageParam: (page: EventPage) => page.next,
    refetchInterval: usePollInterval(),
  });
}
