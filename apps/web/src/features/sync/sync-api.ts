import {
  keepPreviousData,
  useInfiniteQuery,
  useMutation,
  type InfiniteData,
  type UseInfiniteQueryResult,
  type UseMutationResult,
} from '@tanstack/react-query';
import type {
  GroupProgressView,
  MetadataCounts,
  MetadataItemView,
  MetadataKind,
  MetadataState,
  MetadataSync,
  MetadataWish,
  ProgressSense,
  ProgressSync,
  ProgressWhy,
} from '@slipstream/shared';
import { api, unwrap, type Schemas } from '../../api/client.js';
import { LIVE_KEYS } from '../../api/live-notification.js';
import { usePollInterval } from '../../api/live-updates.js';
import type { ProblemError } from '../../api/problem-error.js';
import { useIsBeingDeleted } from '../../api/task-deletion.js';
import { useRefresh } from '../../api/use-refresh.js';

/** The last look of a sync at both clusters. */
export type SyncStatus = Schemas['SyncStatus'];

/** One page of metadata. */
export interface MetadataPage {
  status: SyncStatus | null;
  enabled: MetadataSync;
  counts: MetadataCounts;
  items: MetadataItemView[];
  next: string | null;
}

/** One page of progress. */
export interface ProgressPage {
  status: SyncStatus | null;
  enabled: ProgressSync;
  items: GroupProgressView[];
  next: string | null;
}

/** Which items are looked at; null and empty text mean any. */
export interface MetadataFilter {
  kind: MetadataKind | null;
  state: MetadataState | null;
  search: string;
}

/** Which groups are looked at; null and empty text mean any. */
export interface ProgressFilter {
  sense: ProgressSense | null;
  why: ProgressWhy | null;
  search: string;
}

const PAGE_SIZE = 50;

/** Metadata of a task by kind and name, page by page. While another filter is asked for, the last answer stays. */
export function useMetadata(
  taskId: string,
  filter: MetadataFilter,
): UseInfiniteQueryResult<InfiniteData<MetadataPage>, ProblemError> {
  return useInfiniteQuery({
    queryKey: [LIVE_KEYS.metadata, taskId, filter],
    enabled: !useIsBeingDeleted(taskId),
    queryFn: ({ pageParam, signal }): Promise<MetadataPage> => {
      const query = { limit: PAGE_SIZE, ...given({ ...filter, after: pageParam }) };
      return unwrap(
        api().GET('/api/v1/tasks/{id}/metadata', { params: { path: { id: taskId }, query }, signal }),
      );
    },
    initialPageParam: null as string | null,
    getNextPageParam: (page: MetadataPage) => page.next,
    placeholderData: keepPreviousData,
    refetchInterval: usePollInterval(),
  });
}

/** Progress of a task's groups by group and topics, page by page. */
export function useProgress(
  taskId: string,
  filter: ProgressFilter,
): UseInfiniteQueryResult<InfiniteData<ProgressPage>, ProblemError> {
  return useInfiniteQuery({
    queryKey: [LIVE_KEYS.progress, taskId, filter],
    enabled: !useIsBeingDeleted(taskId),
    queryFn: ({ pageParam, signal }): Promise<ProgressPage> => {
      const query = { limit: PAGE_SIZE, ...given({ ...filter, after: pageParam }) };
      return unwrap(
        api().GET('/api/v1/tasks/{id}/progress', { params: { path: { id: taskId }, query }, signal }),
      );
    },
    initialPageParam: null as string | null,
    getNextPageParam: (page: ProgressPage) => page.next,
    placeholderData: keepPreviousData,
    refetchInterval: usePollInterval(),
  });
}

/** Decides about an item that is not the same on both sides. */
export function useWish(
  taskId: string,
): UseMutationResult<MetadataItemView, ProblemError, { itemId: string; wish: MetadataWish }> {
  const refresh = useRefresh([LIVE_KEYS.metadata, taskId], [LIVE_KEYS.events, taskId]);
  return useMutation({
    mutationFn: ({ itemId, wish }): Promise<MetadataItemView> => {
      const request = { params: { path: { id: taskId, itemId } } };
      return unwrap(
        wish === 'ADOPT'
          ? api().POST('/api/v1/tasks/{id}/metadata/{itemId}/adopt', request)
          : api().POST('/api/v1/tasks/{id}/metadata/{itemId}/overwrite', request),
      );
    },
    onSettled: refresh,
  });
}

type Given<T> = { [K in keyof T]?: Exclude<T[K], null> };

/** The entries that say something: neither null nor empty. */
function given<T extends Record<string, string | null>>(values: T): Given<T> {
  return Object.fromEntries(
    Object.entries(values).filter(([, value]) => value !== null && value !== ''),
  ) as Given<T>;
}
