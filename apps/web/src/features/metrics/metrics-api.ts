import { keepPreviousData, useQuery, type UseQueryResult } from '@tanstack/react-query';
import { api, unwrap } from '../../api/client.js';
import { LIVE_KEYS } from '../../api/live-notification.js';
import { usePollInterval } from '../../api/live-updates.js';
import type { ProblemError } from '../../api/problem-error.js';
import { useIsBeingDeleted } from '../../api/task-deletion.js';
import type { Metrics } from './chart-series.js';
import { recentFigures, type RecentFigures } from './recent-figures.js';
import { RANGE_MS, type TimeRange } from './time-range.js';

const CHART_POINTS = 300;

/** Points of a range that ends now, both directions apart. */
export function useMetrics(taskId: string, range: TimeRange): UseQueryResult<Metrics, ProblemError> {
  return useQuery(useMetricsQuery(taskId, range));
}

/** Rates and the last message; shares its request with the 15 minute charts. */
export function useRecentFigures(taskId: string): UseQueryResult<RecentFigures, ProblemError> {
  return useQuery({ ...useMetricsQuery(taskId, '15m'), select: recentFigures });
}

function useMetricsQuery(taskId: string, range: TimeRange) {
  const poll = usePollInterval();
  return {
    queryKey: [LIVE_KEYS.metrics, taskId, range],
    enabled: !useIsBeingDeleted(taskId),
    queryFn: ({ signal }: { signal: AbortSignal }): Promise<Metrics> => {
      const to = Date.now();
      const query = { from: to - RANGE_MS[range], to, split: 'true' as const };
      return unwrap(
        api().GET('/api/v1/tasks/{id}/metrics', { params: { path: { id: taskId }, query }, signal }),
      );
    },
    meta: { minRefreshMs: RANGE_MS[range] / CHART_POINTS },
    placeholderData: keepPreviousData<Metrics>,
    refetchInterval: poll === false ? false : Math.max(poll, RANGE_MS[range] / CHART_POINTS),
  } as const;
}
