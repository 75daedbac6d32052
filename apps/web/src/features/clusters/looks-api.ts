import {
  useInfiniteQuery,
  useQuery,
  type InfiniteData,
  type UseInfiniteQueryResult,
  type UseQueryResult,
} from '@tanstack/react-query';
import { api, unwrap, type Schemas } from '../../api/client.js';
import { LIVE_KEYS } from '../../api/live-notification.js';
import { useLiveMode } from '../../api/live-updates.js';
import type { ProblemError } from '../../api/problem-error.js';

export type ClusterHealthEntry = Schemas['ClusterHealthView'];
export type ClusterLook = Schemas['ClusterLookView'];
export type BrokerLook = Schemas['BrokerLookView'];
export type ClusterGroup = Schemas['ClusterGroupView'];
export type ClusterGroupPage = Schemas['ClusterGroupListView'];

/** The API looks at a cluster at most this often. */
const LOOK_MS = 15_000;
/** While a first look is under way. */
const LOOKING_MS = 2_000;

const keys = {
  health: [LIVE_KEYS.clusters, 'health'] as const,
  look: (id: string) => [LIVE_KEYS.clusters, 'look', id] as const,
  groups: (id: string, search: string) => ['cluster-groups', id, search] as const,
};

/** Health of all clusters; asked again as often as the API looks, sooner while a first look is under way. */
export function useClusterHealth(): UseQueryResult<{ items: ClusterHealthEntry[] }, ProblemError> {
  const mode = useLiveMode();
  return useQuery({
    queryKey: keys.health,
    queryFn: ({ signal }) => unwrap(api().GET('/api/v1/clusters/health', { signal })),
    refetchInterval: (query) => {
      if (mode === 'PAUSED') return false;
      return query.state.data?.items.some(({ lookedAt }) => lookedAt === null) === true
        ? LOOKING_MS
        : LOOK_MS;
    },
  });
}

/** One cluster's health with its Name Servers and brokers. */
export function useClusterLook(id: string): UseQueryResult<ClusterLook, ProblemError> {
  const mode = useLiveMode();
  return useQuery({
    queryKey: keys.look(id),
    queryFn: ({ signal }) =>
      unwrap(api().GET('/api/v1/clusters/{id}/brokers', { params: { path: { id } }, signal })),
    refetchInterval: mode === 'PAUSED' ? false : LOOK_MS,
    retry: false,
  });
}

/** The consumer groups of a cluster by name, page by page. Asks its brokers, so it is not polled. */
export function useClusterGroups(
  id: string,
  search: string,
): UseInfiniteQueryResult<InfiniteData<ClusterGroupPage>, ProblemError> {
  return useInfiniteQuery({
    queryKey: keys.groups(id, search),
    initialPageParam: '',
    queryFn: ({ pageParam, signal }) =>
      unwrap(
        api().GET('/api/v1/clusters/{id}/groups', {
          params: { path: { id }, query: { search, ...(pageParam === '' ? {} : { after: pageParam }) } },
          signal,
        }),
      ),
    getNextPageParam: (page) => page.next ?? undefined,
    staleTime: 30_000,
    retry: false,
  });
}
