import { mapBounded } from '@slipstream/shared';
import { sortQueues, type BrokerQueue } from '@slipstream/replication/decisions';
import type { TopicConfig } from '@slipstream/rocketmq-remoting';
import type { ClusterClient } from '../../clusters/cluster-connection.js';

/** Permission bits of a topic [PermName]. */
const PERM = { READ: 4, WRITE: 2 } as const;
const PARALLEL = 8;

/** What the brokers of one cluster have. */
export interface TopicTable {
  brokers: readonly string[];
  /** Names of the clusters and brokers, which are names of RocketMQ's own topics, too. */
  ownNames: ReadonlySet<string>;
  /** Configurations of each topic by broker. */
  topics: ReadonlyMap<string, ReadonlyMap<string, TopicConfig>>;
}

/** Reads all brokers of a cluster: one call each, however many topics there are. */
export async function readTopicTable(client: ClusterClient, signal: AbortSignal): Promise<TopicTable> {
  const info = await client.clusterInfo({ signal });
  const brokers = [...info.brokers.keys()].toSorted();
  const topics = new Map<string, Map<string, TopicConfig>>();
  await mapBounded(brokers, PARALLEL, async (broker) => {
    for (const config of (await client.topicConfigs(broker, { signal })).topics.values()) {
      const byBroker = topics.get(config.topicName) ?? new Map<string, TopicConfig>();
      topics.set(config.topicName, byBroker.set(broker, config));
    }
  });
  return { brokers, ownNames: new Set([...info.clusters.keys(), ...brokers]), topics };
}

/** Queues of a topic that can be read, or written; sorted as the planner maps them. */
export function queuesOf(table: TopicTable, topic: string, use: 'READ' | 'WRITE'): BrokerQueue[] {
  const queues = [...(table.topics.get(topic) ?? [])].flatMap(([brokerName, config]) => {
    const count = use === 'READ' ? config.readQueueNums : config.writeQueueNums;
    if ((config.perm & PERM[use]) === 0) return [];
    return Array.from({ length: count }, (_, queueId) => ({ brokerName, queueId }));
  });
  return sortQueues(queues);
}
