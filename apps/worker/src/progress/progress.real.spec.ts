import { ProgressRepository } from '@slipstream/database';
import { readProvenance } from '@slipstream/replication';
import { previewProgress } from '@slipstream/replication/progress';
import { startRocketmq, waitFor, type RocketmqCluster } from '@slipstream/stack';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { systemClock } from '../adapters/system-clock.js';
import { RealQueues } from '../testing/real-queues.js';
import { WorkerWorld } from '../testing/worker-world.js';

const QUEUES = 2;
const MESSAGES = 8_000;
const GROUPS = 1_000;

describe('progress from a real RocketMQ 4.9.7 to a real 5.5.0 (P-01)', () => {
  let clusters: RocketmqCluster[] = [];
  let source: RealQueues;
  let target: RealQueues;
  let world: WorkerWorld;

  beforeAll(async () => {
    clusters = await Promise.all([
      startRocketmq({ version: '4.9.7', name: 'OldCluster' }),
      startRocketmq({ version: '5.5.0', name: 'NewCluster' }),
    ]);
    [source, target] = [new RealQueues(nameServer(0)), new RealQueues(nameServer(1))];
    world = await WorkerWorld.create(inject('databaseAdminUrl'));
  });

  afterAll(async () => {
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
  }, 90_000);
});
