import { sendUntilServed, type RocketmqClient } from '@slipstream/rocketmq-remoting';
import { encodeProperties, type BatchEntry } from '@slipstream/rocketmq-remoting/message';
import type { FailureState, FailureView } from '@slipstream/shared';
import { waitFor, type RocketmqCluster } from '@slipstream/stack';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ApiClient } from '../support/api-client.ts';
import { checkTopic, countMessages, perfect, readQueue } from '../support/checker.ts';
import type { Deployment } from '../support/deployment.ts';
import { createTopic } from '../support/load.ts';
import { startPair, type Pair } from '../support/pair.ts';
import { untilState } from '../support/tasks.ts';

const TOPIC = 'orders';
const DEAD = 'orders-dead';
const PER_QUEUE = 300;
/** Source offsets in queue 0 of messages that the target finds too large. */
const POISON = Array.from({ length: 40 }, (_, index) => 50 + 5 * index);
/** What the target takes at most at first, bytes. */
const LIMIT = 65_536;
const POISON_BYTES = 100_000;

let pair: Pair;
let target: RocketmqCluster;
let deployment: Deployment;
let api: ApiClient;
let sourceClient: RocketmqClient;
let targetClient: RocketmqClient;
let taskId: string;

beforeAll(async () => {
  pair = await startPair({
    source: { version: '4.9.7' },
    target: { version: '5.5.0', brokerProperties: { maxMessageSize: String(LIMIT) } },
  });
  ({ target, deployment, api, sourceClient, targetClient } = pair);
  await createTopic(sourceClient, TOPIC, 2);
  await createTopic(targetClient, TOPIC, 2);
  await createTopic(targetClient, DEAD, 1);
  await produce();
});

afterAll(() => pair?.stop());

/** Fills both queues of the topic; queue 0 has poison among the good ones. */
async function produce(): Promise<void> {
  const channel = await sourceClient.openSendChannel('east-a', { producerGroup: 'mill', clientId: 'mill' });
  try {
    for (const queueId of [0, 1]) {
      for (let number = 0; number < PER_QUEUE; number++) {
        const isPoison = queueId === 0 && POISON.includes(number);
        const entry: BatchEntry = {
          flag: 0,
          body: Buffer.alloc(isPoison ? POISON_BYTES : 20, `${queueId}-${number} `),
          properties: encodeProperties([
            ['UNIQ_KEY', `U-${queueId}-${number}`],
            ['KEYS', `key-${number}`],
            ['TAGS', isPoison ? 'poison' : 'good'],
          ]),
        };
        const batch = { topic: TOPIC, queueId, sysFlag: 0, bornTimestamp: Date.now(), entries: [entry] };
        expect((await sendUntilServed(channel, batch)).responseCode).toBe(0);
      }
    }
  } finally {
    await channel.close();
  }
}

async function failures(state?: FailureState): Promise<FailureView[]> {
  const query = state === undefined ? '' : `&state=${state}`;
  const { items } = await api.get<{ items: FailureView[] }>(`/tasks/${taskId}/failures?limit=200${query}`);
  return items.toReversed();
}

const until = (what: string, condition: () => Promise<boolean>): Promise<unknown> =>
  waitFor(condition, { timeoutMs: 60_000, what, intervalMs: 20 });
const isGood = ({ body }: { body: Buffer }): boolean => body.length < LIMIT;

describe('messages that the target refuses for good (T-09)', () => {
  it('block their own stream, with the reason, while others go on', async () => {
    ({ id: taskId } = await api.createTask({
      name: 'orders',
      level: 'TOPIC',
      sourceClusterId: pair.east,
      targetClusterId: pair.west,
      routes: [{ sourceTopic: TOPIC, targetTopic: TOPIC, filter: { type: 'NONE' } }],
    }));
    await until('the stream of queue 0 to be held', async () =>
      (await api.streams(taskId)).some(({ state, position }) => state === 'HELD' && position === '50'),
    );
    await until('the other queue to be copied', async () => {
      const copied = await countMessages(targetClient, TOPIC);
      return copied === PER_QUEUE + 50;
    });
    const [held, other] = await api.streams(taskId);
    expect(held).toMatchObject({ sourceQueue: 0, reason: { code: 'MESSAGE_REFUSED', step: 'WRITE' } });
    expect(held?.reason?.said).toContain('message body size exceeded');
    expect(other).toMatchObject({ sourceQueue: 1, state: 'RUNNING', reason: null });
    expect(await failures()).toEqual([]);
  });

  it('are recorded once each after an edit, through a kill -9: all others arrive once and in order', async () => {
    await api.post(`/tasks/${taskId}/stop`);
    await untilState(api, taskId, 'STOPPED');
    await api.patch(`/tasks/${taskId}`, { failurePolicy: { type: 'RECORD', deadLetterTopic: DEAD } });
    await api.post(`/tasks/${taskId}/start`);
    await until('some to be recorded', async () => (await failures()).length >= 5);
    deployment.kill('worker-1');
    const good = 2 * PER_QUEUE - POISON.length;
    await until('all others to be copied', async () => (await countMessages(targetClient, TOPIC)) >= good);
    await until('all to be recorded', async () => (await failures()).length >= POISON.length);
    expect(await checkTopic(sourceClient, targetClient, TOPIC, { expected: isGood })).toEqual(perfect(good));
    const recorded = await failures();
    expect(recorded.map(({ sourceOffset }) => Number(sourceOffset))).toEqual(POISON);
    expect(recorded[0]).toMatchObject({
      state: 'PENDING',
      sourceTopic: TOPIC,
      sourceBroker: 'east-a',
      sourceQueue: 0,
      targetTopic: TOPIC,
      uniqueKey: 'U-0-50',
      keys: 'key-50',
      tag: 'poison',
      bodyBytes: POISON_BYTES,
      deadLetterTopic: DEAD,
      deadLetterOffset: null,
    });
    expect(recorded[0]?.said).toContain('message body size exceeded');
    // The broker's limit is the dead-letter topic's as well.
    expect(recorded[0]?.deadLetterSaid).toContain('message body size exceeded');
    expect((await api.task(taskId)).failures).toEqual({
      pending: POISON.length,
      retrying: 0,
      sent: 0,
      givenUp: 0,
    });
  });

  it('arrive once each by a retry when the limit is raised, also through a kill -9 of the worker in the middle', async () => {
    await target.killBroker(0);
    await target.restartBroker(0, { maxMessageSize: '4194304' });
    expect(await api.post(`/tasks/${taskId}/failures/retry`, { all: true })).toEqual({
      count: POISON.length,
    });
    await until('the first to be sent', async () => (await failures('SENT')).length > 0);
    deployment.kill('worker-1');
    await until('all to be sent', async () => (await failures('SENT')).length === POISON.length);
    const report = await checkTopic(sourceClient, targetClient, TOPIC);
    expect(report).toMatchObject({
      source: 2 * PER_QUEUE,
      target: 2 * PER_QUEUE,
      missing: 0,
      duplicates: 0,
      changed: 0,
    });
    const [row] = await failures();
    const copies = await readQueue(targetClient, { topic: TOPIC, brokerName: 'west-a', queueId: 0 });
    expect(copies.find(({ queueOffset }) => String(queueOffset) === row?.sentOffset)?.body.length).toBe(
      POISON_BYTES,
    );
    expect((await api.events(taskId)).some(({ kind }) => kind === 'ORDER_VIOLATION')).toBe(false);
  });

  it('do not hinder what is sent afterwards', async () => {
    await produce();
    await until('the second half', async () => (await countMessages(targetClient, TOPIC)) >= 4 * PER_QUEUE);
    expect(await countMessages(targetClient, TOPIC)).toBe(4 * PER_QUEUE);
    expect(await failures()).toHaveLength(POISON.length);
  });
});
