import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { getProperty } from '@slipstream/rocketmq-remoting/message';
import { startRocketmq, waitFor, type RocketmqCluster } from '@slipstream/stack';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';
import { RealQueues } from './testing/real-queues.js';
import { WorkerWorld } from './testing/worker-world.js';

const QUEUES = 4;

describe('Worker, from a real RocketMQ 4.9.7 to a real 5.5.0', () => {
  let oldCluster: RocketmqCluster;
  let newCluster: RocketmqCluster;
  let source: RealQueues;
  let target: RealQueues;
  let world: WorkerWorld;
  let sourceId: string;
  let targetId: string;
  let topics = 0;
  let topic: string;
  const children: ChildProcess[] = [];

  beforeAll(async () => {
    [oldCluster, newCluster] = await Promise.all([
      startRocketmq({ version: '4.9.7', name: 'OldCluster' }),
      startRocketmq({ version: '5.5.0', name: 'NewCluster', flushDiskType: 'SYNC_FLUSH' }),
    ]);
    source = new RealQueues(oldCluster.nameServer);
    target = new RealQueues(newCluster.nameServer);
  });

  afterAll(async () => {
    await Promise.all([source?.client.close(), target?.client.close()]);
    await Promise.all([oldCluster?.stop(), newCluster?.stop()]);
  });

  beforeEach(async () => {
    world = await WorkerWorld.create(inject('databaseAdminUrl'));
    sourceId = await world.cluster({ nameServers: oldCluster.nameServer });
    targetId = await world.cluster({ nameServers: newCluster.nameServer });
    topics += 1;
    topic = `orders-${topics}`;
    await source.createTopic(topic, QUEUES);
  });

  afterEach(async () => {
    for (const child of children.splice(0)) {
      child.kill('SIGKILL');
    }
    await world.destroy();
  });

  const sourceBroker = (): string => oldCluster.brokers[0]?.name ?? '';
  const targetBroker = (): string => newCluster.brokers[0]?.name ?? '';
  const task = (over: Partial<Parameters<WorkerWorld['task']>[0]> = {}): Promise<string> =>
    world.task({
      sourceClusterId: sourceId,
      targetClusterId: targetId,
      topics: { include: [topic] },
      ...over,
    });

  async function untilCopied(count: number, timeoutMs = 60_000): Promise<void> {
    await waitFor(async () => (await target.count(topic, targetBroker(), QUEUES)) >= count, {
      timeoutMs,
      what: `${count} copies`,
    });
  }

  /** Every source queue is at its target queue once, in order and byte for byte. */
  async function expectExactCopies(from = 0): Promise<void> {
    for (let queueId = 0; queueId < QUEUES; queueId++) {
      const sent = (await source.read(topic, sourceBroker(), queueId)).slice(from);
      const copies = await target.read(topic, targetBroker(), queueId);
      expect(copies.map((copy) => copy.body.toString())).toEqual(
        sent.map((message) => message.body.toString()),
      );
      for (const [index, copy] of copies.entries()) {
        const message = sent[index];
        if (message === undefined) throw new Error('more copies than messages');
        expect(copy.flag).toBe(message.flag);
        for (const key of ['UNIQ_KEY', 'TAGS', 'KEYS', 'user'])
          expect(getProperty(copy.properties, key)).toBe(getProperty(message.properties, key));
      }
    }
  }

  /** A worker process of its own, as it runs in production; needs `npm run build`. */
  function spawnWorker(): ChildProcess {
    const main = fileURLToPath(new URL('../dist/main.js', import.meta.url));
    const env = {
      ...process.env,
      DATABASE_URL: world.databaseUrl,
      SLIPSTREAM_SECRET_KEY: world.secretKey,
      LOG_LEVEL: process.env['TEST_LOG_LEVEL'] ?? 'warn',
    };
    const child = spawn(process.execPath, [main], { env, stdio: ['ignore', 'inherit', 'inherit'] });
    children.push(child);
    return child;
  }

  it('copies everything byte for byte and in order, and is running within 5 s of the creation (R-01, R-02)', async () => {
    await source.fill(sourceBroker(), topic, QUEUES, 0, 4_000);
    await world.worker();
    const began = performance.now();
    const id = await task();
    await untilCopied(1);
    expect(performance.now() - began).toBeLessThan(5_000);
    await untilCopied(4_000);
    await expectExactCopies();
    await waitFor(async () => (await world.state(id)).state === 'RUNNING', {
      timeoutMs: 10_000,
      what: 'running',
    });
    await waitFor(async () => (await world.totals(id))?.sent === '4000', {
      timeoutMs: 10_000,
      what: 'totals',
    });
  });

  it('marks copies with the tag of its task, so that SQL-92 consumers choose between local and remote messages (T-07)', async () => {
    await source.fill(sourceBroker(), topic, QUEUES, 0, 400);
    await target.createTopic(topic, QUEUES);
    await target.fill(targetBroker(), topic, QUEUES, 1_000, 1_200);
    await world.worker();
    await task({ tag: { key: 'dc', value: 'hangzhou' } });
    await untilCopied(600);
    const numbersFor = async (expression: string): Promise<number[]> => {
      const found = await Promise.all(
        Array.from({ length: QUEUES }, (_, queueId) =>
          target.read(topic, targetBroker(), queueId, { type: 'SQL92', expression }),
        ),
      );
      return found
        .flat()
        .map(({ flag }) => flag)
        .toSorted((a, b) => a - b);
    };
    const numbers = (from: number, to: number): number[] =>
      Array.from({ length: to - from }, (_, index) => from + index);
    expect(await numbersFor("dc = 'hangzhou'")).toEqual(numbers(0, 400));
    expect(await numbersFor('dc IS NULL')).toEqual(numbers(1_000, 1_200));
    expect(await numbersFor("dc <> 'hangzhou'")).toEqual([]);
  });

  it('"latest" loses nothing between the creation of the task and the worker coming to it (T-03)', async () => {
    await source.fill(sourceBroker(), topic, QUEUES, 0, 400);
    await new Promise((resolve) => setTimeout(resolve, 50));
    await task({ startFrom: { type: 'LATEST' } });
    await source.fill(sourceBroker(), topic, QUEUES, 400, 800);
    await world.worker();
    await untilCopied(400);
    await expectExactCopies(400 / QUEUES);
    expect(await target.count(topic, targetBroker(), QUEUES)).toBe(400);
  });

  it('goes on exactly where it stopped after a stop and a start in mid-stream (T-02)', async () => {
    await source.fill(sourceBroker(), topic, QUEUES, 0, 40_000, 200);
    await world.worker();
    const id = await task();
    await untilCopied(2_000);
    await world.tasks.stop(id);
    await waitFor(async () => (await world.state(id)).state === 'STOPPED', {
      timeoutMs: 20_000,
      what: 'stopped',
    });
    await world.tasks.start(id);
    await untilCopied(40_000);
    await expectExactCopies();
    expect(await world.eventKinds(id)).not.toContain('SHARD_TAKEN_OVER');
  });

  it('survives kill -9 of the worker in mid-stream: nothing missing, twice or out of order (R-05)', async () => {
    await source.fill(sourceBroker(), topic, QUEUES, 0, 60_000, 200);
    const first = spawnWorker();
    const id = await task();
    await untilCopied(3_000);
    first.kill('SIGKILL');
    await once(first, 'exit');
    spawnWorker();
    await untilCopied(60_000, 120_000);
    await waitFor(async () => (await world.state(id)).state === 'RUNNING', {
      timeoutMs: 30_000,
      what: 'running',
    });
    await expectExactCopies();
    expect(await world.eventKinds(id)).toContain('SHARD_TAKEN_OVER');
  });

  it('survives kill -9 of the target broker in mid-stream: nothing missing, twice or out of order (R-05)', async () => {
    await source.fill(sourceBroker(), topic, QUEUES, 0, 40_000, 200);
    await world.worker();
    const id = await task();
    await untilCopied(3_000);
    await newCluster.killBroker(0);
    await newCluster.restartBroker(0);
    await untilCopied(40_000, 120_000);
    await waitFor(async () => (await world.state(id)).health === 'HEALTHY', {
      timeoutMs: 60_000,
      what: 'a healthy task',
    });
    await expectExactCopies();
    expect(await world.eventKinds(id)).not.toContain('ORDER_VIOLATION');
  });

  it('says within 10 s that an SQL-92 filter is wrong, and runs when it is corrected (T-04)', async () => {
    await source.fill(sourceBroker(), topic, QUEUES, 0, 400);
    await world.worker();
    const routes = (expression: string): Parameters<WorkerWorld['task']>[0]['routes'] => [
      { sourceTopic: topic, targetTopic: topic, filter: { type: 'SQL92', expression } },
    ];
    const id = await task({ level: 'TOPIC', routes: routes('n >>> 10') });
    await waitFor(async () => (await world.state(id)).reason?.code === 'INVALID_FILTER', {
      timeoutMs: 10_000,
      what: 'a reason',
    });
    expect((await world.state(id)).state).toBe('START_FAILED');
    await world.tasks.edit(id, { routes: routes("TAGS = 'even'") });
    await world.tasks.start(id);
    await untilCopied(200);
    const copies = await target.read(topic, targetBroker(), 0);
    expect(copies.every((copy) => getProperty(copy.properties, 'TAGS') === 'even')).toBe(true);
  });
});

describe('Worker, to a real 5.5.0 with accounts', () => {
  const ADMIN = { accessKey: 'admin', secretKey: 'admin-secret', admin: true } as const;
  let guarded: RocketmqCluster;
  let open: RocketmqCluster;
  let world: WorkerWorld;

  beforeAll(async () => {
    [open, guarded] = await Promise.all([
      startRocketmq({ version: '4.9.7', name: 'OpenCluster' }),
      startRocketmq({ version: '5.5.0', name: 'GuardedCluster', acl: [ADMIN] }),
    ]);
    world = await WorkerWorld.create(inject('databaseAdminUrl'));
  });

  afterAll(async () => {
    await world?.destroy();
    await Promise.all([open?.stop(), guarded?.stop()]);
  });

  it('says within 10 s that the SecretKey is wrong, and copies when it is corrected (T-04)', async () => {
    const source = new RealQueues(open.nameServer);
    await source.createTopic('orders', QUEUES);
    await source.fill(open.brokers[0]?.name ?? '', 'orders', QUEUES, 0, 400);
    await source.client.close();
    const wrong = { nameServers: guarded.nameServer, accessKey: ADMIN.accessKey, secretKey: 'wrong' };
    const targetId = await world.cluster(wrong);
    const sourceId = await world.cluster({ nameServers: open.nameServer });
    await world.worker();
    const id = await world.task({
      sourceClusterId: sourceId,
      targetClusterId: targetId,
      topics: { include: ['orders'] },
    });
    await waitFor(async () => (await world.state(id)).reason?.code === 'AUTHENTICATION_FAILED', {
      timeoutMs: 10_000,
      what: 'a reason',
    });
    expect((await world.state(id)).state).toBe('START_FAILED');
    await world.clusters.update(targetId, world.sealed(targetId, { ...wrong, secretKey: ADMIN.secretKey }));
    await world.tasks.start(id);
    await waitFor(async () => (await world.totals(id))?.sent === '400', {
      timeoutMs: 30_000,
      what: '400 copies',
    });
    // Every shard tells of itself, also those without a stream; the copies may all be there before the last has.
    await waitFor(async () => (await world.state(id)).state === 'RUNNING', {
      timeoutMs: 10_000,
      what: 'running',
    });
  });
});
