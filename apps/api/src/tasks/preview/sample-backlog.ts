import { mapBounded, type StartFrom } from '@slipstream/shared';
import type { ClusterClient } from '../../clusters/cluster-connection.js';
import { queuesOf, type PlannedRoute, type TopicTable } from '@slipstream/replication/precheck';

/** Queues that are asked; a start by time takes several questions for each. */
export const SAMPLED_QUEUES = { RANGE: 400, TIMESTAMP: 120 } as const;
const PARALLEL = 16;

/** Messages that a flow would copy from its start to the end of the queues as they are now. */
export interface Backlog {
  messages: number;
  /** By the brokers' average message size; null when no broker knows one. */
  bytes: number | null;
  queues: number;
  /** Queues that were asked; when fewer than all, `messages` is scaled up from them. */
  sampledQueues: number;
}

/**
 * Counts what there is to copy. Of more than {@link SAMPLED_QUEUES} queues as many are asked, evenly spread over the
 * topics in order of their names. Nothing is asked when the start is "latest".
 */
export async function sampleBacklog(
  client: ClusterClient,
  table: TopicTable,
  routes: readonly PlannedRoute[],
  startFrom: StartFrom,
  signal: AbortSignal,
): Promise<Backlog> {
  const queues = routes.flatMap(({ sourceTopic }) =>
    queuesOf(table, sourceTopic, 'READ').map((queue) => ({ topic: sourceTopic, ...queue })),
  );
  if (startFrom.type === 'LATEST' || queues.length === 0)
    return { messages: 0, bytes: 0, queues: queues.length, sampledQueues: queues.length };
  const limit = startFrom.type === 'TIMESTAMP' ? SAMPLED_QUEUES.TIMESTAMP : SAMPLED_QUEUES.RANGE;
  const sample = spread(queues, limit);
  const counts = await mapBounded(sample, PARALLEL, async (queue) => {
    const { minOffset, maxOffset } = await client.range(queue, { signal });
    if (startFrom.type === 'EARLIEST' || minOffset === maxOffset) return maxOffset - minOffset;
    const start = await client.offsetByTimestamp(queue, startFrom.timestamp ?? 0, { signal });
    return Math.max(0, maxOffset - start);
  });
  const counted = counts.reduce((sum, count) => sum + count, 0);
  const messages = Math.round((counted * queues.length) / sample.length);
  const size = await averageSize(client, new Set(queues.map(({ brokerName }) => brokerName)), signal);
  return {
    messages,
    bytes: size === null ? null : Math.round(messages * size),
    queues: queues.length,
    sampledQueues: sample.length,
  };
}

/** At most `limit` items, evenly spread. */
export function spread<T>(items: readonly T[], limit: number): T[] {
  if (items.length <= limit) return [...items];
  const step = items.length / limit;
  return Array.from({ length: limit }, (_, index) => items[Math.floor(index * step)]).filter(
    (item) => item !== undefined,
  );
}

/** `putMessageAverageSize` of the brokers [StoreStatsService]: over all messages since each was started, in bytes. */
async function averageSize(
  client: ClusterClient,
  brokers: ReadonlySet<string>,
  signal: AbortSignal,
): Promise<number | null> {
  const sizes = await mapBounded([...brokers], PARALLEL, async (broker) =>
    Number((await client.runtimeInfo(broker, { signal })).get('putMessageAverageSize')),
  );
  const known = sizes.filter((size) => size > 0);
  return known.length === 0 ? null : known.reduce((sum, size) => sum + size, 0) / known.length;
}
