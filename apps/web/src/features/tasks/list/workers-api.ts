import { useQuery, type UseQueryResult } from '@tanstack/react-query';
import { api, unwrap, type Schemas } from '../../../api/client.js';
import { usePollInterval } from '../../../api/live-updates.js';
import type { ProblemError } from '../../../api/problem-error.js';

/**
 * Workers that live.
 *
 * @param missed whether tasks say that none does: when that changes, it is asked again at once
 */
export function useWorkers(missed: boolean): UseQueryResult<Schemas['WorkerListView'], ProblemError> {
  return useQuery({
    queryKey: ['workers', missed],
    queryFn: ({ signal }): Promise<Schemas['WorkerListView']> =>
      unwrap(api().GET('/api/v1/workers', { signal })),
    refetchInterval: usePollInterval(),
  });
}
