import { useMutation, useQuery, type UseMutationResult, type UseQueryResult } from '@tanstack/react-query';
import type { TestMessageView } from '@slipstream/shared';
import { api, unwrap, type Schemas } from '../../../api/client.js';
import type { ProblemError } from '../../../api/problem-error.js';

export type TestMessageBody = Schemas['SendTestMessageDto'];

/** How long the dialog looks for a copy by itself, ms. */
export const LOOK_FOR_MS = 30_000;

/** Sends a test message. */
export function useSendTestMessage(
  taskId: string,
): UseMutationResult<TestMessageView, ProblemError, TestMessageBody> {
  return useMutation({
    mutationFn: (body): Promise<TestMessageView> =>
      unwrap(api().POST('/api/v1/tasks/{id}/test-message', { params: { path: { id: taskId } }, body })),
  });
}

/** Whether copies are still on their way. */
export function isWaiting(message: TestMessageView): boolean {
  return message.copies.some(({ state, why }) => state === 'WAITING' && why !== 'PASSED');
}

/** A test message that was sent, looked at again and again until its copies are there or the time is over. */
export function useTestMessage(
  taskId: string,
  sent: TestMessageView,
): UseQueryResult<TestMessageView, ProblemError> {
  const isOver = (message: TestMessageView): boolean =>
    !isWaiting(message) || Date.now() - Date.parse(sent.sentAt) > LOOK_FOR_MS;
  return useQuery({
    queryKey: ['test-message', taskId, sent.id],
    queryFn: ({ signal }): Promise<TestMessageView> =>
      unwrap(
        api().GET('/api/v1/tasks/{id}/test-message/{testId}', {
          params: { path: { id: taskId, testId: sent.id } },
          signal,
        }),
      ),
    initialData: sent,
    staleTime: Number.POSITIVE_INFINITY,
    // The answer itself waits for the copies.
    refetchInterval: ({ state }) => (state.data === undefined || isOver(state.data) ? false : 300),
  });
}
