import { spawn, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { FenceRepository } from '@slipstream/database';
import { startRocketmq, waitFor, type RocketmqCluster } from '@slipstream/stack';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';
import { RealQueues } from '../testing/real-queues.js';
import { WorkerWorld } from '../testing/worker-world.js';

const QUEUES = 4;
const MESSAGES = 12_000;
/** Slow enough that the freeze comes in mid-stream, however fast the machine is. */
const MESSAGES_PER_SECOND = 2_000;
const ADMIN = { accessKey: 'slipstream-admin', secretKey: 'admin-secret-1', admin: true } as const;
/** More of them give more weight to what one shows; CI runs one. */
const ROUNDS = Number(process.env['FENCE_ROUNDS'] ?? 1);

/** Both clusters check who asks; each is the other's target. */
describe('the credential fence on real brokers (R-01, R-06)', () => {
  const clusters = new Map<string, RocketmqCluster>();
  const queues = new Map<string, RealQueues>();
  const children: ChildProcess[] = [];
  let world: WorkerWorld;
  let topics = 0;

  beforeAll(async () => {
    for (const version of ['4.9.7', '5.5.0'] as const) {
      const cluster = await startRocketmq({ version, name: `Guarded${version.slice(0, 1)}`, acl: [ADMIN] });
      clusters.set(version, cluster);
      queues.set(version, new RealQueues(cluster.nameServer, ADMIN));
    }
  });

  afterAll(async () => {
    await Promise.all([...queues.values()].map(({ client }) => client.close()));
    await Promise.all([...clusters.values()].map((cluster) => cluster.stop()));
  });

  beforeEach(async () => {
    world = await WorkerWorld.create(inject('databaseAdminUrl'));
  });

  afterEach(async () => {
    for (const child of children.splice(0)) child.kill('SIGKILL');
    await world.destroy();
  });

  /** A worker process of its own, as it runs in production; needs `npm run build`. */
  function spawnWorker(): ChildProcess {
    const main = fileURLToPath(new URL('../../dist/main.js', import.meta.url));
    const env = {
      ...process.env,
      DATABASE_URL: world.databaseUrl,
      SLIPSTREAM_SECRET_KEY: world.secretKey,
      // With more, the process that is frozen would only be the parent of those that copy.
      WORKER_CONCURRENCY: '1',
      LOG_LEVEL: process.env['TEST_LOG_LEVEL'] ?? 'fatal',
    };
    const child = spawn(process.execPath, [main], { env, stdio: ['ignore', 'inherit', 'inherit'] });
    children.push(child);
    return child;
  }

  function given<Value>(map: ReadonlyMap<string, Value>, version: string): Value {
    const value = map.get(version);
    if (value === undefined) throw new Error(`${version} did not start`);
    return value;
  }

  describe.each([
    ['5.5.0', '4.9.7'],
    ['4.9.7', '5.5.0'],
  ])('to a target of RocketMQ %s', (targetVersion, sourceVersion) => {
    it.each(Array.from({ length: ROUNDS }, (_, round) => round + 1))(
      'a paused broker holds the batch of a worker that freezes with its connection open: taken over, none missing, none twice (%i)',
      async (round) => {
        const from = given(queues, sourceVersion);
        const to = given(queues, targetVersion);
        const [sourceBroker] = given(clusters, sourceVersion).brokers;
        const [targetBroker] = given(clusters, targetVersion).brokers;
        if (sourceBroker === undefined || targetBroker === undefined) throw new Error('no broker');
        const topic = `orders-${(topics += 1)}`;
        await from.createTopic(topic, QUEUES);
        await from.fill(sourceBroker.name, topic, QUEUES, 0, MESSAGES, 200);
        const account = { accessKey: ADMIN.accessKey, secretKey: ADMIN.secretKey };
        const nameServerOf = (version: string): string => given(clusters, version).nameServer;
        const targetClusterId = await world.cluster({ nameServers: nameServerOf(targetVersion), ...account });
        const sourceClusterId = await world.cluster({ nameServers: nameServerOf(sourceVersion), ...account });
        const copied = (): Promise<number> => to.count(topic, targetBroker.name, QUEUES);
        const untilCopied = (count: number): Promise<unknown> =>
          waitFor(async () => (await copied()) >= count, { timeoutMs: 90_000, what: `${count} copies` });
        const fences = new FenceRepository(world.dataSource);

        const frozen = spawnWorker();
        const task = await world.task({
          sourceClusterId,
          targetClusterId,
          topics: { include: [topic] },
          throttle: { messagesPerSecond: MESSAGES_PER_SECOND },
        });
        await untilCopied(1_000);
        expect(await fences.list(targetClusterId)).toMatchObject([
          { method: 'CREDENTIAL', ground: 'USERS_MANAGED' },
        ]);
        process.kill(targetBroker.pid, 'SIGSTOP');
        // It goes on to send for a moment: that is in the broker's socket then.
        await new Promise((resolve) => setTimeout(resolve, 300));
        frozen.kill('SIGSTOP');
        const began = performance.now();
        spawnWorker();
        try {
          await waitFor(async () => (await world.eventKinds(task)).includes('SHARD_TAKEN_OVER'), {
            timeoutMs: 30_000,
            what: 'another owner',
          });
        } finally {
          process.kill(targetBroker.pid, 'SIGCONT');
        }
        const before = await copied();
        await untilCopied(Math.min(MESSAGES, before + 500));
        const seconds = (performance.now() - began) / 1_000;
        console.info(
          `round ${round}, target ${targetVersion}: copies again ${seconds.toFixed(1)} s after the freeze`,
        );
        // The broker drops a silent client after 120 s, which is what the next best fence would wait for.
        expect(seconds).toBeLessThan(60);
        frozen.kill('SIGCONT');
        await untilCopied(MESSAGES);
        await waitFor(async () => (await world.state(task)).health === 'HEALTHY', {
          timeoutMs: 30_000,
          what: 'a healthy task',
        });
        for (let queueId = 0; queueId < QUEUES; queueId++) {
          const sent = await from.read(topic, sourceBroker.name, queueId);
          const copies = await to.read(topic, targetBroker.name, queueId);
          expect(copies.map(({ body }) => body.toString())).toEqual(sent.map(({ body }) => body.toString()));
        }
        expect(await world.eventKinds(task)).not.toContain('ORDER_VIOLATION');
      },
    );
  });
});
