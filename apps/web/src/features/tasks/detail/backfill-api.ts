import type { BackfillView } from '@slipstream/shared';
import { useQuery, type UseQueryResult } from '@tanstack/react-query';
import { api, unwrap } from '../../../api/client.js';
import { LIVE_KEYS } from '../../../api/live-notification.js';
import { SAFETY_POLL_MS, usePollInterval } from '../../../api/live-updates.js';
import type { ProblemError } from '../../../api/problem-error.js';
import { useIsBeingDeleted } from '../../../api/task-deletion.js';

/** While it moves, it is asked for this often, ms. */
const MOVING_MS = 3_000;

/** How far a task has come with what was there before it. Asked for seldom once that is all copied. */
export function useBackfill(taskId: string): UseQueryResult<BackfillView, ProblemError> {
  const poll = usePollInterval();
  return useQuery({
    queryKey: [LIVE_KEYS.backfill, taskId],
    enabled: !useIsBeingDeleted(taskId),
    queryFn: ({ signal }): Promise<BackfillView> =>
      unwrap(api().GET('/api/v1/tasks/{id}/backfill', { params: { path: { id: taskId } }, signal })),
    refetchInterval: ({ state }) => {
      if (poll === false) return false;
      const moves = state.data?.state === 'COPYING' || state.data?.state === 'UNKNOWN';
      return moves ? MOVING_MS : SAFETY_POLL_MS;
    },
  });
}
