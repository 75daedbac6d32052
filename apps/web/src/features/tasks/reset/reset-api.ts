import { useMutation, useQuery, type UseMutationResult, type UseQueryResult } from '@tanstack/react-query';
import { api, unwrap, type Schemas } from '../../../api/client.js';
import { LIVE_KEYS } from '../../../api/live-notification.js';
import type { ProblemError } from '../../../api/problem-error.js';
import { useRefresh } from '../../../api/use-refresh.js';

export type ResetBody = Schemas['ResetOffsetDto'];
export type ResetPreview = Schemas['ResetPreviewView'];
export type ResetStream = Schemas['ResetStreamView'];
export type ResetResult = Schemas['ResetOffsetView'];
export type TaskReset = Schemas['TaskResetView'];

/** What a reset would do; asked anew with each wish, and never taken from an older look. */
export function useResetPreview(
  id: string,
  body: ResetBody | null,
): UseQueryResult<ResetPreview, ProblemError> {
  return useQuery({
    queryKey: ['reset-preview', id, body],
    enabled: body !== null,
    staleTime: 0,
    gcTime: 0,
    retry: false,
    queryFn: ({ signal }) =>
      unwrap(
        api().POST('/api/v1/tasks/{id}/reset-offset/preview', {
          params: { path: { id } },
          body: body ?? {},
          signal,
        }),
      ),
  });
}

/** Moves a stopped task. */
export function useResetOffset(id: string): UseMutationResult<ResetResult, ProblemError, ResetBody> {
  const refresh = useRefreshAfterReset(id);
  return useMutation({
    mutationFn: (body) =>
      unwrap(api().POST('/api/v1/tasks/{id}/reset-offset', { params: { path: { id } }, body })),
    onSettled: refresh,
  });
}

/** The last reset of a task, and whether it can be undone. */
export function useLastReset(id: string): UseQueryResult<TaskReset, ProblemError> {
  return useQuery({
    queryKey: ['last-reset', id],
    staleTime: 0,
    gcTime: 0,
    queryFn: ({ signal }) =>
      unwrap(api().GET('/api/v1/tasks/{id}/reset-offset', { params: { path: { id } }, signal })),
  });
}

/** Puts the positions before the last reset back. */
export function useUndoReset(
  id: string,
): UseMutationResult<Schemas['UndoResetView'], ProblemError, { version: string }> {
  const refresh = useRefreshAfterReset(id);
  return useMutation({
    mutationFn: (body) =>
      unwrap(api().POST('/api/v1/tasks/{id}/reset-offset/undo', { params: { path: { id } }, body })),
    onSettled: refresh,
  });
}

function useRefreshAfterReset(id: string): () => Promise<void> {
  return useRefresh(
    [LIVE_KEYS.task, id],
    [LIVE_KEYS.streams, id],
    [LIVE_KEYS.events, id],
    ['last-reset', id],
    ['reset-preview', id],
  );
}
