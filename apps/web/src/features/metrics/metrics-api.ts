import { keepPreviousData, useQuery, type UseQueryResult } from '@tanstack/react-query';
import { api, unwrap } from '../../api/client.js';
import { LIVE_KEYS } from '../../api/live-notification.js';
import { usePollInterval } from '../../api/live-updates.js';
import type { ProblemError } from '../../api/problem-error.js';
import { useIsBeingDeleted } from '../../api/task-deletion.js';
import type { Metrics } from './chart-series.js';
import { recentFigures, type RecentFigures } from './recent-figures.js';
import { fixedEnd, lengthOf, momentsOf, type TimeSpan } from './time-span.js';

const CHART_POINTS = 300;
/** Samples of a moment have all arrived after this, ms. */
const LATE_MS = 30_000;

/** Points of a span, both directions apart. */
export function useMetrics(taskId: string, span: TimeSpan): UseQueryResult<Metrics, ProblemError> {
  return useQuery(useMetricsQuery(taskId, span));
}

/** Rates, trends and the last message; shares its request with the 15 minute charts. */
export function useRecentFigures(taskId: string): UseQueryResult<RecentFigures, ProblemError> {
  return useQuery({
    ...useMetricsQuery(taskId, { kind: 'PRESET', range: '15m' }),
    select: recentFigures,
  });
}

function useMetricsQuery(taskId: string, span: TimeSpan) {
  const poll = usePollInterval();
  const endsAt = fixedEnd(span);
  const refreshMs = endsAt === null ? lengthOf(span) / CHART_POINTS : Infinity;
  return {
    queryKey: [LIVE_KEYS.metrics, taskId, span.kind === 'PRESET' ? span.range : span.key],
    enabled: !useIsBeingDeleted(taskId),
    queryFn: ({ signal }: { signal: AbortSignal }): Promise<Metrics> => {
      const query = { ...momentsOf(span, Date.now()), split: 'true' as const };
      return unwrap(
        api().GET('/api/v1/tasks/{id}/metrics', { params: { path: { id: taskId }, query }, signal }),
      );
    },
    meta: { minRefreshMs: refreshMs },
    placeholderData: keepPreviousData<Metrics>,
    refetchInterval: ({ state }: { state: { dataUpdatedAt: number } }): number | false => {
      if (poll === false) return false;
      if (endsAt === null) return Math.max(poll, refreshMs);
      // What is over does not change any more, once its last samples have come.
      return state.dataUpdatedAt < endsAt + LATE_MS ? poll : false;
    },
  } as const;
}
