import {
  useInfiniteQuery,
  useMutation,
  type InfiniteData,
  type UseInfiniteQueryResult,
  type UseMutationResult,
} from '@tanstack/react-query';
import type { FailureState, FailureView } from '@slipstream/shared';
import { api, unwrap, type Schemas } from '../../api/client.js';
import { LIVE_KEYS } from '../../api/live-notification.js';
import { usePollInterval } from '../../api/live-updates.js';
import type { ProblemError } from '../../api/problem-error.js';
import { useIsBeingDeleted } from '../../api/task-deletion.js';
import { useRefresh } from '../../api/use-refresh.js';

/** One page of failures, newest first. */
export interface FailurePage {
  items: FailureView[];
  /** Where the next page begins; null on the last. */
  next: string | null;
}

/** What a user does about failures. */
export type FailureAct = 'retry' | 'giveUp';

/** Some failures by id, or all that are pending. */
export type FailureSelection = Schemas['SelectFailuresDto'];

const PAGE_SIZE = 50;

/** Failures of a task, newest first, page by page; of one state when one is given. */
export function useFailures(
  taskId: string,
  state: FailureState | null,
): UseInfiniteQueryResult<InfiniteData<FailurePage>, ProblemError> {
  return useInfiniteQuery({
    queryKey: [LIVE_KEYS.failures, taskId, state],
    enabled: !useIsBeingDeleted(taskId),
    queryFn: ({ pageParam, signal }) => {
      const query = {
        limit: PAGE_SIZE,
        ...(state === null ? {} : { state }),
        ...(pageParam === null ? {} : { cursor: pageParam }),
      };
      return unwrap(
        api().GET('/api/v1/tasks/{id}/failures', { params: { path: { id: taskId }, query }, signal }),
      );
    },
    initialPageParam: null as string | null,
    getNextPageParam: (page: FailurePage) => page.next,
    refetchInterval: usePollInterval(),
  });
}

/** Has failures sent again, or gives them up; answers how many. */
export function useFailureAct(
  taskId: string,
  act: FailureAct,
): UseMutationResult<{ count: number }, ProblemError, FailureSelection> {
  const refresh = useRefresh(
    [LIVE_KEYS.failures, taskId],
    [LIVE_KEYS.task, taskId],
    [LIVE_KEYS.events, taskId],
  );
  return useMutation({
    mutationFn: (body): Promise<{ count: number }> => {
      const request = { params: { path: { id: taskId } }, body };
      return unwrap(
        act === 'retry'
          ? api().POST('/api/v1/tasks/{id}/failures/retry', request)
          : api().POST('/api/v1/tasks/{id}/failures/give-up', request),
      );
    },
    onSuccess: refresh,
  });
}

/** Where a browser gets all failures as a file. */
export function exportAddress(taskId: string, format: 'csv' | 'ndjson', state: FailureState | null): string {
  const query = new URLSearchParams({ format, ...(state === null ? {} : { state }) });
  return `/api/v1/tasks/${taskId}/failures/export?${query.toString()}`;
}
