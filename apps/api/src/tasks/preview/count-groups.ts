import { mapBounded } from '@slipstream/shared';
import { RemotingError } from '@slipstream/rocketmq-remoting';
import type { ClusterClient } from '../../clusters/cluster-connection.js';
import type { PlannedRoute, TopicTable } from '@slipstream/replication/precheck';

const PARALLEL = 8;
/** RocketMQ's own groups [MixAll]. */
const SYSTEM_GROUP = /^(CID_RMQ_SYS_|CID_ONSAPI_|TOOLS_CONSUMER$|FILTERSRV_CONSUMER$|SELF_TEST_C_GROUP$|%)/;

/** Consumer groups with progress in one of the topics: one question to each broker. Null when a broker refuses it. */
export async function countGroups(
  client: ClusterClient,
  table: TopicTable,
  routes: readonly PlannedRoute[],
  signal: AbortSignal,
): Promise<number | null> {
  const topics = new Set(routes.map(({ sourceTopic }) => sourceTopic));
  const groups = new Set<string>();
  try {
    await mapBounded(table.brokers, PARALLEL, async (broker) => {
      const { entries } = await client.consumerOffsets(broker, { signal });
      for (const { consumerGroup, topic } of entries)
        if (topics.has(topic) && !SYSTEM_GROUP.test(consumerGroup)) groups.add(consumerGroup);
    });
  } catch (error) {
    if (error instanceof RemotingError) return null;
    throw error;
  }
  return groups.size;
}
