import type { Credentials } from '../acl/sign.js';
import type { FilterCheck } from '../apis/check-client-config.js';
import type { ClientConnection } from '../apis/client-connection.js';
import type { ClusterInfo } from '../apis/get-cluster-info.js';
import type { TopicRoute } from '../apis/get-route-info.js';
import type { ConsumerGroupConfigs } from '../apis/list-consumer-groups.js';
import type { ConsumerOffsets } from '../apis/list-consumer-offsets.js';
import type { TopicConfigs } from '../apis/list-topic-configs.js';
import type { MessageQueue } from '../apis/message-queue.js';
import type { PullResult } from '../apis/pull-message.js';
import type { ConsumerGroupChange } from '../apis/put-consumer-group.js';
import type { TopicChange } from '../apis/put-topic.js';
import type { SubscriptionFilter } from '../apis/subscription-filter.js';
import { RouteNotFoundError } from '../errors.js';
import type { AddressRule } from '../network/address-map.js';
import type { ClientEventListener } from '../network/client-event.js';
import { Connection, type ConnectionOptions, type RequestOptions } from '../network/connection.js';
import { ConnectionPool } from '../network/connection-pool.js';
import { Accounts } from './accounts.js';
import { Admin } from './admin.js';
import { BrokerCaller } from './broker-caller.js';
import { BrokerDirectory } from './broker-directory.js';
import { NameServerClient } from './name-server-client.js';
import { Offsets, type OffsetRange } from './offsets.js';
import { PullConsumer, type PullOptions } from './pull-consumer.js';
import { RouteCache } from './route-cache.js';
import { SendChannel } from './send-channel.js';

export interface RocketmqClientOptions {
  /** `host:port` each; at least one. */
  nameServers: readonly string[];
  credentials?: Credentials;
  /** Default 3000 ms. */
  requestTimeoutMs?: number;
  /** Default 3000 ms. */
  connectTimeoutMs?: number;
  /** Silence after which a connection is kept alive. Default 40 000 ms; 0 = never. */
  idleKeepAliveMs?: number;
  /** Where brokers are really reached, by the address that they give out. Name Server addresses stay as they are given. */
  addressMap?: readonly AddressRule[];
  onEvent?: ClientEventListener;
}

/** One RocketMQ cluster, 4.x or 5.x, over the remoting protocol. Every call goes to masters. */
export class RocketmqClient {
  readonly #connectionOptions: ConnectionOptions;
  readonly #pool: ConnectionPool;
  readonly #nameServers: NameServerClient;
  readonly #routes: RouteCache;
  readonly #directory: BrokerDirectory;
  readonly #admin: Admin;
  readonly #pulls: PullConsumer;
  readonly #offsets: Offsets;
  /** Accounts of clusters with access control. */
  readonly accounts: Accounts;

  constructor(options: RocketmqClientOptions) {
    const { nameServers, addressMap, onEvent, ...connection } = options;
    this.#connectionOptions = { ...connection, ...(onEvent === undefined ? {} : { onEvent }) };
    this.#pool = new ConnectionPool({
      open: (address, signal) =>
        Connection.open(address, { ...this.#connectionOptions, signal, resetWhenSilent: true }),
      ...(onEvent === undefined ? {} : { onEvent }),
    });
    this.#nameServers = new NameServerClient({ addresses: nameServers, pool: this.#pool, onEvent });
    this.#routes = new RouteCache({ load: (topic) => this.#nameServers.topicRoute(topic) });
    this.#directory = new BrokerDirectory({
      load: () => this.#nameServers.clusterInfo(),
      addressMap,
      onEvent,
    });
    const brokers = new BrokerCaller(this.#directory, this.#pool);
    this.#admin = new Admin(brokers);
    this.accounts = new Accounts(brokers);
    this.#pulls = new PullConsumer(brokers);
    this.#offsets = new Offsets(brokers, this.#pulls);
  }

  /** Where a topic lives, from the cache (30 s) unless `fresh`. Throws `RouteNotFoundError`. */
  topicRoute(topic: string, options: RequestOptions & { fresh?: boolean } = {}): Promise<TopicRoute> {
    return this.#routes.get(topic, options);
  }

  /** The brokers that are up, as the Name Server sees it now. */
  async clusterInfo(options?: RequestOptions): Promise<ClusterInfo> {
    const info = await this.#nameServers.clusterInfo(options);
    this.#directory.learn(info);
    return info;
  }

  /** Topics of the brokers that are up, system topics among them. */
  topicList(options?: RequestOptions): Promise<string[]> {
    return this.#nameServers.topicList(options);
  }

  /** `host:port` where the master of this name is reached. Throws `BrokerNotFoundError`. */
  masterAddress(brokerName: string, options: RequestOptions = {}): Promise<string> {
    return this.#directory.masterAddress(brokerName, options.signal);
  }

  /** All topics of one broker, whether or not the Name Server knows them. */
  topicConfigs(brokerName: string, options?: RequestOptions): Promise<TopicConfigs> {
    return this.#admin.topicConfigs(brokerName, options);
  }

  /**
   * Creates a topic on one broker, or overwrites its settings there; attributes that are not named stay. The route shows it
   * within 0.3 s.
   */
  async createTopic(brokerName: string, config: TopicChange, options?: RequestOptions): Promise<void> {
    await this.#admin.putTopic(brokerName, config, options);
    this.#routes.forget(config.topicName);
  }

  /**
   * Deletes a topic on every master that is up, or on the given brokers only, then on every Name Server. A topic that is not
   * there is no error. While other brokers have it, Name Servers are left alone: they can only forget it whole.
   */
  async deleteTopic(
    topic: string,
    options: RequestOptions & { brokers?: readonly string[] } = {},
  ): Promise<void> {
    const { brokers: given, ...call } = options;
    const brokers = given ?? [...(await this.clusterInfo(call)).brokers.keys()];
    await Promise.all(brokers.map((name) => this.#admin.deleteTopic(name, topic, call)));
    if (given === undefined || !(await this.#isElsewhere(topic, new Set(given), call)))
      await this.#nameServers.deleteTopic(topic, call);
    this.#routes.forget(topic);
  }

  async #isElsewhere(topic: string, brokers: ReadonlySet<string>, options: RequestOptions): Promise<boolean> {
    try {
      const { queues } = await this.topicRoute(topic, { ...options, fresh: true });
      return queues.some(({ brokerName }) => !brokers.has(brokerName));
    } catch (error) {
      if (error instanceof RouteNotFoundError) return false;
      throw error;
    }
  }

  /** All consumer groups of one broker, RocketMQ's own among them. */
  consumerGroups(brokerName: string, options?: RequestOptions): Promise<ConsumerGroupConfigs> {
    return this.#admin.consumerGroups(brokerName, options);
  }

  /** Creates a group on one broker, or overwrites all of its settings there; attributes that are not named stay. */
  putConsumerGroup(brokerName: string, group: ConsumerGroupChange, options?: RequestOptions): Promise<void> {
    return this.#admin.putConsumerGroup(brokerName, group, options);
  }

  /**
   * Deletes a group on one broker. A group that is not there is no error.
   *
   * @param p `cleanOffsets`: its committed offsets go, too; 4.4 keeps them all the same. 5.5.0 needs it: without, it makes the
   *   group again at once, with default settings
   */
  deleteConsumerGroup(
    brokerName: string,
    groupName: string,
    p: { cleanOffsets: boolean },
    options?: RequestOptions,
  ): Promise<void> {
    return this.#admin.deleteConsumerGroup(brokerName, { groupName, ...p }, options);
  }

  /** Zeros for a queue that does not exist. A message just acknowledged may not be counted yet. */
  range(queue: MessageQueue, options?: RequestOptions): Promise<OffsetRange> {
    return this.#offsets.range(queue, options);
  }

  /** The first offset stored at or after `timestampMs`; the max offset when there is none. Exact on every version. */
  offsetByTimestamp(queue: MessageQueue, timestampMs: number, options?: RequestOptions): Promise<number> {
    return this.#offsets.byTimestamp(queue, timestampMs, options);
  }

  /** Reads from an offset. With `waitMs`, the default time-out is `waitMs` + 10 s. Throws `ResponseError`. */
  pull(queue: MessageQueue, p: PullOptions, options?: RequestOptions): Promise<PullResult> {
    return this.#pulls.pull(queue, p, options);
  }

  /** Asks a broker whether it can filter by this; pulls take a wrong expression in silence and give out everything. */
  checkFilter(
    brokerName: string,
    topic: string,
    filter: SubscriptionFilter,
    options?: RequestOptions,
  ): Promise<FilterCheck> {
    return this.#admin.checkFilter(brokerName, topic, filter, options);
  }

  /** Committed offset of a group; null when it has none (4.x: 0 as long as the queue still has its first message). */
  consumerOffset(
    queue: MessageQueue,
    consumerGroup: string,
    options?: RequestOptions,
  ): Promise<number | null> {
    return this.#offsets.ofConsumer(queue, consumerGroup, options);
  }

  /** Commits an offset for a group, whatever it is. */
  updateConsumerOffset(
    queue: MessageQueue,
    consumerGroup: string,
    offset: number,
    options?: RequestOptions,
  ): Promise<void> {
    return this.#offsets.setOfConsumer(queue, consumerGroup, offset, options);
  }

  /** Committed offsets of all groups on one broker. */
  consumerOffsets(brokerName: string, options?: RequestOptions): Promise<ConsumerOffsets> {
    return this.#offsets.ofAllConsumers(brokerName, options);
  }

  /** Members of a group that this broker sees; empty when it sees none. */
  consumerConnections(
    brokerName: string,
    consumerGroup: string,
    options?: RequestOptions,
  ): Promise<readonly ClientConnection[]> {
    return this.#admin.consumerConnections(brokerName, consumerGroup, options);
  }

  /** Connections of a producer group that this broker sees; empty when it sees none. */
  producerConnections(
    brokerName: string,
    producerGroup: string,
    options?: RequestOptions,
  ): Promise<readonly ClientConnection[]> {
    return this.#admin.producerConnections(brokerName, producerGroup, options);
  }

  /** What a broker says about itself now, such as `brokerVersionDesc`. */
  runtimeInfo(brokerName: string, options?: RequestOptions): Promise<ReadonlyMap<string, string>> {
    return this.#admin.runtimeInfo(brokerName, options);
  }

  /** A broker's settings. */
  brokerConfig(brokerName: string, options?: RequestOptions): Promise<ReadonlyMap<string, string>> {
    return this.#admin.brokerConfig(brokerName, options);
  }

  /**
   * A connection of its own for sends, its producer group registered when this resolves. The caller closes it. It is signed
   * with `credentials` where they are given, else with the client's own.
   */
  async openSendChannel(
    brokerName: string,
    p: { producerGroup: string; clientId: string; credentials?: Credentials | undefined },
    options: RequestOptions = {},
  ): Promise<SendChannel> {
    const address = await this.#directory.masterAddress(brokerName, options.signal);
    const { producerGroup, clientId, credentials } = p;
    const connection =
      credentials === undefined ? this.#connectionOptions : { ...this.#connectionOptions, credentials };
    try {
      return await SendChannel.open({ brokerName, address, producerGroup, clientId, connection }, options);
    } catch (error) {
      this.#directory.suspect();
      throw error;
    }
  }

  /** Closes all connections but those of send channels, which belong to their callers. Calls under way get their answers, held pulls do not. */
  async close(): Promise<void> {
    await this.#pool.close();
  }
}
