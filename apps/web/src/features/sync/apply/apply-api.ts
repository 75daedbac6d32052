import { useMutation, useQuery, type UseMutationResult, type UseQueryResult } from '@tanstack/react-query';
import { api, unwrap, type Schemas } from '../../../api/client.js';
import { LIVE_KEYS } from '../../../api/live-notification.js';
import type { ProblemError } from '../../../api/problem-error.js';
import { useRefresh } from '../../../api/use-refresh.js';

export type ProgressWish = Schemas['PreviewProgressDto'];
export type ProgressPreview = Schemas['ProgressPreviewView'];
export type ProgressApplied = Schemas['ProgressApplyView'];

const PREVIEW_KEY = 'progress-preview';

/** What a wish would write; asked anew with each wish, and never taken from an older look. */
export function useProgressPreview(
  id: string,
  wish: ProgressWish | null,
): UseQueryResult<ProgressPreview, ProblemError> {
  return useQuery({
    queryKey: [PREVIEW_KEY, id, wish],
    enabled: wish !== null,
    staleTime: 0,
    gcTime: 0,
    retry: false,
    queryFn: ({ signal }) =>
      unwrap(
        api().POST('/api/v1/tasks/{id}/progress/preview', {
          params: { path: { id } },
          body: wish ?? { sense: 'TO_TARGET' },
          signal,
        }),
      ),
  });
}

/** Writes what a preview has shown. */
export function useApplyProgress(
  id: string,
): UseMutationResult<ProgressApplied, ProblemError, ProgressWish & { version: string }> {
  const refresh = useRefresh([LIVE_KEYS.progress, id], [LIVE_KEYS.events, id]);
  return useMutation({
    mutationFn: (body) =>
      unwrap(api().POST('/api/v1/tasks/{id}/progress/apply', { params: { path: { id } }, body })),
    onSettled: refresh,
  });
}
