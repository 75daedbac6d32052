import { useMutation, useQuery, type UseMutationResult, type UseQueryResult } from '@tanstack/react-query';
import type { TaskView } from '@slipstream/shared';
import { api, unwrap, type Schemas } from '../../api/client.js';
import type { ProblemError } from '../../api/problem-error.js';
import type { CreateTaskBody } from './tasks-api.js';

export type TaskPreview = Schemas['TaskPreviewView'];
export type PreviewFlow = Schemas['PreviewFlowView'];
export type PreviewRoute = Schemas['PreviewRouteView'];

/** Of all previews. */
export const PREVIEW_KEY = ['task-preview'] as const;

/**
 * What a task would do (T-11).
 *
 * @param taskId of the task that is edited
 * @param enabled false when it is too late to ask
 */
export function useTaskPreview(
  body: CreateTaskBody,
  taskId: string | undefined,
  enabled = true,
): UseQueryResult<TaskPreview, ProblemError> {
  return useQuery({
    queryKey: [...PREVIEW_KEY, taskId ?? null, body],
    enabled,
    staleTime: 10_000,
    retry: false,
    queryFn: ({ signal }) =>
      unwrap(
        api().POST('/api/v1/tasks/preview', {
          params: { query: taskId === undefined ? {} : { taskId } },
          body,
          signal,
        }),
      ),
  });
}

/** Starts a task although messages will arrive twice over two paths. */
export function useStartAnyway(): UseMutationResult<TaskView, ProblemError, string> {
  return useMutation({
    mutationFn: (id): Promise<TaskView> =>
      unwrap(
        api().POST('/api/v1/tasks/{id}/start', {
          params: { path: { id } },
          body: { acknowledgeWarnings: true },
        }),
      ),
  });
}
