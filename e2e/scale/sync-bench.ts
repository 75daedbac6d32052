import { readFileSync } from 'node:fs';
import { Connection, REQUEST_CODE, RocketmqClient } from '@slipstream/rocketmq-remoting';
import { freePort, startRocketmq, type RocketmqCluster } from '@slipstream/stack';
import { preload } from '../support/load.ts';

/** Topics with messages, on which all groups have their offsets; the others are empty. */
const TOPICS_WITH_MESSAGES = 50;
const MESSAGES = 200;
/** Items of one request that creates many. */
const CHUNK = 500;
/** Linux gives times of processes in hundredths of a second on every platform that Node runs on. */
const TICKS_PER_SECOND = 100;

export const topicName = (number: number): string => `many-${number}`;
export const groupName = (number: number): string => `many-readers-${number}`;

/** A 5.5.0 cluster of one broker that counts the requests that it answers. */
export class CountedCluster {
  readonly cluster: RocketmqCluster;
  readonly client: RocketmqClient;
  readonly #metricsPort: number;

  private constructor(cluster: RocketmqCluster, metricsPort: number) {
    this.cluster = cluster;
    this.client = new RocketmqClient({ nameServers: [cluster.nameServer], requestTimeoutMs: 20_000 });
    this.#metricsPort = metricsPort;
  }

  static async start(name: string): Promise<CountedCluster> {
    const metricsPort = await freePort();
    const cluster = await startRocketmq({
      version: '5.5.0',
      name,
      heapMb: 1_024,
      brokerProperties: {
        metricsExporterType: 'PROM',
        metricsPromExporterHost: '127.0.0.1',
        metricsPromExporterPort: String(metricsPort),
      },
    });
    return new CountedCluster(cluster, metricsPort);
  }

  get brokerName(): string {
    return `${this.cluster.clusterName}-a`;
  }

  /** Creates topics of one queue, groups, and for each group an offset on one of the topics that have messages. */
  async fill(topics: number, groups: number): Promise<void> {
    await this.#createMany(
      REQUEST_CODE.UPDATE_AND_CREATE_TOPIC_LIST,
      'topicConfigList',
      topics,
      (number) => ({
        topicName: topicName(number),
        readQueueNums: 1,
        writeQueueNums: 1,
        perm: 6,
        topicFilterType: 'SINGLE_TAG',
        topicSysFlag: 0,
        order: false,
        attributes: {},
      }),
    );
    await this.#createMany(
      REQUEST_CODE.UPDATE_AND_CREATE_SUBSCRIPTION_GROUP_LIST,
      'groupConfigList',
      groups,
      (number) => ({ groupName: groupName(number), retryMaxTimes: 16, retryQueueNums: 1 }),
    );
    for (let number = 0; number < TOPICS_WITH_MESSAGES; number++)
      await preload(this.client, { topic: topicName(number), queues: 1, messages: MESSAGES, bodyBytes: 64 });
    for (let number = 0; number < groups; number++) await this.commit(number, MESSAGES / 2);
  }

  /** Commits an offset of a group on its topic. */
  async commit(group: number, offset: number): Promise<void> {
    const queue = { topic: topicName(group % TOPICS_WITH_MESSAGES), brokerName: this.brokerName, queueId: 0 };
    await this.client.updateConsumerOffset(queue, groupName(group), offset);
  }

  /** Items of this bench that the broker has now. */
  async counts(): Promise<{ topics: number; groups: number; offsets: number }> {
    const { topics } = await this.client.topicConfigs(this.brokerName);
    const { groups } = await this.client.consumerGroups(this.brokerName);
    const { entries } = await this.client.consumerOffsets(this.brokerName);
    const ours = (name: string): boolean => /^many-(readers-)?\d+$/.test(name);
    return {
      topics: [...topics.keys()].filter(ours).length,
      groups: [...groups.keys()].filter(ours).length,
      offsets: entries.filter(({ consumerGroup }) => ours(consumerGroup)).length,
    };
  }

  /** Requests answered since the broker began, by name; those of the copying itself are left out. */
  async requests(): Promise<ReadonlyMap<string, number>> {
    const text = await (await fetch(`http://127.0.0.1:${this.#metricsPort}/metrics`)).text();
    const counts = new Map<string, number>();
    for (const [, labels = '', count] of text.matchAll(
      /^rocketmq_rpc_latency_(?:\w+_)?count\{(.*)\} (\S+)/gm,
    )) {
      const [, name = '?'] = /request_code="([^"]+)"/.exec(labels) ?? [];
      counts.set(name, (counts.get(name) ?? 0) + Number(count));
    }
    return counts;
  }

  async stop(): Promise<void> {
    await this.client.close();
    await this.cluster.stop();
  }

  async #createMany(
    code: number,
    field: string,
    count: number,
    make: (number: number) => object,
  ): Promise<void> {
    const connection = await Connection.open(await this.client.masterAddress(this.brokerName), {
      requestTimeoutMs: 60_000,
    });
    try {
      for (let first = 0; first < count; first += CHUNK) {
        const items = Array.from({ length: Math.min(CHUNK, count - first) }, (_, index) =>
          make(first + index),
        );
        const body = Buffer.from(JSON.stringify({ [field]: items }));
        const answer = await connection.request({ code, extFields: {}, body });
        if (answer.code !== 0) throw new Error(`${field}: ${answer.code} ${answer.remark ?? ''}`);
      }
    } finally {
      await connection.close();
    }
  }
}

/** What was spent between two moments. */
export interface Spent {
  seconds: number;
  workerCpu: number;
  /** Requests by `source`/`target` and name. */
  requests: ReadonlyMap<string, number>;
}

/** Takes the worker's time and the brokers' counters now; call the result for what was spent since. */
export async function beginMeasuring(
  workerPid: number,
  clusters: Readonly<Record<string, CountedCluster>>,
): Promise<() => Promise<Spent>> {
  const count = async (): Promise<Map<string, number>> => {
    const all = new Map<string, number>();
    for (const [side, cluster] of Object.entries(clusters))
      for (const [name, number] of await cluster.requests()) all.set(`${side} ${name}`, number);
    return all;
  };
  const before = await count();
  const cpu = cpuSeconds(workerPid);
  const began = performance.now();
  return async () => {
    const seconds = (performance.now() - began) / 1_000;
    const workerCpu = cpuSeconds(workerPid) - cpu;
    const requests = new Map<string, number>();
    for (const [name, number] of await count()) {
      const more = number - (before.get(name) ?? 0);
      if (more > 0) requests.set(name, more);
    }
    return { seconds, workerCpu, requests };
  };
}

/** CPU seconds of a process, user and system; the program's name in brackets may hold blanks itself. */
function cpuSeconds(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
}
