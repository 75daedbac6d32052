import { sortQueues, type BrokerQueue } from '@slipstream/replication';
import type { RocketmqClient, TopicConfig } from '@slipstream/rocketmq-remoting';

/** Permission bits of a topic [PermName]. */
const PERM = { READ: 4, WRITE: 2 } as const;

/** Calls that an inventory is read with. */
export type InventoryClient = Pick<RocketmqClient, 'clusterInfo' | 'masterAddress' | 'topicConfigs'>;

/** What one master broker has. */
export interface BrokerInventory {
  brokerName: string;
  /** `host:port` at which the master is reached: behind NAT, brokers of several clusters may give out the same one. */
  address: string;
  /** Changes with each change of a topic. */
  version: string;
  /** Read when somebody asks: most looks find that nothing changed. */
  readonly topics: ReadonlyMap<string, TopicConfig>;
  /** When a topic last changed, by the broker's clock, ms since the epoch. */
  readonly changedAt: number;
}

/** Brokers and topics of one cluster as they are now. */
export class ClusterInventory {
  /** Names that topics of RocketMQ's own are made of: those of the clusters and the brokers. */
  readonly ownNames: ReadonlySet<string>;
  /** Equal for two inventories with the same brokers and topics. */
  readonly version: string;

  constructor(
    readonly clusterNames: readonly string[],
    readonly brokers: readonly BrokerInventory[],
    /** What brokers that did not answer failed of: their topics cannot be seen. */
    readonly failures: readonly unknown[] = [],
  ) {
    this.ownNames = new Set([...clusterNames, ...brokers.map((broker) => broker.brokerName)]);
    this.version = brokers
      .map(({ brokerName, address, version }) => JSON.stringify([brokerName, address, version]))
      .toSorted()
      .join();
  }

  get brokerNames(): string[] {
    return this.brokers.map((broker) => broker.brokerName);
  }

  /** Names of all topics that can be read on some broker. */
  readableTopics(): string[] {
    const names = new Set<string>();
    for (const broker of this.brokers)
      for (const [name, topic] of broker.topics)
        if (isOpen(topic, PERM.READ, topic.readQueueNums)) names.add(name);
    return [...names];
  }

  hasTopic(topic: string): boolean {
    return this.brokers.some((broker) => broker.topics.has(topic));
  }

  /** What kind of messages a topic of 5.x is for (`message.type`); undefined when it does not say. */
  messageType(topic: string): string | undefined {
    const types = this.brokers.map(({ topics }) => topics.get(topic)?.attributes?.['message.type']);
    return types.find((type) => type !== undefined);
  }

  /** Queues that can be read, sorted. */
  readableQueues(topic: string): BrokerQueue[] {
    return this.#queues(topic, PERM.READ, (config) => config.readQueueNums);
  }

  /** Queues that can be written, sorted. */
  writableQueues(topic: string): BrokerQueue[] {
    return this.#queues(topic, PERM.WRITE, (config) => config.writeQueueNums);
  }

  /** The same cluster with one more topic on each of its brokers. */
  withTopic(config: TopicConfig): ClusterInventory {
    const brokers = this.brokers.map((broker) => ({
      ...broker,
      topics: new Map([...broker.topics, [config.topicName, config] as const]),
    }));
    return new ClusterInventory(this.clusterNames, brokers, this.failures);
  }

  #queues(topic: string, perm: number, count: (config: TopicConfig) => number): BrokerQueue[] {
    const queues = this.brokers.flatMap(({ brokerName, topics }) => {
      const config = topics.get(topic);
      if (config === undefined || !isOpen(config, perm, count(config))) return [];
      return Array.from({ length: count(config) }, (_, queueId) => ({ brokerName, queueId }));
    });
    return sortQueues(queues);
  }
}

/** Reads all master brokers of a cluster: one call each, however many topics there are. */
export async function readInventory(client: InventoryClient): Promise<ClusterInventory> {
  const info = await client.clusterInfo();
  const masters = [...info.brokers].flatMap(([name, { addresses }]) => (addresses.has(0) ? [name] : []));
  const brokers: BrokerInventory[] = [];
  const failures: unknown[] = [];
  await Promise.all(
    masters.map(async (brokerName) => {
      try {
        const address = await client.masterAddress(brokerName);
        const configs = await client.topicConfigs(brokerName);
        brokers.push({
          brokerName,
          address,
          version: configs.fingerprint,
          get topics() {
            return configs.topics;
          },
          get changedAt() {
            return configs.dataVersion.timestamp;
          },
        });
      } catch (error) {
        failures.push(error);
      }
    }),
  );
  return new ClusterInventory([...info.clusters.keys()], brokers, failures);
}

function isOpen(config: TopicConfig, perm: number, queues: number): boolean {
  return (config.perm & perm) !== 0 && queues > 0;
}
