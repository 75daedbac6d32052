import { ConnectError, type ClusterInfo, type TopicConfig } from '@slipstream/rocketmq-remoting';
import {
  ClusterClients,
  type ClusterClient,
  type ClusterConnection,
} from '../clusters/cluster-connection.js';

/** A broker of a {@link FakeClusterClients}. */
export interface FakeBroker {
  version?: string;
  config?: Record<string, string>;
  topics?: Record<string, number>;
  /** Every question to the broker fails with it. */
  error?: Error;
  /** Its addresses do not take connections. */
  unreachable?: boolean;
  /** Consumer groups with progress in the topic `orders`. */
  groups?: string[];
  /** Offset range of every queue; empty queues unless given. */
  range?: { minOffset: number; maxOffset: number };
  /** Questions for offset ranges fail with it. */
  rangeError?: Error;
  /** Committed offsets of its groups by topic, group and queue. */
  committed?: Record<string, Record<string, Record<number, number>>>;
  /** Groups with members. */
  live?: string[];
  /** Commits fail with it. */
  commitError?: Error;
}

/** Clients of a made-up cluster, for specs of what the API does with the answers. */
export class FakeClusterClients extends ClusterClients {
  readonly opened: ClusterConnection[] = [];
  closed = 0;
  /** Questions for offset ranges so far. */
  ranges = 0;

  constructor(
    private readonly brokers: Record<string, FakeBroker>,
    private readonly deadNameServers: readonly string[] = [],
  ) {
    super();
  }

  override open(connection: ClusterConnection): ClusterClient {
    this.opened.push(connection);
    const broker = (name: string): FakeBroker => {
      const found = this.brokers[name];
      if (found === undefined) throw new Error(`no broker ${name}`);
      if (found.error !== undefined) throw found.error;
      return found;
    };
    return {
      clusterInfo: async () => {
        const address = connection.nameServers.find((candidate) => !this.deadNameServers.includes(candidate));
        if (address === undefined) throw new ConnectError({ address: connection.nameServers[0] ?? '' });
        return this.info();
      },
      topicList: async () => [
        ...new Set(Object.values(this.brokers).flatMap(({ topics }) => Object.keys(topics ?? {}))),
      ],
      runtimeInfo: async (name) =>
        new Map([
          ['brokerVersionDesc', broker(name).version ?? 'V5_3_2'],
          ['putMessageAverageSize', '250.0'],
          ['bootTimestamp', String(Date.now() - 500)],
          ['runtime', '[ 0 days, 0 hours, 0 minutes, 0 seconds ]'],
        ]),
      brokerConfig: async (name) => new Map(Object.entries(broker(name).config ?? {})),
      topicConfigs: async (name) => ({
        fingerprint: '1',
        dataVersion: { counter: 1, timestamp: 0 },
        topics: new Map(
          Object.entries(broker(name).topics ?? {}).map(([topic, queues]) => [
            topic,
            topicConfig(topic, queues),
          ]),
        ),
      }),
      range: async (queue) => {
        this.ranges += 1;
        const { rangeError, range } = broker(queue.brokerName);
        if (rangeError !== undefined) throw rangeError;
        return range ?? { minOffset: 0, maxOffset: 0 };
      },
      offsetByTimestamp: async (_queue, timestampMs) => Math.floor(timestampMs / 1000),
      checkFilter: async (_name, _topic, filter) =>
        filter.type === 'SQL92' && filter.expression.includes('>>>')
          ? { valid: false, supported: true, said: 'Encountered ">"' }
          : { valid: true },
      consumerOffsets: async (name) => {
        const { groups = [], committed } = broker(name);
        const entries =
          committed === undefined
            ? groups.map((consumerGroup) => ({ consumerGroup, topic: 'orders', offsets: new Map() }))
            : Object.entries(committed).flatMap(([topic, byGroup]) =>
                Object.entries(byGroup).map(([consumerGroup, offsets]) => ({
                  consumerGroup,
                  topic,
                  offsets: new Map(Object.entries(offsets).map(([queue, offset]) => [Number(queue), offset])),
                })),
              );
        return { fingerprint: JSON.stringify(committed ?? groups), entries };
      },
      consumerGroups: async (name) => ({
        fingerprint: '1',
        dataVersion: { counter: 1, timestamp: 0 },
        groups: new Map(
          (broker(name).groups ?? []).map((groupName) => [groupName, { groupName, settings: {} }]),
        ),
      }),
      consumerConnections: async (name, group) =>
        (broker(name).live ?? []).includes(group) ? [{ clientId: 'c', clientAddr: '127.0.0.1:1' }] : [],
      updateConsumerOffset: async ({ topic, brokerName, queueId }, group, offset) => {
        const { committed = {}, commitError } = broker(brokerName);
        if (commitError !== undefined) throw commitError;
        ((committed[topic] ??= {})[group] ??= {})[queueId] = offset;
      },
      pull: async (queue, { offset }) => ({
        status: 'NO_NEW_MESSAGE',
        messages: Buffer.alloc(0),
        nextBeginOffset: offset,
        ...(broker(queue.brokerName).range ?? { minOffset: 0, maxOffset: 0 }),
      }),
      openSendChannel: () => Promise.reject(new Error('nothing is sent to a made-up cluster')),
      accounts: {
        listPlain: async () => {
          throw new Error('no accounts');
        },
        getUser: async () => null,
        listPolicies: async () => ({ fingerprint: '', subjects: [] }),
      },
      close: async () => {
        this.closed += 1;
      },
    };
  }

  override async reach(address: string): Promise<void> {
    const name = address.split(':')[0] ?? '';
    if (this.brokers[name]?.unreachable === true) throw new ConnectError({ address });
  }

  private info(): ClusterInfo {
    const names = Object.keys(this.brokers);
    return {
      clusters: new Map([['fake-cluster', names]]),
      brokers: new Map(
        names.map((name) => [name, { cluster: 'fake-cluster', addresses: new Map([[0, `${name}:10911`]]) }]),
      ),
    };
  }
}

function topicConfig(topicName: string, queues: number): TopicConfig {
  return { topicName, readQueueNums: queues, writeQueueNums: queues, perm: 6 };
}
