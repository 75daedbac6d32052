import { mapBounded } from '@slipstream/shared';
import type { ClusterClient } from '../../clusters/cluster-connection.js';
import type { PlannedRoute } from './preview-flow.js';
import { queuesOf, type TopicTable } from './topic-table.js';

/** Questions asked at most; an expression means the same for all topics of a broker. */
const CHECKS_MAX = 200;
const PARALLEL = 8;

/** Asks the source brokers about each SQL-92 expression; gives what they say against it, in their own words. */
export async function checkFilters(
  client: ClusterClient,
  table: TopicTable,
  routes: readonly PlannedRoute[],
  signal: AbortSignal,
): Promise<Map<PlannedRoute, string>> {
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
  const errors = new Map<PlannedRoute, string>();
  await mapBounded(
    [...checks.values()].slice(0, CHECKS_MAX),
    PARALLEL,
    async ({ broker, expression, routes: asking }) => {
      const topic = asking[0]?.sourceTopic ?? '';
      const answer = await client.checkFilter(broker, topic, { type: 'SQL92', expression }, { signal });
      if (answer.valid) return;
      for (const route of asking) errors.set(route, answer.said);
    },
  );
  return errors;
}
