import {
  ResponseError,
  type ConsumerGroupConfig,
  type PlainAccount,
  type TopicConfig,
} from '@slipstream/rocketmq-remoting';
import type { MetadataClient } from '../metadata/side-tables.js';

interface FakeBroker {
  topics: Map<string, TopicConfig>;
  groups: Map<string, ConsumerGroupConfig>;
  /** Grows with each change; also the time of the last one. */
  version: number;
  isListed: boolean;
}

/** Brokers of one cluster in memory, with their topics and groups; counts what it is asked. */
export class FakeMetadataCluster implements MetadataClient {
  readonly brokers = new Map<string, FakeBroker>();
  readonly offsets: { topic: string; consumerGroup: string }[] = [];
  /** Requests since somebody set it to 0. */
  requests = 0;
  readonly writes: string[] = [];
  /** Told of each write. */
  onWrite: (() => void) | undefined;
  /** Writes of these names are refused with this remark. */
  readonly refusals = new Map<string, string>();
  failure: Error | undefined;
  /** Settings that its brokers give every group that is written without them, as newer versions do. */
  groupDefaults: ConsumerGroupConfig['settings'] = {};
  /** Plain accounts, the same on all brokers, where access control is on. */
  readonly plain = new Map<string, PlainAccount>();
  control: 'NONE' | 'PLAIN' = 'NONE';
  /** So many next readings of the accounts come in the middle of a write: they find none. */
  tornReadings = 0;
  brokerVersion = 'V4_9_7';
  static clock = 1;

  constructor(
    readonly name: string,
    brokerNames: readonly string[],
  ) {
    for (const broker of brokerNames)
      this.brokers.set(broker, { topics: new Map(), groups: new Map(), version: 1, isListed: true });
  }

  topic(topicName: string, queues: number, over: Partial<TopicConfig> = {}): this {
    for (const broker of this.brokers.keys())
      this.#put(broker, (on) =>
        on.topics.set(topicName, {
          topicName,
          readQueueNums: queues,
          writeQueueNums: queues,
          perm: 6,
          topicFilterType: 'SINGLE_TAG',
          topicSysFlag: 0,
          order: false,
          attributes: {},
          ...over,
        }),
      );
    return this;
  }

  group(groupName: string, settings: ConsumerGroupConfig['settings'] = { retryMaxTimes: 16 }): this {
    for (const broker of this.brokers.keys())
      this.#put(broker, (on) => on.groups.set(groupName, { groupName, settings }));
    return this;
  }

  removeTopic(topicName: string): void {
    for (const broker of this.brokers.keys()) this.#put(broker, (on) => on.topics.delete(topicName));
  }

  topicOn(broker: string, name: string): TopicConfig | undefined {
    return this.brokers.get(broker)?.topics.get(name);
  }

  /** As when it is killed: the Name Server forgets it at once. */
  kill(broker: string): void {
    this.#broker(broker).isListed = false;
  }

  restart(broker: string): void {
    this.#broker(broker).isListed = true;
  }

  async clusterInfo(): ReturnType<MetadataClient['clusterInfo']> {
    this.#ask();
    const brokers = [...this.brokers].filter(([, { isListed }]) => isListed);
    return {
      clusters: new Map([[this.name, brokers.map(([broker]) => broker)]]),
      brokers: new Map(
        brokers.map(([broker]) => [
          broker,
          { cluster: this.name, addresses: new Map([[0, `${broker}:10911`]]) },
        ]),
      ),
    };
  }

  async masterAddress(broker: string): Promise<string> {
    return `${broker}:10911`;
  }

  async topicConfigs(broker: string): ReturnType<MetadataClient['topicConfigs']> {
    this.#ask();
    const { topics, version } = this.#broker(broker);
    const dataVersion = { counter: version, timestamp: version };
    return { fingerprint: String(version), dataVersion, topics: new Map(topics) };
  }

  async consumerGroups(broker: string): ReturnType<MetadataClient['consumerGroups']> {
    this.#ask();
    const { groups, version } = this.#broker(broker);
    const dataVersion = { counter: version, timestamp: version };
    return { fingerprint: String(version), dataVersion, groups: new Map(groups) };
  }

  async consumerOffsets(): ReturnType<MetadataClient['consumerOffsets']> {
    this.#ask();
    const entries = this.offsets.map((entry) => ({ ...entry, offsets: new Map([[0, 1]]) }));
    return { fingerprint: JSON.stringify(this.offsets), entries };
  }

  async runtimeInfo(): ReturnType<MetadataClient['runtimeInfo']> {
    this.#ask();
    return new Map([['brokerVersionDesc', this.brokerVersion]]);
  }

  async createTopic(broker: string, config: TopicConfig): Promise<void> {
    this.#write(config.topicName, `put ${config.topicName}@${broker}`);
    this.#put(broker, (on) => on.topics.set(config.topicName, { ...config }));
  }

  async deleteTopic(topic: string, { brokers = [] }: { brokers?: readonly string[] } = {}): Promise<void> {
    this.#write(topic, `delete ${topic}`);
    for (const broker of brokers) this.#put(broker, (on) => on.topics.delete(topic));
  }

  async putConsumerGroup(broker: string, group: ConsumerGroupConfig): Promise<void> {
    this.#write(group.groupName, `put group ${group.groupName}@${broker}`);
    const { groupName } = group;
    const settings = { ...this.groupDefaults, ...group.settings };
    this.#put(broker, (on) => on.groups.set(groupName, { groupName, settings }));
  }

  async deleteConsumerGroup(broker: string, group: string): Promise<void> {
    this.#write(group, `delete group ${group}@${broker}`);
    this.#put(broker, (on) => on.groups.delete(group));
  }

  readonly accounts: MetadataClient['accounts'] = {
    kind: () => Promise.resolve(this.control),
    listPlain: async () => {
      this.#ask();
      const accounts = this.tornReadings > 0 ? [] : [...this.plain.values()];
      this.tornReadings = Math.max(0, this.tornReadings - 1);
      return { fingerprint: JSON.stringify(accounts), accounts, globalWhiteRemoteAddresses: [] };
    },
    putPlain: async (broker, account) => {
      this.#write(account.accessKey, `put account ${account.accessKey}@${broker}`);
      this.plain.set(account.accessKey, account);
    },
    deletePlain: async (broker, accessKey) => {
      this.#write(accessKey, `delete account ${accessKey}@${broker}`);
      this.plain.delete(accessKey);
    },
    listUsers: notHere,
    createUser: notHere,
    updateUser: notHere,
    deleteUser: notHere,
    listPolicies: notHere,
    updatePolicies: notHere,
    deletePolicies: notHere,
  };

  #ask(): void {
    this.requests += 1;
    if (this.failure !== undefined) throw this.failure;
  }

  #write(name: string, what: string): void {
    this.#ask();
    const remark = this.refusals.get(name);
    if (remark !== undefined)
      throw new ResponseError({ address: `${this.name}:10911`, requestCode: 17, responseCode: 1, remark });
    this.writes.push(what);
    this.onWrite?.();
  }

  #put(broker: string, change: (on: FakeBroker) => unknown): void {
    const on = this.#broker(broker);
    change(on);
    on.version = FakeMetadataCluster.clock += 1;
  }

  #broker(name: string): FakeBroker {
    const broker = this.brokers.get(name);
    if (broker === undefined) throw new Error(`no broker ${name}`);
    return broker;
  }
}

function notHere(): Promise<never> {
  return Promise.reject(new Error('no access control here'));
}
