import {
  queryOptions,
  useMutation,
  useQuery,
  useQueryClient,
  type UseMutationResult,
  type UseQueryResult,
} from '@tanstack/react-query';
import type { StreamView, TaskView } from '@slipstream/shared';
import { api, unwrap, type Schemas } from '../../api/client.js';
import { LIVE_KEYS } from '../../api/live-notification.js';
import { usePollInterval } from '../../api/live-updates.js';
import type { ProblemError } from '../../api/problem-error.js';
import { deletionKey, forgetTask, quietTask, useIsBeingDeleted } from '../../api/task-deletion.js';

export type CreateTaskBody = Schemas['CreateTaskDto'];
export type UpdateTaskBody = Schemas['UpdateTaskDto'];

const keys = {
  all: [LIVE_KEYS.tasks] as const,
  one: (id: string) => [LIVE_KEYS.task, id] as const,
  streams: (id: string) => [LIVE_KEYS.streams, id] as const,
};

interface TaskList {
  items: TaskView[];
  total: number;
}

/** Asks for all tasks with their status. */
export const tasksQuery = queryOptions<TaskList, ProblemError>({
  queryKey: keys.all,
  queryFn: ({ signal }) => unwrap(api().GET('/api/v1/tasks', { signal })),
  // A thousand tasks are a megabyte: asked for every 3 s at most.
  meta: { refreshMsPerItem: 3 },
});

/** All tasks with their status; search and filters work on what is loaded, so that their counts are right. */
export function useTasks(): UseQueryResult<TaskList, ProblemError> {
  return useQuery({ ...tasksQuery, refetchInterval: usePollInterval() });
}

/** One task. */
export function useTask(id: string): UseQueryResult<TaskView, ProblemError> {
  return useQuery({
    queryKey: keys.one(id),
    enabled: !useIsBeingDeleted(id),
    queryFn: ({ signal }): Promise<TaskView> =>
      unwrap(api().GET('/api/v1/tasks/{id}', { params: { path: { id } }, signal })),
    refetchInterval: usePollInterval(),
  });
}

/** The streams of a task. */
export function useStreams(id: string): UseQueryResult<{ items: StreamView[]; total: number }, ProblemError> {
  return useQuery({
    queryKey: keys.streams(id),
    enabled: !useIsBeingDeleted(id),
    queryFn: ({ signal }) =>
      unwrap(api().GET('/api/v1/tasks/{id}/streams', { params: { path: { id } }, signal })),
    // Ten thousand streams are three megabytes before they are compressed: asked for every 10 s at most.
    meta: { refreshMsPerItem: 1 },
    refetchInterval: usePollInterval(),
  });
}

/** Creates a task, which starts by itself. */
export function useCreateTask(): UseMutationResult<TaskView, ProblemError, CreateTaskBody> {
  const store = useStoreTask();
  return useMutation({
    mutationFn: (body): Promise<TaskView> => unwrap(api().POST('/api/v1/tasks', { body })),
    onSuccess: store,
  });
}

/** Edits a task. */
export function useUpdateTask(id: string): UseMutationResult<TaskView, ProblemError, UpdateTaskBody> {
  const store = useStoreTask();
  return useMutation({
    mutationFn: (body): Promise<TaskView> =>
      unwrap(api().PATCH('/api/v1/tasks/{id}', { params: { path: { id } }, body })),
    onSuccess: store,
  });
}

/** Asks for a task to start. */
export function askStart(id: string): Promise<TaskView> {
  return unwrap(api().POST('/api/v1/tasks/{id}/start', { params: { path: { id } } }));
}

/** Asks for a task to stop. */
export function askStop(id: string): Promise<TaskView> {
  return unwrap(api().POST('/api/v1/tasks/{id}/stop', { params: { path: { id } } }));
}

/** Starts a task. */
export function useStartTask(): UseMutationResult<TaskView, ProblemError, string> {
  const store = useStoreTask();
  return useMutation({
    mutationFn: askStart,
    onSuccess: store,
  });
}

/** Stops a task. */
export function useStopTask(): UseMutationResult<TaskView, ProblemError, string> {
  const store = useStoreTask();
  return useMutation({
    mutationFn: askStop,
    onSuccess: store,
  });
}

/** Says that a task's gaps were seen. */
export function useAcknowledgeGaps(): UseMutationResult<TaskView, ProblemError, string> {
  const store = useStoreTask();
  return useMutation({
    mutationFn: (id): Promise<TaskView> =>
      unwrap(api().POST('/api/v1/tasks/{id}/acknowledge-gaps', { params: { path: { id } } })),
    onSuccess: store,
  });
}

/** Deletes a task; nothing asks for it from then on, if `onDeleted` leaves its page. */
export function useDeleteTask(
  id: string,
  onDeleted: () => void,
): UseMutationResult<void, ProblemError, void> {
  const queries = useQueryClient();
  return useMutation({
    mutationKey: deletionKey(id),
    onMutate: () => quietTask(queries, id),
    mutationFn: async () => {
      await unwrap(api().DELETE('/api/v1/tasks/{id}', { params: { path: { id } } }));
    },
    onSuccess: async () => {
      // First: the task's queries rest only until this mutation ends.
      onDeleted();
      forgetTask(queries, id);
      await queries.invalidateQueries({ queryKey: keys.all });
    },
  });
}

function useStoreTask(): (task: TaskView) => Promise<void> {
  const queries = useQueryClient();
  return async (task) => {
    queries.setQueryData(keys.one(task.id), task);
    await queries.invalidateQueries({ queryKey: keys.all });
  };
}
