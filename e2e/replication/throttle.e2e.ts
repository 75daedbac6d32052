import { performance } from 'node:perf_hooks';
import { setTimeout as pause } from 'node:timers/promises';
import type { RocketmqClient } from '@slipstream/rocketmq-remoting';
import type { TaskView } from '@slipstream/shared';
import { waitFor } from '@slipstream/stack';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ApiClient } from '../support/api-client.ts';
import { checkTopic, countMessages, perfect } from '../support/checker.ts';
import { preload } from '../support/load.ts';
import { startPair, type Pair } from '../support/pair.ts';
import { removeTask, untilState } from '../support/tasks.ts';

/** What a throttle has to hold over, ms. */
const WINDOW_MS = 10_000;
/** A change has to be in effect by then, ms. */
const CHANGED_WITHIN_MS = 2_000;
const OVERLOADED = {
  // One send at work and four waiting: what comes beside them is answered with SYSTEM_BUSY.
  sendMessageThreadPoolNums: '1',
  sendThreadPoolQueueCapacity: '4',
};

let pair: Pair;
let api: ApiClient;
let sourceClient: RocketmqClient;
let targetClient: RocketmqClient;
let east: string;
let west: string;

beforeAll(async () => {
  pair = await startPair({
    source: { version: '5.5.0', brokerProperties: OVERLOADED },
    target: { version: '4.9.7' },
    deployment: { workers: 2 },
  });
  ({ api, sourceClient, targetClient, east, west } = pair);
});

afterAll(() => pair?.stop());

function topicTask(topic: string, more: Record<string, unknown>): Promise<TaskView> {
  return api.createTask({
    name: topic,
    level: 'TOPIC',
    sourceClusterId: east,
    targetClusterId: west,
    routes: [{ sourceTopic: topic, targetTopic: topic, filter: { type: 'NONE' } }],
    ...more,
  });
}

const copied = (topic: string): Promise<number> => countMessages(targetClient, topic).catch(() => 0);

/** Messages per second that arrive at the target over the window. */
async function measuredRate(topic: string): Promise<number> {
  const [from, begin] = [await copied(topic), performance.now()];
  await pause(WINDOW_MS);
  const [to, end] = [await copied(topic), performance.now()];
  return ((to - from) * 1_000) / (end - begin);
}

/** How far a rate is off, as a part of what was wanted. */
function deviation(measured: number, wanted: number): number {
  console.log(`wanted ${wanted}/s, measured ${measured.toFixed(1)}/s`);
  return Math.abs(measured - wanted) / wanted;
}

describe('T-08: a task is throttled', () => {
  it('two workers together keep messages/s, also right after a change while they run', async () => {
    const messages = 52_000;
    await preload(sourceClient, { topic: 'paced', queues: 4, messages, bodyBytes: 200 });
    const task = await topicTask('paced', { throttle: { messagesPerSecond: 1_000 } });
    expect(task.throttle).toEqual({ messagesPerSecond: 1_000 });
    await waitFor(async () => (await copied('paced')) > 1_000, {
      timeoutMs: 30_000,
      what: 'the first copies',
    });
    expect(deviation(await measuredRate('paced'), 1_000)).toBeLessThan(0.05);

    const { status } = await api.task(task.id);
    expect(status).toMatchObject({ state: 'RUNNING', throttled: true, totals: { failed: '0' } });
    expect(['HEALTHY', 'LAGGING']).toContain(status.health);
    expect(status.reason).toMatchObject({
      code: 'THROTTLED',
      said: "throttled to 1000 messages/s by the task's setting",
    });

    const faster = await api.patch<TaskView>(`/tasks/${task.id}`, { throttle: { messagesPerSecond: 3_000 } });
    expect(faster).toMatchObject({ generation: task.generation, throttle: { messagesPerSecond: 3_000 } });
    await pause(CHANGED_WITHIN_MS);
    expect(deviation(await measuredRate('paced'), 3_000)).toBeLessThan(0.05);

    await api.patch(`/tasks/${task.id}`, { throttle: {} });
    await waitFor(async () => (await copied('paced')) >= messages, { timeoutMs: 20_000, what: 'the rest' });
    expect(await checkTopic(sourceClient, targetClient, 'paced')).toEqual(perfect(messages));
    const points = await api.metrics(task.id);
    expect(points.reduce((sum, { throttledMs }) => sum + throttledMs, 0)).toBeGreaterThan(WINDOW_MS);
    expect(await api.prometheus()).toMatch(
      /rocketmq_replicator_throttled_seconds_total\{.*task="paced".*\} [1-9]/,
    );
    await removeTask(api, task.id);
  });

  it('one queue gets all of bytes/s, though another worker holds shards of the task', async () => {
    const wanted = 400_000;
    await preload(sourceClient, { topic: 'bytes', queues: 1, messages: 20_000, bodyBytes: 500 });
    const task = await topicTask('bytes', { throttle: { bytesPerSecond: wanted } });
    await waitFor(async () => (await copied('bytes')) > 1_000, {
      timeoutMs: 30_000,
      what: 'the first copies',
    });
    const rate = await measuredRate('bytes');
    await api.post(`/tasks/${task.id}/stop`);
    await untilState(api, task.id, 'STOPPED');
    const points = await api.metrics(task.id);
    const sum = (name: 'sent' | 'bytes'): number => points.reduce((total, point) => total + point[name], 0);
    expect(deviation((rate * sum('bytes')) / sum('sent'), wanted)).toBeLessThan(0.05);
    await api.delete(`/tasks/${task.id}`);
  });

  it('a target that says SYSTEM_BUSY is backed off from, which is shown and is no failure', async () => {
    const messages = 24_000;
    await preload(targetClient, { topic: 'busy', queues: 24, messages, bodyBytes: 1_000 });
    const task = await topicTask('busy', { sourceClusterId: west, targetClusterId: east });
    await waitFor(async () => (await countMessages(sourceClient, 'busy').catch(() => 0)) >= messages, {
      timeoutMs: 60_000,
      what: 'all copied',
    });
    expect(await checkTopic(targetClient, sourceClient, 'busy')).toEqual(perfect(messages));
    const backedOff = await waitFor(
      async () =>
        (await api.metrics(task.id)).reduce((sum, { backoffMs }) => sum + backoffMs, 0) || undefined,
      { timeoutMs: 15_000, what: 'a sample with back-off' },
    );
    console.log(`backed off for ${backedOff} ms`);
    expect((await api.task(task.id)).status.totals.failed).toBe('0');
    expect((await api.events(task.id)).map(({ kind }) => kind)).not.toContain('TASK_FAILED');
    await removeTask(api, task.id);
  });
});
