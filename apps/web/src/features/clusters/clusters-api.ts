import {
  queryOptions,
  skipToken,
  useMutation,
  useQuery,
  useQueryClient,
  type UseMutationResult,
  type UseQueryResult,
} from '@tanstack/react-query';
import { api, unwrap, type Schemas } from '../../api/client.js';
import { LIVE_KEYS } from '../../api/live-notification.js';
import type { ProblemError } from '../../api/problem-error.js';

export type Cluster = Schemas['ClusterView'];
export type EditedCluster = Schemas['EditedClusterView'];
export type ClusterTopic = Schemas['ClusterTopicView'];
export type ClusterTest = Schemas['ClusterTestView'];
export type ClusterBody = Schemas['CreateClusterDto'];
export type ClusterTestBody = Schemas['TestClusterDto'];
export type ClusterPatch = Schemas['UpdateClusterDto'];
const keys = {
  all: [LIVE_KEYS.clusters] as const,
  topics: (id: string | undefined) => ['cluster-topics', id] as const,
};

interface ClusterList {
  items: Cluster[];
  total: number;
}

/** Asks for all registered clusters. */
export const clustersQuery = queryOptions<ClusterList, ProblemError>({
  queryKey: keys.all,
  queryFn: ({ signal }) => unwrap(api().GET('/api/v1/clusters', { signal })),
});

/** All registered clusters. */
export function useClusters(): UseQueryResult<ClusterList, ProblemError> {
  return useQuery(clustersQuery);
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
