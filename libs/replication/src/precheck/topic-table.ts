import { mapBounded } from '@slipstream/shared';
import { sortQueues, type BrokerQueue } from '../plan/index.js';
import type { CheckClient, ListedBrokers, ListedTopic } from './ports.js';

/** Permission bits of a topic, and of a broker [PermName]. */
export const PERM = { READ: 4, WRITE: 2 } as const;
const PARALLEL = 8;

/** What the brokers of one cluster have. */
export interface TopicTable {
  brokers: readonly string[];
  /** Names of the clusters and brokers, which are names of RocketMQ's own topics, too. */
  ownNames: ReadonlySet<string>;
  /** Configurations of each topic by broker. */
  topics: ReadonlyMap<string, ReadonlyMap<string, ListedTopic>>;
}

/** Reads all brokers of a cluster: one call each, however many topics there are. */
export async function readTopicTable(
  client: Pick<CheckClient, 'clusterInfo' | 'topicConfigs'>,
  signal: AbortSignal,
): Promise<TopicTable> {
  const info = await client.clusterInfo({ signal });
  const read = await mapBounded(
    [...info.brokers.keys()],
    PARALLEL,
    async (broker) => [broker, (await client.topicConfigs(broker, { signal })).topics] as const,
  );
  return toTopicTable(info, new Map(read));
}

/** @param byBroker topics of each broker that has told them */
export function toTopicTable(
  info: ListedBrokers,
  byBroker: ReadonlyMap<string, ReadonlyMap<string, ListedTopic>>,
): TopicTable {
  const topics = new Map<string, Map<string, ListedTopic>>();
  for (const [broker, configs] of byBroker) {
    for (const config of configs.values()) {
      const known = topics.get(config.topicName) ?? new Map<string, ListedTopic>();
      topics.set(config.topicName, known.set(broker, config));
    }
  }
  const ownNames = new Set([...info.clusters.keys(), ...info.brokers.keys()]);
  return { brokers: [...byBroker.keys()].toSorted(), ownNames, topics };
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
