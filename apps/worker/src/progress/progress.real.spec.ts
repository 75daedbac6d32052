import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ProgressRepository } from '@slipstream/database';
import { readProvenance } from '@slipstream/replication';
import { previewProgress, ProgressEngine, type ProgressStream } from '@slipstream/replication/progress';
import { ProgressCluster } from '@slipstream/replication/testing';
import { freePortBlock, isPortOpen, startRocketmq, waitFor, type RocketmqCluster } from '@slipstream/stack';
import { SimpleConsumer } from 'rocketmq-client-nodejs';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { systemClock } from '../adapters/system-clock.js';
import { RealQueues } from '../testing/real-queues.js';
import { WorkerWorld } from '../testing/worker-world.js';

const QUEUES = 2;
const MESSAGES = 8_000;
const GROUPS = 1_000;

// Most of the time goes by until a broker takes back what was not acknowledged.
describe.concurrent('progress from a real RocketMQ 4.9.7 to a real 5.5.0 (P-01)', () => {
  let clusters: RocketmqCluster[] = [];
  let source: RealQueues;
  let target: RealQueues;
  let world: WorkerWorld;
  let proxy: ReturnType<RocketmqCluster['java']> | undefined;

  beforeAll(async () => {
    clusters = await Promise.all([
      startRocketmq({ version: '4.9.7', name: 'OldCluster' }),
      startRocketmq({ version: '5.5.0', name: 'NewCluster' }),
    ]);
    [source, target] = [new RealQueues(nameServer(0)), new RealQueues(nameServer(1))];
    world = await WorkerWorld.create(inject('databaseAdminUrl'));
  });

  afterAll(async () => {
    await proxy?.stop();
    await world?.destroy();
    await Promise.all([source?.client.close(), target?.client.close()]);
    await Promise.all(clusters.map((cluster) => cluster.stop()));
  });

  const nameServer = (side: number): string => clusters[side]?.nameServer ?? '';
  const broker = (side: number): string => clusters[side]?.brokers[0]?.name ?? '';

  it('is the offset of the next copy for 1,000 random offsets of each queue, and is carried to where the group goes on', async () => {
    await source.createTopic('orders', QUEUES);
    await target.createTopic('bills', QUEUES);
    await source.fill(broker(0), 'orders', QUEUES, 0, MESSAGES);
    const [sourceClusterId, targetClusterId] = [
      await world.cluster({ nameServers: nameServer(0) }),
      await world.cluster({ nameServers: nameServer(1) }),
    ];
    const taskId = await world.task({
      sourceClusterId,
      targetClusterId,
      level: 'TOPIC',
      routes: [{ sourceTopic: 'orders', targetTopic: 'bills', filter: { type: 'TAG', expression: 'even' } }],
      progress: { toTarget: true, toSource: false },
      groups: { include: ['app'] },
    });
    await world.worker();
    // Local producers share the target queues while the copies arrive.
    await target.fill(broker(1), 'bills', QUEUES, 0, 2_000, 10);
    await waitFor(async () => (await world.totals(taskId))?.sent === String(MESSAGES / 2), {
      timeoutMs: 30_000,
      what: 'all copies',
    });

    const queueOf = (side: number, queueId: number) => ({
      topic: side === 0 ? 'orders' : 'bills',
      brokerName: broker(side),
      queueId,
    });
    const groups = Array.from({ length: GROUPS }, (_, number) => `random-${number}`);
    for (const group of groups)
      for (let queueId = 0; queueId < QUEUES; queueId++)
        await source.client.updateConsumerOffset(
          queueOf(0, queueId),
          group,
          Math.floor((Math.random() * MESSAGES) / QUEUES),
        );
    const plan = await previewProgress(
      {
        taskId,
        source: { client: source.client, clusterId: 'old' },
        target: { client: target.client, clusterId: 'new' },
        streams: await new ProgressRepository(world.dataSource).streams({ sourceClusterId, targetClusterId }),
        selects: (group) => group.startsWith('random-'),
        clock: systemClock,
      },
      { sense: 'TO_TARGET' },
    );
    expect(plan.topics).toHaveLength(GROUPS);
    for (let queueId = 0; queueId < QUEUES; queueId++) {
      const messages = await target.read('bills', broker(1), queueId);
      const end = (messages.at(-1)?.queueOffset ?? -1) + 1;
      const copies = messages.flatMap((message) => {
        const provenance = readProvenance(message);
        return provenance === undefined ? [] : [{ at: message.queueOffset, from: provenance.sourceOffset }];
      });
      expect(copies).toHaveLength(MESSAGES / 2 / QUEUES);
      const wrong = plan.topics.flatMap(({ queues }) =>
        queues.filter(
          ({ to, fromOffset, translated }) =>
            to.queueId === queueId &&
            translated !== (copies.find(({ from }) => from >= (fromOffset ?? 0))?.at ?? end),
        ),
      );
      expect(wrong).toEqual([]);
    }

    await source.client.updateConsumerOffset(queueOf(0, 0), 'app', 1_501);
    await target.client.putConsumerGroup(broker(1), { groupName: 'app', settings: {} });
    const next = (await target.read('bills', broker(1), 0)).find(
      (message) => (readProvenance(message)?.sourceOffset ?? -1) >= 1_501,
    );
    await waitFor(
      async () => (await target.client.consumerOffset(queueOf(1, 0), 'app')) === next?.queueOffset,
      { timeoutMs: 20_000, what: 'progress at the target' },
    );
    await waitFor(
      async () => {
        const [row] = await new ProgressRepository(world.dataSource).list(taskId, { limit: 10 });
        return row?.consumerGroup === 'app' && row.queues[0]?.toOffset === String(next?.queueOffset);
      },
      { timeoutMs: 10_000, what: 'the row of the group' },
    );
  });

  /** Starts a Proxy before the 5.5.0 broker; its gRPC address. */
  async function startProxy(): Promise<string> {
    const [, cluster] = clusters;
    if (cluster === undefined) throw new Error('no cluster');
    const port = await freePortBlock(2);
    const file = join(cluster.dir, 'rmq-proxy.json');
    const settings = {
      rocketMQClusterName: cluster.clusterName,
      namesrvAddr: cluster.nameServer,
      grpcServerPort: port,
      remotingListenPort: port + 1,
    };
    writeFileSync(file, JSON.stringify(settings));
    const main = 'org.apache.rocketmq.proxy.ProxyStartup';
    proxy = cluster.java(main, ['-pc', file, '-pm', 'cluster'], { heapMb: 512 });
    await waitFor(() => isPortOpen(port), { timeoutMs: 60_000, what: 'the Proxy' });
    return `127.0.0.1:${port}`;
  }

  it('passes over nothing that gRPC clients were given and have not acknowledged, in flight or in the retry topic', async () => {
    await target.createTopic('popped', 1);
    const endpoints = await startProxy();
    const queue = { topic: 'popped', brokerName: broker(1), queueId: 0 };
    await target.fill(broker(1), 'popped', 1, 0, 40);
    const elsewhere = new ProgressCluster(['z']);
    const there = { ...queue, brokerName: 'z' };
    elsewhere.listed.add('grpc-app');
    for (let sourceOffset = 0; sourceOffset < 40; sourceOffset++)
      elsewhere.store(there, { streamKey: 'k-0', generation: 0, sourceOffset, path: ['Y'] });
    const start = { generation: 0, sourceOffset: 0, targetOffset: 0 };
    const stream: ProgressStream = {
      id: 1,
      taskId: 't',
      key: 'k-0',
      copiesTo: 'TARGET',
      source: queue,
      target: there,
      filtered: false,
      retired: false,
      start,
      position: { generation: 0, sourceOffset: 40, targetOffset: 40 },
      pairs: [],
      sourceMax: 40,
    };
    const engine = new ProgressEngine({
      taskId: 't',
      source: { client: target.client, clusterId: 'Y' },
      target: { client: elsewhere, clusterId: 'Z' },
      clock: systemClock,
    });
    const progress = async () => {
      const plan = await engine.look({
        senses: ['TO_TARGET'],
        streams: [stream],
        selects: (group) => group === 'grpc-app',
      });
      const { fromOffset, translated, why } = plan.topics[0]?.queues[0] ?? {};
      return { fromOffset, translated, why };
    };
    await target.client.putConsumerGroup(broker(1), { groupName: 'grpc-app', settings: {} });
    const consumer = new SimpleConsumer({
      endpoints,
      namespace: '',
      consumerGroup: 'grpc-app',
      subscriptions: new Map([['popped', '*']]),
      awaitDuration: 5_000,
    });
    await consumer.startup();
    try {
      const received = [];
      while (received.length < 6) received.push(...(await consumer.receive(6 - received.length, 10_000)));
      // A broker commits what it has given out a moment later.
      await waitFor(async () => (await progress()).fromOffset === 6, {
        timeoutMs: 5_000,
        what: 'the offset behind what was given out',
      });
      expect(await progress()).toEqual({ fromOffset: 6, translated: 0, why: 'POP_IN_FLIGHT' });
      for (const message of received) if (message.offset !== 3) await consumer.ack(message);
      await waitFor(async () => (await progress()).translated === 3, {
        timeoutMs: 10_000,
        what: 'progress at the message in flight',
      });
      // The fourth was never acknowledged: the broker takes it back, and it waits in the retry topic.
      const retry = { ...queue, topic: '%RETRY%grpc-app_popped' };
      await waitFor(async () => (await target.client.range(retry)).maxOffset === 1, {
        timeoutMs: 40_000,
        what: 'the message in the retry topic',
      });
      expect(await progress()).toEqual({ fromOffset: 6, translated: 3, why: 'POP_RETRY' });
    } finally {
      await consumer.shutdown();
    }
  });
});
