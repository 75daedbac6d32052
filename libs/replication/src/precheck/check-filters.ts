import { mapBounded } from '@slipstream/shared';
import type { CheckClient } from './ports.js';
import type { PlannedRoute } from './preview-flow.js';
import { queuesOf, type TopicTable } from './topic-table.js';

/** Questions asked at most; an expression means the same for all topics of a broker. */
const CHECKS_MAX = 200;
const PARALLEL = 8;

/** What a broker says against a filter. */
export interface FilterRefusal {
  broker: string;
  /** The broker filters by expressions at all. */
  supported: boolean;
  /** In its own words. */
  said: string;
}

/** Asks the source brokers about each SQL-92 expression; gives what they say against it. */
export async function checkFilters(
  client: Pick<CheckClient, 'checkFilter'>,
  table: TopicTable,
  routes: readonly PlannedRoute[],
  signal: AbortSignal,
): Promise<Map<PlannedRoute, FilterRefusal>> {
  const checks = new Map<string, { broker: string; expression: string; routes: PlannedRoute[] }>();
  for (const route of routes) {
    const { type, expression = '' } = route.filter;
    if (type !== 'SQL92') continue;
    for (const broker of new Set(
      queuesOf(table, route.sourceTopic, 'READ').map(({ brokerName }) => brokerName),
    )) {
      const key = JSON.stringify([broker, expression]);
      const check = checks.get(key) ?? { broker, expression, routes: [] };
      check.routes.push(route);
      checks.set(key, check);
    }
  }
  const refusals = new Map<PlannedRoute, FilterRefusal>();
  await mapBounded(
    [...checks.values()].slice(0, CHECKS_MAX),
    PARALLEL,
    async ({ broker, expression, routes: asking }) => {
      const topic = asking[0]?.sourceTopic ?? '';
      const answer = await client.checkFilter(broker, topic, { type: 'SQL92', expression }, { signal });
      if (answer.valid) return;
      const { supported, said } = answer;
      for (const route of asking) refusals.set(route, { broker, supported, said });
    },
  );
  return refusals;
}
