import { join } from 'node:path';
import { RocketmqClient } from '@slipstream/rocketmq-remoting';
import type { TaskView } from '@slipstream/shared';
import {
  repositoryRoot,
  startRocketmq,
  waitFor,
  type RocketmqCluster,
  type RocketmqVersion,
} from '@slipstream/stack';
import type { ApiClient } from './api-client.ts';
import { countMessages } from './checker.ts';
import { RawProducer, type Account } from './raw-producer.ts';

/** Two versions, and whether both clusters check who asks. */
export interface VersionPair {
  source: RocketmqVersion;
  target: RocketmqVersion;
  acl: boolean;
}

const QUICK: readonly VersionPair[] = [
  { source: '4.9.7', target: '5.5.0', acl: true },
  { source: '5.5.0', target: '4.9.7', acl: false },
];

const VERSIONS = [
  ['4.4.0', '5.5.0'],
  ['4.9.7', '5.5.0'],
  ['5.5.0', '4.9.7'],
  ['5.5.0', '5.3.3'],
] as const;

/** The pairs to test: two, or with `DELIVERY_MATRIX=full` all of them with and without ACL, or one: `4.4.0>5.5.0+acl`. */
export function versionPairs(wanted = process.env['DELIVERY_MATRIX'] ?? 'quick'): readonly VersionPair[] {
  if (wanted === 'quick') return QUICK;
  const all = VERSIONS.flatMap(([source, target]) => [false, true].map((acl) => ({ source, target, acl })));
  return wanted === 'full'
    ? all
    : all.filter(({ source, target, acl }) => `${source}>${target}${acl ? '+acl' : ''}` === wanted);
}

/** True for brokers of the 5.x line. */
export const isV5 = (version: RocketmqVersion): boolean => version.startsWith('5.');

const ADMIN = { accessKey: 'adminUser', secretKey: 'adminSecret12', admin: true } as const;
/** 4.4.0 refuses reads and sends of administrators (rocketmq-facts §11). */
const USER = { accessKey: 'plainUser', secretKey: 'plainSecret12' } as const;
const PRODUCE_KINDS = join(repositoryRoot, 'tools/stack/java/ProduceKinds.java');
const CONSUME = join(repositoryRoot, 'tools/stack/java/Consume.java');

/** A message as RocketMQ's own push consumer received it. */
export interface ConsumedMessage {
  topic: string;
  queueId: number;
  queueOffset: number;
  flag: number;
  tags: string | null;
  keys: string | null;
  body: Buffer;
  properties: Readonly<Record<string, string>>;
}

/** One running cluster of a pair, with everything that a test does to it. */
export class DeliverySide {
  readonly cluster: RocketmqCluster;
  readonly client: RocketmqClient;
  readonly account: Account | undefined;
  readonly #clients: RocketmqClient[] = [];

  constructor(cluster: RocketmqCluster, acl: boolean) {
    this.cluster = cluster;
    this.account = acl ? (cluster.version === '4.4.0' ? USER : ADMIN) : undefined;
    this.client = this.#connect(this.account);
  }

  static async start(version: RocketmqVersion, name: string, acl: boolean): Promise<DeliverySide> {
    const accounts = version === '4.4.0' ? ([ADMIN, USER] as const) : ([ADMIN] as const);
    return new DeliverySide(
      await startRocketmq({
        version,
        name,
        heapMb: 384,
        ipv6: true,
        ...(acl ? { acl: accounts } : {}),
      }),
      acl,
    );
  }

  get brokerName(): string {
    return `${this.cluster.clusterName}-a`;
  }

  /** Creates a topic with its attributes (5.x). */
  async createTopic(
    topicName: string,
    queues: number,
    attributes: Record<string, string> = {},
  ): Promise<void> {
    const admin = this.account === USER ? this.#connect(ADMIN) : this.client;
    await admin.createTopic(this.brokerName, {
      topicName,
      readQueueNums: queues,
      writeQueueNums: queues,
      perm: 6,
      attributes,
    });
  }

  async deleteTopic(topic: string): Promise<void> {
    const admin = this.account === USER ? this.#connect(ADMIN) : this.client;
    await admin.deleteTopic(topic);
  }

  /** Messages in all queues of a topic; 0 when there is no such topic. */
  count(topic: string): Promise<number> {
    return countMessages(this.client, topic).catch(() => 0);
  }

  /** Waits until a topic has this many messages. */
  async untilCount(topic: string, messages: number, timeoutMs = 90_000): Promise<void> {
    let seen = 0;
    await waitFor(async () => (seen = await this.count(topic)) >= messages, {
      timeoutMs,
      what: `${messages} messages in ${topic} at ${this.cluster.clusterName}`,
    }).catch((error: unknown) => {
      throw new Error(`${String(error)}; there are ${seen}`, { cause: error });
    });
  }

  rawProducer(address?: string): Promise<RawProducer> {
    return RawProducer.open(this.client, this.account, address);
  }

  /** Sends every kind that RocketMQ's own client can; gives the number of messages sent of each. */
  async produceKinds(prefix: string, kinds: readonly string[]): Promise<Map<string, number>> {
    const { accessKey, secretKey } = this.account ?? { accessKey: '-', secretKey: '-' };
    const { code, stdout, stderr } = await this.cluster.java(PRODUCE_KINDS, [
      this.cluster.nameServer,
      prefix,
      accessKey,
      secretKey,
      kinds.join(','),
    ]).done;
    if (code !== 0)
      throw new Error(`ProduceKinds ended with ${code}: ${stderr.slice(-3000)} ${stdout.slice(-500)}`);
    const sent = [...stdout.matchAll(/^\{"kind":"([^"]+)","sent":(\d+)\}$/gm)];
    return new Map(sent.map(([, kind = '', count]) => [kind, Number(count)]));
  }

  /** Reads topics as an application does, until `count` messages came. */
  async consume(topics: readonly string[], group: string, count: number): Promise<ConsumedMessage[]> {
    const keys = this.account === undefined ? [] : ['*', this.account.accessKey, this.account.secretKey];
    const { code, stdout, stderr } = await this.cluster.java(CONSUME, [
      this.cluster.nameServer,
      topics.join(','),
      group,
      String(count),
      '90',
      ...keys,
    ]).done;
    if (code !== 0)
      throw new Error(`Consume ended with ${code}: ${stdout.slice(-300)} ${stderr.slice(-3000)}`);
    return stdout
      .split('\n')
      .filter((line) => line.startsWith('{"topic"'))
      .map((line) => {
        const { body, ...message } = JSON.parse(line) as ConsumedMessage & { body: string };
        return { ...message, body: Buffer.from(body, 'base64') };
      });
  }

  async stop(): Promise<void> {
    await Promise.all(this.#clients.map((client) => client.close()));
    await this.cluster.stop();
  }

  #connect(account: Account | undefined): RocketmqClient {
    const client = new RocketmqClient({
      nameServers: [this.cluster.nameServer],
      requestTimeoutMs: 20_000,
      ...(account === undefined ? {} : { credentials: account }),
    });
    this.#clients.push(client);
    return client;
  }
}

/** Both clusters of a pair, registered with Slipstream. */
export class DeliveryPair {
  readonly source: DeliverySide;
  readonly target: DeliverySide;
  readonly #api: ApiClient;
  readonly #ids: { sourceClusterId: string; targetClusterId: string };

  private constructor(
    source: DeliverySide,
    target: DeliverySide,
    api: ApiClient,
    ids: { sourceClusterId: string; targetClusterId: string },
  ) {
    this.source = source;
    this.target = target;
    this.#api = api;
    this.#ids = ids;
  }

  /** @param name unique in the deployment, at most 20 characters */
  static async start(api: ApiClient, versions: VersionPair, name: string): Promise<DeliveryPair> {
    const [source, target] = await Promise.all([
      DeliverySide.start(versions.source, `${name}-src`, versions.acl),
      DeliverySide.start(versions.target, `${name}-tgt`, versions.acl),
    ]);
    const [sourceId, targetId] = await Promise.all(
      [source, target].map(({ cluster, account }) =>
        api.registerCluster(cluster.clusterName, cluster.nameServer, {
          aclEnabled: account !== undefined,
          ...(account && { accessKey: account.accessKey, secretKey: account.secretKey }),
        }),
      ),
    );
    if (sourceId === undefined || targetId === undefined) throw new Error('a cluster has no id');
    return new DeliveryPair(source, target, api, { sourceClusterId: sourceId, targetClusterId: targetId });
  }

  /** Creates a task from this source to this target; cluster level, all topics, from the earliest offset, unless said otherwise. */
  createTask(name: string, more: Record<string, unknown> = {}): Promise<TaskView> {
    return this.#api.createTask({ name, ...this.#ids, ...more });
  }

  async stop(): Promise<void> {
    await Promise.all([this.source.stop(), this.target.stop()]);
  }
}
