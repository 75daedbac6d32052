import { waitFor } from '@slipstream/stack';
import { SimpleConsumer } from 'rocketmq-client-nodejs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { consume } from '../support/consumers.ts';
import { preload } from '../support/load.ts';
import { startPair, type Pair } from '../support/pair.ts';
import { committedPositions, scanTopic, type TopicScan } from '../support/progress-scan.ts';
import { startProxy, type Proxy } from '../support/proxy.ts';

const TOPIC = 'popped';
const GROUP = 'pop-readers';
const MESSAGES = 200;
const RECEIVED = 60;
/** How long a message that was received and not acknowledged stays away, ms. */
const INVISIBLE_MS = 90_000;
const FULL = process.env['DELIVERY_MATRIX'] === 'full';

describe('a group of gRPC clients, whose stored offset runs ahead of what they have acknowledged (P-01)', () => {
  let pair: Pair;
  let proxy: Proxy;
  let taskId: string;
  /** Keys of the messages that were received and not acknowledged. */
  const inFlight = new Set<string>();

  beforeAll(async () => {
    pair = await startPair({ source: { version: '5.5.0' }, target: { version: '5.5.0' } });
    proxy = await startProxy(pair.source);
    await preload(pair.sourceClient, { topic: TOPIC, queues: 4, messages: MESSAGES, bodyBytes: 64 });
    const consumer = new SimpleConsumer({
      endpoints: proxy.endpoints,
      namespace: '',
      consumerGroup: GROUP,
      subscriptions: new Map([[TOPIC, '*']]),
      awaitDuration: 5_000,
    });
    await consumer.startup();
    let received = 0;
    await waitFor(
      async () => {
        for (const message of await consumer.receive(16, INVISIBLE_MS)) {
          // Those in the middle and at the end of a queue as well as at its beginning.
          if (received++ % 3 === 0) inFlight.add(message.messageId);
          else await consumer.ack(message);
        }
        return received >= RECEIVED;
      },
      { timeoutMs: 60_000, what: `${RECEIVED} messages at the gRPC client` },
    );
    await consumer.shutdown();
    const task = await pair.api.createTask({
      name: 'popped',
      sourceClusterId: pair.east,
      targetClusterId: pair.west,
      topics: { include: [TOPIC] },
      groups: { include: [GROUP] },
    });
    taskId = task.id;
    await waitFor(async () => (await scanned()) >= MESSAGES, { timeoutMs: 60_000, what: 'all copies' });
  });

  afterAll(async () => {
    await proxy?.stop();
    await pair?.stop();
  });

  const atTarget = (): Promise<TopicScan> => scanTopic(pair.targetClient, TOPIC);
  const scanned = async (): Promise<number> =>
    [...(await atTarget()).values()].reduce((sum, messages) => sum + messages.length, 0);
  /** Keys of messages in flight that the group would not get any more at the target. */
  const skipped = async (): Promise<string[]> => {
    const positions = await committedPositions(pair.targetClient, TOPIC, GROUP);
    return [...(await atTarget())].flatMap(([queue, messages]) =>
      messages
        .filter(({ key, offset }) => offset < (positions.get(queue) ?? 0) && inFlight.has(key))
        .map(({ key }) => `${queue} ${key}`),
    );
  };

  it('goes as far as the oldest message in flight, and the API says why (P-04)', async () => {
    const progress = await waitFor(
      async () =>
        (await pair.api.progress(taskId, { search: GROUP })).find(({ syncedAt }) => syncedAt !== null),
      { timeoutMs: 60_000, what: 'the group to be carried' },
    );
    expect(progress.why).toBe('POP_IN_FLIGHT');
    const oldest = [...(await atTarget())].flatMap(([queue, messages]) => {
      const first = messages.find(({ key }) => inFlight.has(key));
      return first === undefined ? [] : [[queue, first.offset] as const];
    });
    expect(oldest.length).toBeGreaterThan(0);
    const positions = await committedPositions(pair.targetClient, TOPIC, GROUP);
    expect(oldest.map(([queue]) => [queue, positions.get(queue)])).toEqual(oldest);
  });

  it.runIf(FULL)('skips nothing once they have come back by the group’s retry topic either', async () => {
    const { sourceClient } = pair;
    await waitFor(
      async () => {
        const retry = (await sourceClient.topicList()).filter((topic) => topic.startsWith(`%RETRY%${GROUP}`));
        const scans = await Promise.all(retry.map((topic) => scanTopic(sourceClient, topic)));
        const keys = new Set(scans.flatMap((scan) => [...scan.values()].flat()).map(({ key }) => key));
        return [...inFlight].every((key) => keys.has(key));
      },
      { timeoutMs: INVISIBLE_MS + 60_000, intervalMs: 500, what: 'what was in flight in the retry topic' },
    );
    const looked = (await pair.api.lastLook(taskId, 'progress'))?.lookedAt;
    await waitFor(async () => (await pair.api.lastLook(taskId, 'progress'))?.lookedAt !== looked, {
      timeoutMs: 30_000,
      what: 'the next look',
    });
    expect(await skipped()).toEqual([]);
  });

  it('goes on at the target with all of them', async () => {
    const job = { group: GROUP, topic: TOPIC, toDo: 'drain', count: inFlight.size } as const;
    const got = await consume(pair.target, [job]);
    const keys = new Set(got.get(GROUP)?.deliveries.map(({ key }) => key));
    expect([...inFlight].filter((key) => !keys.has(key))).toEqual([]);
  });
});
