import { RocketmqClient, sendUntilServed } from '@slipstream/rocketmq-remoting';
import { encodeProperties, getProperty, type StoredMessage } from '@slipstream/rocketmq-remoting/message';
import type { TaskView } from '@slipstream/shared';
import { startRocketmq, waitFor, type RocketmqCluster } from '@slipstream/stack';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ApiClient } from '../support/api-client.ts';
import { countMessages, queuesOf, readQueue } from '../support/checker.ts';
import { Deployment } from '../support/deployment.ts';
import { createTopic, preload } from '../support/load.ts';
import { removeTask, untilState } from '../support/tasks.ts';

interface Side {
  cluster: RocketmqCluster;
  client: RocketmqClient;
  id: string;
}

interface Moved {
  version: string;
  streams: { id: string; sourceQueue: number; from: string; to: string; ahead: string }[];
  totals: { again: string; skipped: string; ahead: string };
}

let old: Side;
let recent: Side;
let deployment: Deployment;
let api: ApiClient;

beforeAll(async () => {
  const [east, west, running] = await Promise.all([
    startRocketmq({ version: '4.9.7', name: 'east' }),
    startRocketmq({ version: '5.5.0', name: 'west' }),
    Deployment.start(),
  ]);
  deployment = running;
  ({ api } = deployment);
  const side = async (name: string, cluster: RocketmqCluster): Promise<Side> => ({
    cluster,
    client: new RocketmqClient({ nameServers: [cluster.nameServer] }),
    id: await api.registerCluster(name, cluster.nameServer),
  });
  old = await side('east', east);
  recent = await side('west', west);
});

afterAll(async () => {
  await deployment?.stop();
  for (const side of [old, recent]) {
    await side?.client.close();
    await side?.cluster.stop();
  }
});

function topicTask(
  from: Side,
  to: Side,
  name: string,
  routes: readonly { sourceTopic: string; targetTopic: string; filter: object }[],
): Promise<TaskView> {
  return api.createTask({ name, level: 'TOPIC', sourceClusterId: from.id, targetClusterId: to.id, routes });
}

const copied = (side: Side, topic: string): Promise<number> =>
  countMessages(side.client, topic).catch(() => 0);

/** Waits until a running task has nothing left to copy. */
async function untilCaughtUp(task: TaskView): Promise<void> {
  await untilState(api, task.id, 'RUNNING', 60_000);
  await waitFor(
    async () => {
      const streams = await api.streams(task.id);
      return streams.length > 0 && streams.every(({ position, sourceMax }) => position === sourceMax);
    },
    { timeoutMs: 90_000, what: `task ${task.name} to catch up` },
  );
}

async function stop(task: TaskView): Promise<void> {
  await api.post(`/tasks/${task.id}/stop`);
  await untilState(api, task.id, 'STOPPED');
}

async function run(task: TaskView): Promise<void> {
  await api.post(`/tasks/${task.id}/start`);
  await untilCaughtUp(task);
  await stop(task);
}

describe('reset of the offsets, against what is really sent (T-06)', () => {
  it('sends exactly what its preview has shown, skips what it has shown, and can be undone', async () => {
    const topic = 'reset';
    await preload(old.client, { topic, queues: 4, messages: 800, bodyBytes: 50 });
    const task = await topicTask(old, recent, topic, [
      { sourceTopic: topic, targetTopic: topic, filter: { type: 'NONE' } },
    ]);
    await untilCaughtUp(task);
    await stop(task);
    expect(await copied(recent, topic)).toBe(800);
    const path = `/tasks/${task.id}/reset-offset`;

    // Earliest: everything again.
    const earliest = await api.post<Moved>(`${path}/preview`, { type: 'EARLIEST' });
    expect(earliest.totals).toEqual({ again: '800', skipped: '0', ahead: '800' });
    await api.post(path, { type: 'EARLIEST', version: earliest.version });
    await run(task);
    expect(await copied(recent, topic)).toBe(800 + Number(earliest.totals.again));

    // One stream, 50 messages back.
    const [first] = earliest.streams;
    const streams = [{ id: first?.id, offset: '150' }];
    const one = await api.post<Moved>(`${path}/preview`, { streams });
    expect(one.totals).toEqual({ again: '50', skipped: '0', ahead: '50' });
    await api.post(path, { streams, version: one.version });
    await run(task);
    expect(await copied(recent, topic)).toBe(1650);

    // Latest skips what has come since; undone, it is copied after all.
    await preload(old.client, { topic, queues: 4, messages: 120, bodyBytes: 50 });
    const latest = await api.post<Moved>(`${path}/preview`, { type: 'LATEST' });
    expect(latest.totals).toEqual({ again: '0', skipped: '120', ahead: '0' });
    await api.post(path, { type: 'LATEST', version: latest.version });
    await run(task);
    expect(await copied(recent, topic)).toBe(1650);
    await api.post(`${path}/undo`);
    await run(task);
    expect(await copied(recent, topic)).toBe(1770);

    // A reset that is undone before it ran leaves nothing behind: nothing is sent twice.
    await api.post(path, { type: 'EARLIEST' });
    await api.post(`${path}/undo`);
    await run(task);
    expect(await copied(recent, topic)).toBe(1770);
    await expect(api.post(`${path}/undo`)).rejects.toMatchObject({ problem: { code: 'UNDO_REFUSED' } });
    await api.delete(`/tasks/${task.id}`);
  });
});

/** Messages of the filter topic, by running number: every property that the expressions look at. */
const FIELDS = (n: number): [string, string][] => [
  ['TAGS', n % 3 === 0 ? 'red' : n % 3 === 1 ? 'green' : 'blue'],
  ['n', String(n)],
  ['name', `it-${n % 10}`],
  ...(n % 4 === 0 ? [['extra', 'yes'] satisfies [string, string]] : []),
];
const tag = (n: number): string => FIELDS(n)[0]?.[1] ?? '';

/** Expressions that both versions take, each with what it has to select. */
const FILTERS: [type: 'TAG' | 'SQL92', expression: string, selects: (n: number) => boolean][] = [
  ['TAG', 'red', (n) => tag(n) === 'red'],
  ['TAG', 'red || blue', (n) => tag(n) !== 'green'],
  ['SQL92', 'n = 7', (n) => n === 7],
  ['SQL92', 'n <> 7', (n) => n !== 7],
  ['SQL92', 'n < 10', (n) => n < 10],
  ['SQL92', 'n >= 290', (n) => n >= 290],
  ['SQL92', 'n BETWEEN 20 AND 30', (n) => n >= 20 && n <= 30],
  ['SQL92', 'n NOT BETWEEN 20 AND 30', (n) => n < 20 || n > 30],
  ['SQL92', "name IN ('it-1', 'it-2')", (n) => n % 10 === 1 || n % 10 === 2],
  ['SQL92', "name NOT IN ('it-1', 'it-2')", (n) => n % 10 !== 1 && n % 10 !== 2],
  ['SQL92', 'extra IS NULL', (n) => n % 4 !== 0],
  ['SQL92', 'extra IS NOT NULL AND n > 100', (n) => n % 4 === 0 && n > 100],
  ['SQL92', "NOT (TAGS = 'red' OR n > 50)", (n) => tag(n) !== 'red' && n <= 50],
];

/** Sends numbered messages into queue 0 of a topic. */
async function sendNumbers(side: Side, topic: string, numbers: readonly number[]): Promise<void> {
  const [queue] = await queuesOf(side.client, topic);
  if (queue === undefined) throw new Error(`${topic} has no queue`);
  const channel = await side.client.openSendChannel(queue.brokerName, {
    producerGroup: `numbers-${topic}`,
    clientId: `numbers-${topic}`,
  });
  try {
    for (let at = 0; at < numbers.length; at += 500) {
      const answer = await sendUntilServed(channel, {
        topic,
        queueId: 0,
        sysFlag: 0,
        bornTimestamp: Date.now(),
        entries: numbers.slice(at, at + 500).map((n) => ({
          flag: 0,
          body: Buffer.from(String(n)),
          properties: encodeProperties([['UNIQ_KEY', `K${topic}${n}`], ...FIELDS(n)]),
        })),
      });
      if (answer.responseCode !== 0) throw new Error(`${answer.responseCode} ${answer.remark}`);
    }
  } finally {
    await channel.close();
  }
}

/** The numbers in a topic, queue by queue, in the order of each queue. */
async function numbersIn(side: Side, topic: string): Promise<number[]> {
  const queues = await queuesOf(side.client, topic);
  const messages: StoredMessage[] = [];
  for (const queue of queues) messages.push(...(await readQueue(side.client, queue)));
  return messages.map(({ properties }) => Number(getProperty(properties, 'n')));
}

describe.each(['4.9.7 to 5.5.0', '5.5.0 to 4.9.7'])('filters, %s (T-03)', (way) => {
  it('select exactly what they say, over long stretches without a match and over a takeover', async () => {
    const [from, to] = way.startsWith('4') ? [old, recent] : [recent, old];
    const topic = `filter-${way.slice(0, 1)}`;
    await createTopic(from.client, topic, 1);
    const few = Array.from({ length: 300 }, (_, n) => n);
    await sendNumbers(from, topic, few);
    const routes = FILTERS.map(([type, expression], index) => ({
      sourceTopic: topic,
      targetTopic: `${topic}-${index}`,
      filter: { type, expression },
    }));
    const task = await topicTask(from, to, topic, routes);
    await untilCaughtUp(task);
    // 12,000 numbers that "n < 10" and "n = 7" pass over: more than one pull looks at. Then one that they take.
    const many = Array.from({ length: 12_000 }, (_, index) => 300 + index);
    await sendNumbers(from, topic, many);
    await untilCaughtUp(task);
    deployment.kill('worker-1');
    await sendNumbers(from, topic, [7]);
    await waitFor(async () => (await copied(to, `${topic}-2`)) >= 2, {
      timeoutMs: 60_000,
      what: 'the match behind the stretch',
    });
    await untilCaughtUp(task);
    const sent = [...few, ...many, 7];
    for (const [index, [, expression, selects]] of FILTERS.entries())
      expect([expression, await numbersIn(to, `${topic}-${index}`)]).toEqual([
        expression,
        sent.filter(selects),
      ]);
    await removeTask(api, task.id);
  });
});
