import type { SubscriptionFilter, TopicConfig } from '@slipstream/rocketmq-remoting';
import type { PlanningClient } from '../flow/flow-planner.js';

/** One queue of a fake cluster: its range, and the store time of each message from `minOffset` on. */
export interface FakeQueue {
  minOffset: number;
  storeTimes: number[];
}

/** A cluster in memory, as far as planning looks at it. */
export class FakePlanningCluster implements PlanningClient {
  readonly brokers = new Map<
    string,
    { address: string; counter: number; topics: Map<string, TopicConfig> }
  >();
  readonly queues = new Map<string, FakeQueue>();
  readonly created: string[] = [];
  lookups = 0;
  /** Fails every call while set. */
  failure: Error | undefined;
  /** Fails the calls that one broker answers. */
  readonly brokerFailures = new Map<string, Error>();
  checkAnswer: { valid: true } | { valid: false; supported: boolean; said: string } = { valid: true };
  /** Where masters are reached, by name, when it is not the address that they give out. */
  readonly reachedAt = new Map<string, string>();
  /** What brokers say that they are. */
  brokerVersion = 'V5_5_0';
  checked: { brokerName: string; topic: string; filter: SubscriptionFilter }[] = [];

  constructor(
    private readonly clusterName: string,
    brokerNames: readonly string[],
  ) {
    for (const [index, name] of brokerNames.entries())
      this.brokers.set(name, { address: `${clusterName}-${index}:10911`, counter: 0, topics: new Map() });
  }

  /** Adds a broker without topics. */
  addBroker(name: string): this {
    const address = `${this.clusterName}-${this.brokers.size}:10911`;
    this.brokers.set(name, { address, counter: 0, topics: new Map() });
    return this;
  }

  /** Adds a topic to the named brokers, or to all. */
  topic(
    topicName: string,
    queues: number,
    over: Partial<TopicConfig> & { on?: readonly string[] } = {},
  ): this {
    const { on = [...this.brokers.keys()], ...config } = over;
    for (const name of on)
      this.#put(name, { topicName, readQueueNums: queues, writeQueueNums: queues, perm: 6, ...config });
    return this;
  }

  async clusterInfo(): ReturnType<PlanningClient['clusterInfo']> {
    await this.#answer();
    const brokers = [...this.brokers].map(
      ([name, { address }]) =>
        [name, { cluster: this.clusterName, addresses: new Map([[0, address]]) }] as const,
    );
    return { clusters: new Map([[this.clusterName, [...this.brokers.keys()]]]), brokers: new Map(brokers) };
  }

  async masterAddress(brokerName: string): Promise<string> {
    return this.reachedAt.get(brokerName) ?? this.#broker(brokerName).address;
  }

  async topicConfigs(brokerName: string): ReturnType<PlanningClient['topicConfigs']> {
    await this.#answer(brokerName);
    const broker = this.#broker(brokerName);
    return {
      fingerprint: String(broker.counter),
      dataVersion: { counter: broker.counter, timestamp: 1 },
      topics: new Map(broker.topics),
    };
  }

  async createTopic(brokerName: string, config: TopicConfig): Promise<void> {
    await this.#answer(brokerName);
    this.created.push(
      `${config.topicName}@${brokerName} ${config.readQueueNums}/${config.writeQueueNums}/${config.perm}`,
    );
    this.#put(brokerName, config);
  }

  async range(queue: {
    topic: string;
    brokerName: string;
    queueId: number;
  }): Promise<{ minOffset: number; maxOffset: number }> {
    await this.#answer(queue.brokerName);
    this.lookups += 1;
    const { minOffset, storeTimes } = this.#queue(queue);
    return { minOffset, maxOffset: minOffset + storeTimes.length };
  }

  async offsetByTimestamp(
    queue: { topic: string; brokerName: string; queueId: number },
    timestampMs: number,
  ): Promise<number> {
    await this.#answer(queue.brokerName);
    const { minOffset, storeTimes } = this.#queue(queue);
    const index = storeTimes.findIndex((time) => time >= timestampMs);
    return minOffset + (index < 0 ? storeTimes.length : index);
  }

  async checkFilter(
    brokerName: string,
    topic: string,
    filter: SubscriptionFilter,
  ): ReturnType<PlanningClient['checkFilter']> {
    await this.#answer(brokerName);
    this.checked.push({ brokerName, topic, filter });
    return this.checkAnswer;
  }

  async runtimeInfo(brokerName: string): ReturnType<PlanningClient['runtimeInfo']> {
    await this.#answer(brokerName);
    return new Map([['brokerVersionDesc', this.brokerVersion]]);
  }

  #answer(brokerName?: string): Promise<void> {
    const failure =
      this.failure ?? (brokerName === undefined ? undefined : this.brokerFailures.get(brokerName));
    return failure === undefined ? Promise.resolve() : Promise.reject(failure);
  }

  #put(brokerName: string, config: TopicConfig): void {
    const broker = this.#broker(brokerName);
    broker.topics.set(config.topicName, config);
    broker.counter += 1;
  }

  #broker(name: string): { address: string; counter: number; topics: Map<string, TopicConfig> } {
    const broker = this.brokers.get(name);
    if (broker === undefined) throw new Error(`no broker ${name}`);
    return broker;
  }

  #queue({ topic, brokerName, queueId }: { topic: string; brokerName: string; queueId: number }): FakeQueue {
    return this.queues.get(`${topic}@${brokerName}#${queueId}`) ?? { minOffset: 0, storeTimes: [] };
  }
}
