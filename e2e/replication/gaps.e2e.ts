import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { RocketmqClient } from '@slipstream/rocketmq-remoting';
import type { EventView, TaskView } from '@slipstream/shared';
import { waitFor, type RocketmqCluster } from '@slipstream/stack';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ApiClient } from '../support/api-client.ts';
import { checkTopic, countMessages, perfect, queuesOf } from '../support/checker.ts';
import { preload } from '../support/load.ts';
import { startPair, type Pair } from '../support/pair.ts';
import { untilState } from '../support/tasks.ts';

/** Small files, so that there are old ones to delete. */
const SMALL_FILES = { mappedFileSizeCommitLog: '1048576' };
/** Commit-log files that are left when the old ones go. */
const FILES_KEPT = 2;

let pair: Pair;
let source: RocketmqCluster;
let api: ApiClient;
let sourceClient: RocketmqClient;
let targetClient: RocketmqClient;
let east: string;
let west: string;

beforeAll(async () => {
  pair = await startPair({
    source: { version: '4.9.7', brokerProperties: SMALL_FILES },
    target: { version: '5.5.0' },
  });
  ({ source, api, sourceClient, targetClient, east, west } = pair);
});

afterAll(() => pair?.stop());

function topicTask(topic: string): Promise<TaskView> {
  return api.createTask({
    name: topic,
    level: 'TOPIC',
    sourceClusterId: east,
    targetClusterId: west,
    routes: [{ sourceTopic: topic, targetTopic: topic, filter: { type: 'NONE' } }],
  });
}

const copied = (topic: string): Promise<number> => countMessages(targetClient, topic).catch(() => 0);

async function stop(task: TaskView): Promise<void> {
  await api.post(`/tasks/${task.id}/stop`);
  await untilState(api, task.id, 'STOPPED');
}

async function start(task: TaskView): Promise<void> {
  await api.post(`/tasks/${task.id}/start`);
  await untilState(api, task.id, 'RUNNING');
}

const eventsOf = async (task: TaskView, kind: EventView['kind']): Promise<EventView[]> =>
  (await api.events(task.id)).filter((event) => event.kind === kind);

/**
 * What retention leaves behind, without its first minute of waiting (Java: DefaultMessageStore.addScheduleTask): the oldest
 * files of the commit log are gone, and the consume queues begin where the rest does.
 */
async function expireOldFiles(): Promise<void> {
  await source.killBroker(0);
  const folder = readdirSync(source.dir, { recursive: true, encoding: 'utf8' }).find((name) =>
    name.endsWith('commitlog'),
  );
  if (folder === undefined) throw new Error('the broker has no commit log');
  const files = readdirSync(join(source.dir, folder))
    .filter((name) => /^\d{20}$/.test(name))
    .toSorted();
  // The last one is allocated in advance.
  for (const file of files.slice(0, -FILES_KEPT - 1)) rmSync(join(source.dir, folder, file));
  await source.restartBroker(0);
}

describe('R-07: what the source lost', () => {
  it('retention that passed a stopped task is a gap event with exact offsets, counted, until it is acknowledged', async () => {
    await preload(sourceClient, { topic: 'kept', queues: 2, messages: 1_000, bodyBytes: 1_000 });
    const task = await topicTask('kept');
    await waitFor(async () => (await copied('kept')) === 1_000, {
      timeoutMs: 30_000,
      what: 'the first copies',
    });
    await stop(task);
    const positions = (await api.streams(task.id)).map(({ sourceQueue, position }) => [
      sourceQueue,
      Number(position),
    ]);
    expect(positions).toEqual([
      [0, 500],
      [1, 500],
    ]);
    await preload(sourceClient, { topic: 'kept', queues: 2, messages: 6_000, bodyBytes: 1_000 });
    await expireOldFiles();
    const queues = await queuesOf(sourceClient, 'kept');
    const ranges = await Promise.all(queues.map((queue) => sourceClient.range(queue)));
    const expected = ranges.map(({ minOffset }, queueId) => ({
      queueId,
      from: 500,
      to: minOffset,
      messages: minOffset - 500,
    }));
    const lost = expected.reduce((sum, { messages }) => sum + messages, 0);

    await start(task);
    await waitFor(async () => (await copied('kept')) === 7_000 - lost, {
      timeoutMs: 30_000,
      what: 'the rest',
    });
    const gaps = await waitFor(
      async () => {
        const found = await eventsOf(task, 'RETENTION_GAP');
        return found.length >= 2 && found;
      },
      { timeoutMs: 10_000, what: 'the gap events' },
    );
    const told = gaps.map(({ severity, details: { queue, from, to, messages } }) => {
      const { queueId } = queue as { queueId: number };
      return { severity, queueId, from, to, messages };
    });
    expect(told.toSorted((a, b) => a.queueId - b.queueId)).toEqual(
      expected.map((gap) => ({ severity: 'ERROR', ...gap })),
    );
    const gapped = await waitFor(
      async () => {
        const { status } = await api.task(task.id);
        return status.totals.gapMessages === String(lost) && status.state === 'RUNNING' && status;
      },
      { timeoutMs: 10_000, what: 'a running task and the counted gap' },
    );
    expect(gapped).toMatchObject({
      state: 'RUNNING',
      health: 'DEGRADED',
      openGapMessages: String(lost),
      reason: { code: 'RETENTION_GAP' },
    });

    await stop(task);
    await start(task);
    expect(await eventsOf(task, 'RETENTION_GAP')).toHaveLength(2);
    const acknowledged = await api.post<TaskView>(`/tasks/${task.id}/acknowledge-gaps`);
    expect(acknowledged.status).toMatchObject({
      openGapMessages: '0',
      totals: { gapMessages: String(lost) },
    });
    expect(acknowledged.status.reason).toBeNull();
    expect((await eventsOf(task, 'GAPS_ACKNOWLEDGED'))[0]).toMatchObject({
      actor: 'admin',
      details: { messages: lost },
    });
    expect(await api.prometheus()).toContain(
      `rocketmq_replicator_gap_messages_total{task="kept",direction="forward"} ${lost}`,
    );
    const points = await waitFor(
      async () => {
        const sum = (await api.metrics(task.id)).reduce((total, { gapMessages }) => total + gapMessages, 0);
        return sum > 0 && sum;
      },
      { timeoutMs: 15_000, what: 'the gap in the time series' },
    );
    expect(points).toBe(lost);
  });

  it('a topic that was deleted and created again while stopped is told once, and all of its new content is copied', async () => {
    await preload(sourceClient, { topic: 'reborn', queues: 1, messages: 100, bodyBytes: 100 });
    const task = await topicTask('reborn');
    await waitFor(async () => (await copied('reborn')) === 100, {
      timeoutMs: 30_000,
      what: 'the first copies',
    });
    await stop(task);
    await source.mqadmin(['deleteTopic', '-c', 'east', '-t', 'reborn']);
    await preload(sourceClient, { topic: 'reborn', queues: 1, messages: 150, bodyBytes: 100 });
    const [queue] = await queuesOf(sourceClient, 'reborn');
    if (queue === undefined) throw new Error('the topic has no queue');
    await waitFor(async () => (await sourceClient.range(queue)).maxOffset === 150, {
      timeoutMs: 10_000,
      what: 'the new content to be visible',
    });
    await start(task);
    await waitFor(async () => (await copied('reborn')) === 250, {
      timeoutMs: 30_000,
      what: 'the new content',
    });
    const events = await waitFor(
      async () => {
        const found = await eventsOf(task, 'SOURCE_TRUNCATED');
        return found.length > 0 && found;
      },
      { timeoutMs: 10_000, what: 'the event' },
    );
    expect(events).toMatchObject([
      {
        severity: 'WARNING',
        details: { position: 100, minOffset: 0, maxOffset: 150, goesOnFrom: 0, generation: 1 },
      },
    ]);
    expect(await checkTopic(sourceClient, targetClient, 'reborn')).toEqual({ ...perfect(150), target: 250 });
    expect(await eventsOf(task, 'RETENTION_GAP')).toEqual([]);
  });
});
