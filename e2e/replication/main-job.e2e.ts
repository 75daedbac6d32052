import { RocketmqClient } from '@slipstream/rocketmq-remoting';
import { getProperty } from '@slipstream/rocketmq-remoting/message';
import type { TaskView } from '@slipstream/shared';
import { startRocketmq, waitFor, type RocketmqCluster } from '@slipstream/stack';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ApiError, type ApiClient } from '../support/api-client.ts';
import { checkTopic, countMessages, isCopy, perfect, queuesOf, readQueue } from '../support/checker.ts';
import { produceWithJava, startJavaProducer } from '../support/java.ts';
import { createTopic, preload } from '../support/load.ts';
import { startPair, type Pair } from '../support/pair.ts';
import { removeTask, untilState } from '../support/tasks.ts';

/** How long counts have to stand still to show that nothing loops; 60 s in the measured run. */
const IDLE_MS = Number(process.env['LOOP_IDLE_MS'] ?? 20_000);

let pair: Pair;
let source: RocketmqCluster;
let target: RocketmqCluster;
let api: ApiClient;
let sourceClient: RocketmqClient;
let targetClient: RocketmqClient;
let east: string;
let west: string;

beforeAll(async () => {
  pair = await startPair({ source: { version: '4.9.7' }, target: { version: '5.5.0' } });
  ({ source, target, api, sourceClient, targetClient, east, west } = pair);
});

afterAll(() => pair?.stop());

/** A topic-level task of one topic. */
function topicTask(topic: string, more: Record<string, unknown> = {}): Promise<TaskView> {
  return api.createTask({
    name: topic,
    level: 'TOPIC',
    sourceClusterId: east,
    targetClusterId: west,
    routes: [{ sourceTopic: topic, targetTopic: topic, filter: { type: 'NONE' } }],
    ...more,
  });
}

const copied = (topic: string, at = targetClient): Promise<number> => countMessages(at, topic).catch(() => 0);

function untilCopied(topic: string, messages: number, timeoutMs = 60_000): Promise<unknown> {
  return waitFor(async () => (await copied(topic)) >= messages, {
    timeoutMs,
    what: `${messages} messages in ${topic}`,
    intervalMs: 50,
  });
}

describe('messages of RocketMQ’s own Java client, 4.9 to 5.x', () => {
  it('arrive byte for byte, with keys, tags, properties, unique key and queue order, in topics that the task finds (R-02, T-02)', async () => {
    const task = await api.createTask({
      name: '集群-cluster_level',
      sourceClusterId: east,
      targetClusterId: west,
      topics: { include: ['java-*'], exclude: ['java-not'] },
    });
    for (const [topic, queues] of [
      ['java-orders', 8],
      ['java-large', 4],
      ['java-not', 4],
    ] as const)
      await createTopic(sourceClient, topic, queues);
    await Promise.all([
      produceWithJava(source, { topic: 'java-orders', count: 3000, queues: 8 }),
      produceWithJava(source, { topic: 'java-large', count: 200, bodyBytes: 20_000, queues: 4 }),
      produceWithJava(source, { topic: 'java-not', count: 10, queues: 4 }),
    ]);
    await untilCopied('java-orders', 3000);
    await untilCopied('java-large', 200);
    expect(await checkTopic(sourceClient, targetClient, 'java-orders')).toEqual(perfect(3000));
    expect(await checkTopic(sourceClient, targetClient, 'java-large')).toEqual(perfect(200));
    await expect(targetClient.topicRoute('java-not', { fresh: true })).rejects.toThrow('java-not');
    // The target topic has the source's queues.
    expect(await queuesOf(targetClient, 'java-orders')).toHaveLength(
      (await queuesOf(sourceClient, 'java-orders')).length,
    );
    const running = await untilState(api, task.id, 'RUNNING');
    expect(running.status.health).toMatch(/HEALTHY|LAGGING/);
    await waitFor(async () => (await api.task(task.id)).status.totals.sent === '3200', {
      timeoutMs: 20_000,
      what: 'totals of 3200',
    });
    await waitFor(async () => (await api.task(task.id)).status.delayMs === 0, {
      timeoutMs: 40_000,
      what: 'a delay of 0',
    });
    // Totals come with checkpoints, charts with the samples of every 5 s.
    let drawn = 0;
    await waitFor(
      async () => {
        drawn = (await api.metrics(task.id)).reduce((sum, { sent }) => sum + sent, 0);
        return drawn >= 3200;
      },
      { timeoutMs: 20_000, what: 'samples of 3200' },
    );
    expect(drawn).toBe(3200);
    const streams = await api.streams(task.id);
    expect(
      streams
        .filter(({ sourceTopic }) => sourceTopic === 'java-orders')
        .every(({ lagMessages }) => lagMessages === '0'),
    ).toBe(true);
    await removeTask(api, task.id);
  });
});

describe('start positions (T-04)', () => {
  it('"latest" while producers send: from its beginning on there is no hole', async () => {
    await createTopic(sourceClient, 'latest', 4);
    const producer = startJavaProducer(source, { topic: 'latest', count: 6000, rate: 600, queues: 4 });
    await waitFor(async () => (await copied('latest', sourceClient)) > 1000, {
      timeoutMs: 30_000,
      what: 'producers to be at work',
    });
    const before = await copied('latest', sourceClient);
    const task = await topicTask('latest', { startFrom: { type: 'LATEST' } });
    const after = await copied('latest', sourceClient);
    await producer.done;
    await waitFor(
      async () => (await api.task(task.id)).status.lagMessages === '0' && (await copied('latest')) > 0,
      { timeoutMs: 60_000, what: 'no lag' },
    );
    const firstCopied = await firstCopiedOffsets('latest');
    const report = await checkTopic(sourceClient, targetClient, 'latest', {
      expected: ({ queueId, queueOffset }) => queueOffset >= (firstCopied.get(queueId) ?? Infinity),
    });
    expect(report).toMatchObject({ missing: 0, duplicates: 0, outOfOrder: 0, changed: 0 });
    // It begins at the moment of the request: not long before, never behind its answer.
    expect(report.source).toBeLessThanOrEqual(6000 - before + 600);
    expect(report.source).toBeGreaterThanOrEqual(6000 - after);
    await removeTask(api, task.id);
  });

  it('a timestamp: exactly the messages stored from then on; and a reset to it sends exactly those again (T-06)', async () => {
    await preload(sourceClient, { topic: 'from-time', queues: 4, messages: 2000, bodyBytes: 100 });
    await new Promise((resolve) => setTimeout(resolve, 1500));
    const timestamp = Date.now();
    await preload(sourceClient, { topic: 'from-time', queues: 4, messages: 1200, bodyBytes: 100 });
    const task = await topicTask('from-time', { startFrom: { type: 'TIMESTAMP', timestamp } });
    await untilCopied('from-time', 1200);
    const expected = ({ storeTimestamp }: { storeTimestamp: number }): boolean => storeTimestamp >= timestamp;
    expect(await checkTopic(sourceClient, targetClient, 'from-time', { expected })).toEqual(perfect(1200));
    await expect(api.post(`/tasks/${task.id}/reset-offset`, { timestamp })).rejects.toMatchObject({
      status: 409,
      problem: { code: 'TASK_STATE_CONFLICT' },
    });
    await api.post(`/tasks/${task.id}/stop`);
    await untilState(api, task.id, 'STOPPED');
    await api.post(`/tasks/${task.id}/reset-offset`, { timestamp });
    await api.post(`/tasks/${task.id}/start`);
    await untilCopied('from-time', 2400);
    await new Promise((resolve) => setTimeout(resolve, 3000));
    expect(await copied('from-time')).toBe(2400);
    const report = await checkTopic(sourceClient, targetClient, 'from-time', { expected });
    expect(report).toMatchObject({ source: 1200, target: 2400, missing: 0, duplicates: 1200, changed: 0 });
    await removeTask(api, task.id);
  });
});

describe('filters (T-03)', () => {
  it.each([
    { name: 'tag', filter: { type: 'TAG', expression: 'odd' } },
    { name: 'sql', filter: { type: 'SQL92', expression: "seq >= 100 AND TAGS = 'even'" } },
  ])('$name: only what matches arrives, in order', async ({ name, filter }) => {
    const topic = `filter-${name}`;
    await preload(sourceClient, { topic, queues: 4, messages: 2000, bodyBytes: 100 });
    const task = await topicTask(topic, {
      routes: [{ sourceTopic: topic, targetTopic: `${topic}-copy`, filter }],
    });
    const number = (message: { properties: Buffer }): number =>
      Number(getProperty(message.properties, 'seq'));
    const expected = (message: { properties: Buffer }): boolean =>
      name === 'tag' ? number(message) % 2 === 1 : number(message) % 2 === 0 && number(message) >= 100;
    await untilCopied(`${topic}-copy`, name === 'tag' ? 1000 : 800);
    await new Promise((resolve) => setTimeout(resolve, 1000));
    expect(
      await checkTopic(sourceClient, targetClient, topic, { targetTopic: `${topic}-copy`, expected }),
    ).toEqual(perfect(name === 'tag' ? 1000 : 800));
    await removeTask(api, task.id);
  });
});

describe('life cycle (T-05)', () => {
  it('copies its first message less than 5 s after "create", and goes on after stop and start in mid-stream', async () => {
    await createTopic(sourceClient, 'midstream', 8);
    const producer = startJavaProducer(source, { topic: 'midstream', count: 10_000, rate: 1000, queues: 8 });
    await waitFor(async () => (await copied('midstream', sourceClient)) > 500, {
      timeoutMs: 30_000,
      what: 'producers to be at work',
    });
    const created = performance.now();
    const task = await topicTask('midstream');
    await untilCopied('midstream', 1);
    expect(performance.now() - created).toBeLessThan(5_000);
    for (let round = 0; round < 2; round++) {
      await untilCopied('midstream', 1000 * (round + 1));
      await api.post(`/tasks/${task.id}/stop`);
      await untilState(api, task.id, 'STOPPED');
      const standing = await copied('midstream');
      await new Promise((resolve) => setTimeout(resolve, 1000));
      expect(await copied('midstream')).toBe(standing);
      await api.post(`/tasks/${task.id}/start`);
    }
    await producer.done;
    await untilCopied('midstream', 10_000);
    expect(await checkTopic(sourceClient, targetClient, 'midstream')).toEqual(perfect(10_000));
    await removeTask(api, task.id);
  });

  it('refuses edit, delete and reset of a running task and says what to do; renaming is allowed', async () => {
    await createTopic(sourceClient, 'guarded', 2);
    const task = await topicTask('guarded');
    await untilState(api, task.id, 'RUNNING');
    for (const refused of [
      () => api.delete(`/tasks/${task.id}`),
      () => api.patch(`/tasks/${task.id}`, { startFrom: { type: 'LATEST' } }),
      () => api.post(`/tasks/${task.id}/reset-offset`, { timestamp: Date.now() }),
    ]) {
      const error: unknown = await refused().catch((reason: unknown) => reason);
      expect(error).toBeInstanceOf(ApiError);
      expect(error).toMatchObject({
        status: 409,
        problem: { code: 'TASK_STATE_CONFLICT', detail: expect.stringContaining('stop it first') },
      });
    }
    await api.patch(`/tasks/${task.id}`, { name: 'guarded-renamed' });
    expect((await api.task(task.id)).name).toBe('guarded-renamed');
    await removeTask(api, task.id);
  });
});

describe('two-way (R-05)', () => {
  it('never loops: both sides get each other’s messages once and then stand still', async () => {
    const task = await api.createTask({
      name: 'two-way',
      direction: 'TWO_WAY',
      sourceClusterId: east,
      targetClusterId: west,
      topics: { include: ['pair-*'] },
    });
    await createTopic(sourceClient, 'pair-a', 4);
    await createTopic(targetClient, 'pair-b', 4);
    await Promise.all([
      produceWithJava(source, { topic: 'pair-a', count: 1000, queues: 4 }),
      produceWithJava(target, { topic: 'pair-b', count: 1000, queues: 4 }),
    ]);
    await untilCopied('pair-a', 1000);
    await waitFor(async () => (await copied('pair-b', sourceClient)) >= 1000, {
      timeoutMs: 60_000,
      what: 'the way back',
    });
    // The same topic from both sides at once.
    await Promise.all([
      produceWithJava(source, { topic: 'pair-b', count: 500, queues: 4 }),
      produceWithJava(target, { topic: 'pair-a', count: 500, queues: 4 }),
    ]);
    const counts = (): Promise<number[]> =>
      Promise.all([
        copied('pair-a', sourceClient),
        copied('pair-a'),
        copied('pair-b', sourceClient),
        copied('pair-b'),
      ]);
    await waitFor(async () => (await counts()).every((count) => count >= 1500), {
      timeoutMs: 60_000,
      what: 'both sides to be level',
    });
    await new Promise((resolve) => setTimeout(resolve, IDLE_MS));
    expect(await counts()).toEqual([1500, 1500, 1500, 1500]);
    const local = (message: { properties: Buffer; queueOffset: number }): boolean =>
      !message.properties.toString().includes('REPL_POS');
    expect(
      await checkTopic(sourceClient, targetClient, 'pair-a', { expected: local, localAtTarget: true }),
    ).toEqual(perfect(1000));
    expect(
      await checkTopic(targetClient, sourceClient, 'pair-b', { expected: local, localAtTarget: true }),
    ).toEqual(perfect(1000));
    await removeTask(api, task.id);
  });
});

describe('a start that fails says why within 10 s, and works after an edit (T-05)', () => {
  it('dead Name Server', async () => {
    await createTopic(sourceClient, 'failing', 2);
    const dead = await api.registerCluster('dead', '127.0.0.1:1');
    const task = await api.createTask({
      name: 'dead-name-server',
      sourceClusterId: dead,
      targetClusterId: west,
      topics: { include: ['failing'] },
    });
    const failed = await untilState(api, task.id, 'START_FAILED', 10_000);
    expect(failed.status.reason).toMatchObject({
      code: 'NAME_SERVER_UNREACHABLE',
      cluster: 'dead',
      subject: expect.stringContaining('127.0.0.1:1'),
    });
    await api.patch(`/tasks/${task.id}`, { sourceClusterId: east });
    await api.post(`/tasks/${task.id}/start`).catch(acceptAlreadyStarted);
    await untilState(api, task.id, 'RUNNING', 15_000);
    await removeTask(api, task.id);
  });

  it('invalid SQL-92, in the broker’s own words', async () => {
    await createTopic(sourceClient, 'failing', 2);
    const routes = (expression: string) => [
      { sourceTopic: 'failing', targetTopic: 'failing', filter: { type: 'SQL92', expression } },
    ];
    const task = await topicTask('failing', { name: 'bad-filter', routes: routes('seq >>> 10') });
    const failed = await untilState(api, task.id, 'START_FAILED', 10_000);
    expect(failed.status.reason).toMatchObject({
      code: 'INVALID_FILTER',
      step: 'CHECK_FILTER',
      said: expect.stringMatching(/\S{10}/),
    });
    await api.patch(`/tasks/${task.id}`, { routes: routes('seq > 10') });
    await api.post(`/tasks/${task.id}/start`).catch(acceptAlreadyStarted);
    await untilState(api, task.id, 'RUNNING', 15_000);
    await removeTask(api, task.id);
  });

  it('missing source topic', async () => {
    const task = await topicTask('nowhere');
    const failed = await untilState(api, task.id, 'START_FAILED', 10_000);
    expect(failed.status.reason).toMatchObject({
      code: 'SOURCE_TOPIC_MISSING',
      subject: expect.stringContaining('nowhere'),
    });
    await createTopic(sourceClient, 'nowhere', 2);
    await api.post(`/tasks/${task.id}/start`);
    await untilState(api, task.id, 'RUNNING', 15_000);
    await removeTask(api, task.id);
  });

  it.each(['4.9.7', '5.5.0'] as const)(
    'wrong SecretKey on %s with ACL; the right one works',
    async (version) => {
      const accounts = [{ accessKey: 'adminUser', secretKey: 'adminSecret12', admin: true }] as const;
      const name = `acl-${version.replaceAll('.', '-')}`;
      const guarded = await startRocketmq({ version, name, acl: accounts });
      try {
        const client = new RocketmqClient({ nameServers: [guarded.nameServer], credentials: accounts[0] });
        await preload(client, { topic: 'guarded-topic', queues: 2, messages: 100, bodyBytes: 100 });
        const id = await api.registerCluster(name, guarded.nameServer, {
          aclEnabled: true,
          accessKey: 'adminUser',
          secretKey: 'not-the-secret',
        });
        const task = await api.createTask({
          name: `task-${name}`,
          level: 'TOPIC',
          sourceClusterId: id,
          targetClusterId: west,
          routes: [
            { sourceTopic: 'guarded-topic', targetTopic: `guarded-${name}`, filter: { type: 'NONE' } },
          ],
        });
        const failed = await untilState(api, task.id, 'START_FAILED', 10_000);
        expect(failed.status.reason).toMatchObject({ code: 'AUTHENTICATION_FAILED', cluster: name });
        expect(JSON.stringify(failed)).not.toContain('not-the-secret');
        await api.patch(`/clusters/${id}`, { secretKey: 'adminSecret12' });
        await api.post(`/tasks/${task.id}/start`).catch(acceptAlreadyStarted);
        await untilState(api, task.id, 'RUNNING', 15_000);
        await untilCopied(`guarded-${name}`, 100);
        expect(
          await checkTopic(client, targetClient, 'guarded-topic', { targetTopic: `guarded-${name}` }),
        ).toEqual(perfect(100));
        await removeTask(api, task.id);
        await client.close();
      } finally {
        await guarded.stop();
      }
    },
  );
});

/** An edit lets a failed task try again at once, so it may run already. */
function acceptAlreadyStarted(error: unknown): void {
  if (!(error instanceof ApiError) || error.status !== 409) throw error;
}

/** Source offset of the first copied message of each source queue. */
async function firstCopiedOffsets(topic: string): Promise<Map<number, number>> {
  const first = new Map<number, number>();
  const keys = new Map<string, number>();
  for (const queue of await queuesOf(targetClient, topic)) {
    const copy = (await readQueue(targetClient, queue)).find(isCopy);
    if (copy !== undefined) keys.set(uniqueKey(copy.properties), queue.queueId);
  }
  for (const queue of await queuesOf(sourceClient, topic)) {
    const original = (await readQueue(sourceClient, queue)).find((message) =>
      keys.has(uniqueKey(message.properties)),
    );
    if (original !== undefined) first.set(queue.queueId, original.queueOffset);
  }
  return first;
}

function uniqueKey(properties: Buffer): string {
  return getProperty(properties, 'UNIQ_KEY') ?? '';
}
