import {
  skipToken,
  useInfiniteQuery,
  useMutation,
  useQuery,
  useQueryClient,
  type InfiniteData,
  type UseInfiniteQueryResult,
  type UseMutationResult,
  type UseQueryResult,
} from '@tanstack/react-query';
import { api, unwrap, type Schemas } from '../../api/client.js';
import { LIVE_KEYS } from '../../api/live-notification.js';
import { useLiveMode } from '../../api/live-updates.js';
import type { ProblemError } from '../../api/problem-error.js';

export type Cluster = Schemas['ClusterView'];
export type EditedCluster = Schemas['EditedClusterView'];
export type ClusterTopic = Schemas['ClusterTopicView'];
export type ClusterTest = Schemas['ClusterTestView'];
export type ClusterBody = Schemas['CreateClusterDto'];
export type ClusterTestBody = Schemas['TestClusterDto'];
export type ClusterPatch = Schemas['UpdateClusterDto'];
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
  all: [LIVE_KEYS.clusters] as const,
  health: [LIVE_KEYS.clusters, 'health'] as const,
  look: (id: string) => [LIVE_KEYS.clusters, 'look', id] as const,
  topics: (id: string | undefined) => ['cluster-topics', id] as const,
  groups: (id: string, search: string) => ['cluster-groups', id, search] as const,
};

/** All registered clusters. */
export function useClusters(): UseQueryResult<{ items: Cluster[]; total: number }, ProblemError> {
  return useQuery({
    queryKey: keys.all,
    queryFn: ({ signal }) => unwrap(api().GET('/api/v1/clusters', { signal })),
  });
}

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

/** The topics that a cluster has now; asks its Name Server, so it may take a moment. Nothing without an id. */
export function useClusterTopics(
  id: string | undefined,
): UseQueryResult<Schemas['ClusterTopicListView'], ProblemError> {
  return useQuery({
    queryKey: keys.topics(id),
    queryFn:
      id === undefined
        ? skipToken
        : ({ signal }) =>
            unwrap(api().GET('/api/v1/clusters/{id}/topics', { params: { path: { id } }, signal })),
    staleTime: 30_000,
    retry: false,
  });
}

/** Registers a cluster (no `id`) or edits one. */
export function useSaveCluster(
  id: string | undefined,
): UseMutationResult<Cluster | EditedCluster, ProblemError, ClusterBody> {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async (body): Promise<Cluster | EditedCluster> =>
      id === undefined
        ? unwrap(api().POST('/api/v1/clusters', { body }))
        : unwrap(api().PATCH('/api/v1/clusters/{id}', { params: { path: { id } }, body })),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: keys.all });
      if (id !== undefined) queries.removeQueries({ queryKey: keys.topics(id) });
    },
  });
}

/** Edits some fields of a cluster. */
export function usePatchCluster(id: string): UseMutationResult<EditedCluster, ProblemError, ClusterPatch> {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (body) => unwrap(api().PATCH('/api/v1/clusters/{id}', { params: { path: { id } }, body })),
    onSuccess: () => queries.invalidateQueries({ queryKey: keys.all }),
  });
}

/** Tries a connection without saving anything. */
export function useTestCluster(): UseMutationResult<ClusterTest, ProblemError, ClusterTestBody> {
  return useMutation({ mutationFn: (body) => unwrap(api().POST('/api/v1/clusters/test', { body })) });
}

/** Removes a registration. */
export function useDeleteCluster(): UseMutationResult<void, ProblemError, string> {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async (id) => {
      await unwrap(api().DELETE('/api/v1/clusters/{id}', { params: { path: { id } } }));
    },
    onSuccess: () => queries.invalidateQueries({ queryKey: keys.all }),
  });
}
