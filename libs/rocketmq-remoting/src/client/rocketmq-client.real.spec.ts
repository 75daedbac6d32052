import { deflateSync } from 'node:zlib';
import { setTimeout as sleep } from 'node:timers/promises';

import { startRocketmq, waitFor, type RocketmqCluster } from '@slipstream/stack';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import type { MessageQueue } from '../apis/message-queue.js';
import type { SubscriptionFilter } from '../apis/subscription-filter.js';
import { RouteNotFoundError } from '../errors.js';
import { encodeProperties, getProperty, parseProperties } from '../message/properties.js';
import { decompressBody } from '../message/compression.js';
import { decodeMessages } from '../message/message-decoder.js';
import type { StoredMessage } from '../message/message.js';
import type { BatchEntry } from '../message/batch.js';
import type { ClientEvent } from '../network/client-event.js';
import { RocketmqClient } from './rocketmq-client.js';
import type { SendChannel } from './send-channel.js';
import { sendUntilServed } from './send-until-served.js';

const NO_BYTES = Buffer.alloc(0);
const PATIENCE = { timeoutMs: 10_000, intervalMs: 20 };

describe.each(['4.9.7', '5.5.0'] as const)('RocketmqClient on RocketMQ %s', (version) => {
  const is5 = version.startsWith('5.');
  const events: ClientEvent[] = [];
  let cluster: RocketmqCluster;
  let client: RocketmqClient;
  let brokerName: string;

  beforeAll(async () => {
    cluster = await startRocketmq({
      version,
      name: 'real',
      brokerProperties: { enablePropertyFilter: 'true' },
    });
    brokerName = cluster.brokers[0]?.name ?? '';
    client = new RocketmqClient({
      nameServers: [cluster.nameServer],
      requestTimeoutMs: 15_000,
      onEvent: (event) => events.push(event),
    });
  });
  afterAll(async () => {
    await client?.close();
    await cluster?.stop();
  });

  /** A topic with four queues; its first one. */
  const createTopic = async (topic: string): Promise<MessageQueue> => {
    await client.createTopic(brokerName, { topicName: topic, readQueueNums: 4, writeQueueNums: 4, perm: 6 });
    await waitFor(() => client.topicRoute(topic, { fresh: true }), {
      ...PATIENCE,
      what: `a route of ${topic}`,
    });
    return { topic, brokerName, queueId: 0 };
  };
  const openChannel = (producerGroup: string) =>
    client.openSendChannel(brokerName, { producerGroup, clientId: `${producerGroup}@1` });
  const store = async (
    channel: SendChannel,
    queue: MessageQueue,
    entries: readonly BatchEntry[],
    sysFlag = 0,
  ): Promise<number> => {
    const { topic, queueId } = queue;
    const batch = { topic, queueId, sysFlag, bornTimestamp: 1_700_000_000_123, entries };
    const { responseCode, remark, queueOffset } = await sendUntilServed(channel, batch, {
      timeoutMs: 15_000,
    });
    expect([responseCode, remark]).toEqual([0, expect.any(String)]);
    return queueOffset ?? -1;
  };
  const send = async (queue: MessageQueue, entries: readonly BatchEntry[], sysFlag = 0): Promise<number> => {
    const channel = await openChannel('sender');
    try {
      const queueOffset = await store(channel, queue, entries, sysFlag);
      await waitUntilVisible(queue, queueOffset + entries.length);
      return queueOffset;
    } finally {
      await channel.close();
    }
  };
  const waitUntilVisible = (queue: MessageQueue, maxOffset: number) =>
    waitFor(async () => (await client.range(queue)).maxOffset >= maxOffset, {
      ...PATIENCE,
      what: `${maxOffset} messages in ${queue.topic}`,
    });
  const readAll = async (queue: MessageQueue, filter?: SubscriptionFilter): Promise<StoredMessage[]> => {
    const messages: StoredMessage[] = [];
    let offset = 0;
    for (;;) {
      const pulled = await client.pull(queue, { offset, ...(filter === undefined ? {} : { filter }) });
      messages.push(...decodeMessages(pulled.messages));
      if (pulled.status !== 'FOUND' && pulled.status !== 'NO_MATCHED_MESSAGE') return messages;
      offset = pulled.nextBeginOffset;
    }
  };
  const entry = (text: string, properties: Record<string, string> = {}): BatchEntry => ({
    flag: 0,
    body: Buffer.from(text),
    properties: encodeProperties(Object.entries(properties)),
  });
  const bodies = (messages: readonly StoredMessage[]) => messages.map(({ body }) => body.toString());

  describe('cluster and topics', () => {
    it('knows cluster, brokers and addresses', async () => {
      const { clusters, brokers } = await client.clusterInfo();
      expect(clusters).toEqual(new Map([['real', [brokerName]]]));
      expect(brokers.get(brokerName)).toEqual({
        cluster: 'real',
        addresses: new Map([[0, cluster.brokers[0]?.address]]),
      });
      expect(await client.masterAddress(brokerName)).toBe(cluster.brokers[0]?.address);
    });

    it('creates, widens, lists and deletes a topic', async () => {
      const topic = 'life-of-a-topic';
      await createTopic(topic);
      await client.createTopic(brokerName, {
        topicName: topic,
        readQueueNums: 8,
        writeQueueNums: 6,
        perm: 4,
      });
      await waitFor(
        async () => (await client.topicRoute(topic, { fresh: true })).queues[0]?.readQueueNums === 8,
        {
          ...PATIENCE,
          what: 'the wider topic',
        },
      );
      expect((await client.topicRoute(topic)).queues).toEqual([
        { brokerName, readQueueNums: 8, writeQueueNums: 6, perm: 4 },
      ]);
      expect(await client.topicList()).toContain(topic);
      const { topics, dataVersion } = await client.topicConfigs(brokerName);
      expect(topics.get(topic)).toMatchObject({ readQueueNums: 8, writeQueueNums: 6, perm: 4, order: false });
      expect(dataVersion.counter).toBeGreaterThan(0);

      await client.deleteTopic(topic);
      await expect(client.topicRoute(topic)).rejects.toBeInstanceOf(RouteNotFoundError);
      expect((await client.topicConfigs(brokerName)).topics.has(topic)).toBe(false);
      await client.deleteTopic(topic);
    });

    it('keeps attributes where the version has them', async () => {
      const topicName = 'fifo-topic';
      const attributes = { 'message.type': 'FIFO' };
      await client.createTopic(brokerName, {
        topicName,
        readQueueNums: 1,
        writeQueueNums: 1,
        perm: 6,
        attributes,
      });
      const { topics } = await client.topicConfigs(brokerName);
      expect(topics.get(topicName)?.attributes).toEqual(is5 ? attributes : {});
    });

    it('knows what the broker is and how it is set', async () => {
      // For some seconds after its start, 4.9.7 answers 28 with an exception.
      const info = await waitFor(() => client.runtimeInfo(brokerName), {
        ...PATIENCE,
        timeoutMs: 30_000,
        what: '28',
      });
      expect(info.get('brokerVersionDesc')).toBe(`V${version.replaceAll('.', '_')}`);
      const config = await client.brokerConfig(brokerName);
      expect(config.get('brokerName')).toBe(brokerName);
      expect(config.get('maxMessageSize')).toBe('4194304');
    });

    it('never creates a topic by sending to it', async () => {
      const channel = await openChannel('stranger');
      const batch = {
        topic: 'never-created',
        queueId: 0,
        sysFlag: 0,
        bornTimestamp: 1,
        entries: [entry('x')],
      };
      expect(await sendUntilServed(channel, batch)).toMatchObject({ responseCode: 17, queueOffset: null });
      await channel.close();
      expect((await client.topicConfigs(brokerName)).topics.has('never-created')).toBe(false);
    });
  });

  describe('messages', () => {
    it('come back byte for byte', async () => {
      const queue = await createTopic('bytes');
      const sent: BatchEntry[] = [
        {
          flag: 7,
          body: Buffer.from('plain'),
          properties: encodeProperties([
            ['KEYS', 'k1 k2'],
            ['TAGS', 'A'],
          ]),
        },
        { flag: 0, body: NO_BYTES, properties: encodeProperties([['UNIQ_KEY', '7F0000010001']]) },
        {
          flag: -1,
          body: Buffer.from([0, 1, 2, 255, 254, 0]),
          properties: encodeProperties([['ключ', '值\u0001🚀']]),
        },
        {
          flag: 0,
          body: Buffer.alloc(100_000, 'z'),
          properties: encodeProperties([['long', 'v'.repeat(20_000)]]),
        },
      ];
      const first = await send(queue, sent);
      const stored = await readAll(queue);
      expect(stored).toHaveLength(sent.length);
      stored.forEach((message, index) => {
        const original = sent[index];
        expect(message).toMatchObject({
          topic: 'bytes',
          queueId: 0,
          queueOffset: first + index,
          sysFlag: 0,
          flag: original?.flag,
          bornTimestamp: 1_700_000_000_123,
          reconsumeTimes: 0,
        });
        expect(message.body.equals(original?.body ?? NO_BYTES)).toBe(true);
        const properties = parseProperties(message.properties);
        for (const [key, value] of parseProperties(original?.properties ?? NO_BYTES)) {
          expect(properties.get(key)).toBe(value);
        }
        // 4.9 adds its cluster to each message of a batch (facts §6).
        expect(getProperty(message.properties, 'CLUSTER')).toBe(is5 ? undefined : 'real');
        expect(message.properties.subarray(0, original?.properties.length)).toEqual(original?.properties);
      });
    });

    it('keep a compressed body and its bits as they are', async () => {
      const queue = await createTopic('compressed');
      const text = 'compress me '.repeat(1_000);
      const body = deflateSync(text);
      await send(queue, [{ flag: 0, body, properties: NO_BYTES }], 0x301);
      const [stored] = await readAll(queue);
      expect(stored?.sysFlag).toBe(0x301);
      expect(stored?.body.equals(body)).toBe(true);
      if (stored !== undefined) expect(decompressBody(stored).toString()).toBe(text);
    });

    it('keep their order over many batches', async () => {
      const queue = await createTopic('order');
      const channel = await openChannel('sender-in-order');
      for (let batch = 0; batch < 50; batch += 1) {
        const entries = Array.from({ length: 20 }, (_, index) => entry(String(batch * 20 + index)));
        expect(await store(channel, queue, entries)).toBe(batch * 20);
      }
      await channel.close();
      await waitUntilVisible(queue, 1_000);
      expect(bodies(await readAll(queue))).toEqual(
        Array.from({ length: 1_000 }, (_, index) => String(index)),
      );
    });

    it('take the largest batch that is allowed', async () => {
      const queue = await createTopic('large');
      const body = Buffer.alloc(4_194_304 - 22, 'x');
      await send(queue, [{ flag: 0, body, properties: NO_BYTES }]);
      const [stored] = await readAll(queue);
      expect(stored?.body.length).toBe(body.length);
    });
  });

  describe('pulls', () => {
    it('say what is at both ends of a queue', async () => {
      const queue = await createTopic('ends');
      expect(await client.pull(queue, { offset: 0 })).toMatchObject({
        status: 'NO_NEW_MESSAGE',
        nextBeginOffset: 0,
      });
      expect(await client.pull(queue, { offset: 5 })).toMatchObject({ status: 'OFFSET_ILLEGAL' });
      await send(queue, [entry('a'), entry('b')]);
      expect(await client.range(queue)).toEqual({ minOffset: 0, maxOffset: 2 });
      expect(await client.pull(queue, { offset: 2 })).toMatchObject({
        status: 'NO_NEW_MESSAGE',
        maxOffset: 2,
      });
      expect(await client.pull(queue, { offset: 9 })).toMatchObject({
        status: 'OFFSET_ILLEGAL',
        maxOffset: 2,
      });
      const one = await client.pull(queue, { offset: 0, maxMessages: 1 });
      expect([one.nextBeginOffset, bodies(decodeMessages(one.messages))]).toEqual([1, ['a']]);
      await expect(client.pull({ ...queue, queueId: 99 }, { offset: 0 })).rejects.toMatchObject({
        responseCode: is5 ? 29 : 1,
      });
      await expect(client.pull({ ...queue, topic: 'no-such-topic' }, { offset: 0 })).rejects.toMatchObject({
        responseCode: 17,
      });
    });

    it('are held at the end and woken by a message', async () => {
      const queue = await createTopic('held');
      const pulling = client.pull(queue, { offset: 0, waitMs: 20_000 });
      await sleep(300);
      const started = performance.now();
      await send(queue, [entry('wake up')]);
      const pulled = await pulling;
      expect(bodies(decodeMessages(pulled.messages))).toEqual(['wake up']);
      expect(performance.now() - started).toBeLessThan(3_000);
    });

    it('end without a message some time after the asked wait, and before ours is over', async () => {
      const queue = await createTopic('held-in-vain');
      const pulled = await client.pull(queue, { offset: 0, waitMs: 1_000 });
      expect(pulled.status).toBe('NO_NEW_MESSAGE');
    });

    it('by tag compare hashes, so that a reader has to compare again', async () => {
      const queue = await createTopic('tags');
      const tags = ['A', 'B', 'Aa', 'BB', 'A'];
      await send(
        queue,
        tags.map((tag, index) => entry(String(index), { TAGS: tag })),
      );
      expect(bodies(await readAll(queue, { type: 'TAG', expression: 'A' }))).toEqual(['0', '4']);
      expect(bodies(await readAll(queue, { type: 'TAG', expression: 'A || B' }))).toEqual(['0', '1', '4']);
      expect(bodies(await readAll(queue, { type: 'TAG', expression: 'BB' }))).toEqual(['2', '3']);
    });

    it('by SQL-92 evaluate properties', async () => {
      const queue = await createTopic('sql');
      await send(
        queue,
        Array.from({ length: 20 }, (_, index) => entry(String(index), { n: String(index), TAGS: 'T' })),
      );
      const read = async (expression: string) => bodies(await readAll(queue, { type: 'SQL92', expression }));
      expect(await read('n > 16')).toEqual(['17', '18', '19']);
      expect(await read("n BETWEEN 2 AND 3 AND TAGS = 'T'")).toEqual(['2', '3']);
      expect(await read('missing IS NOT NULL')).toEqual([]);
    });
  });

  describe('filters', () => {
    const check = (expression: string) =>
      client.checkFilter(brokerName, 'any-topic', { type: 'SQL92', expression });

    it.each([
      'n > 10',
      "TAGS = 'x' AND a IS NULL",
      "a IN ('1', '2')",
      '(n > 1 OR n < 0)',
      'TRUE',
      'n > 1 -- why',
    ])('accepts %j', async (expression) => {
      expect(await check(expression)).toEqual({ valid: true });
    });

    it.each(['n >>> 10', 'n = ', '', "a = 'x", '(n > 10', 'n > 10 AND'])(
      'says what is wrong with %j',
      async (expression) => {
        expect(await check(expression)).toEqual({
          valid: false,
          supported: true,
          said: expect.stringMatching(/ParseException|TokenMgrError/) as unknown,
        });
      },
    );

    it.each(['n > 10 garbage', 'n > 10)', "a LIKE 'x%'", 'a b c', "n > 10 'x'"])(
      'does not take the beginning of %j for the whole, as the broker itself does',
      async (expression) => {
        expect(await check(expression)).toEqual({
          valid: false,
          supported: true,
          said: expect.stringContaining('Only the beginning would be used') as unknown,
        });
      },
    );

    it('knows what only 5.x can', async () => {
      expect((await check("a CONTAINS 'x'")).valid).toBe(is5);
    });

    it('tells a broker that does not filter at all', async () => {
      const set = (value: string) =>
        cluster.mqadmin([
          'updateBrokerConfig',
          '-b',
          cluster.brokers[0]?.address ?? '',
          '-k',
          'enablePropertyFilter',
          '-v',
          value,
        ]);
      await set('false');
      try {
        expect(await check('n > 10')).toEqual({
          valid: false,
          supported: false,
          said: expect.stringContaining('does not support') as unknown,
        });
      } finally {
        await set('true');
      }
      expect(await check('n > 10')).toEqual({ valid: true });
    });
  });

  describe('offsets', () => {
    it('by timestamp are exact for every time, with many messages of equal time', async () => {
      const queue = await createTopic('times');
      const channel = await openChannel('clock');
      for (let batch = 0; batch < 80; batch += 1) {
        const entries = Array.from({ length: 1 + (batch % 9) }, () => entry('x'));
        await store(channel, queue, entries);
        if (batch % 4 === 0) await sleep(5);
      }
      await channel.close();
      await waitUntilVisible(queue, 395);
      const times = (await readAll(queue)).map(({ storeTimestamp }) => storeTimestamp);
      expect(times.length).toBeGreaterThanOrEqual(395);
      const scan = (time: number): number => {
        const index = times.findIndex((stored) => stored >= time);
        return index < 0 ? times.length : index;
      };
      const first = times[0] ?? 0;
      const last = times.at(-1) ?? 0;
      const asked = new Set([
        0,
        first - 86_400_000,
        last + 86_400_000,
        ...times.flatMap((time) => [time - 1, time, time + 1]),
      ]);
      for (const time of asked) {
        expect([time, await client.offsetByTimestamp(queue, time)]).toEqual([time, scan(time)]);
      }
    });

    it('by timestamp of an empty and of an unknown queue are 0', async () => {
      const queue = await createTopic('empty');
      expect(await client.offsetByTimestamp(queue, Date.now())).toBe(0);
      expect(await client.offsetByTimestamp({ ...queue, topic: 'no-such-topic' }, Date.now())).toBe(0);
      expect(await client.range({ ...queue, topic: 'no-such-topic' })).toEqual({
        minOffset: 0,
        maxOffset: 0,
      });
    });

    it('of groups are committed and read', async () => {
      const queue = await createTopic('group-offsets');
      const group = 'group-with-offsets';
      await cluster.mqadmin(['updateSubGroup', '-b', cluster.brokers[0]?.address ?? '', '-g', group]);
      expect(await client.consumerOffset(queue, group)).toBe(is5 ? null : 0);
      await client.updateConsumerOffset(queue, group, 3);
      expect(await client.consumerOffset(queue, group)).toBe(3);
      expect((await client.consumerOffsets(brokerName)).entries).toContainEqual({
        topic: queue.topic,
        consumerGroup: group,
        offsets: new Map([[0, 3]]),
      });
      expect(await client.consumerConnections(brokerName, group)).toEqual([]);
    });
  });

  describe('send channels', () => {
    const seen = (group: string) => client.producerConnections(brokerName, group);
    const goneWithinMs = async (group: string): Promise<number> => {
      const started = performance.now();
      await waitFor(async () => (await seen(group)).length === 0, {
        timeoutMs: 5_000,
        intervalMs: 5,
        what: `${group} gone`,
      });
      return performance.now() - started;
    };

    it('are registered when they are open and gone soon after a close', async () => {
      expect(await seen('closing')).toEqual([]);
      const channel = await openChannel('closing');
      expect((await seen('closing')).map(({ clientId }) => clientId)).toEqual(['closing@1']);
      await channel.close();
      expect(await goneWithinMs('closing')).toBeLessThan(1_000);
    });

    it('are gone soon after a reset', async () => {
      const channel = await openChannel('resetting');
      expect(await seen('resetting')).toHaveLength(1);
      channel.reset();
      expect(await goneWithinMs('resetting')).toBeLessThan(1_000);
    });
  });

  it('reports a broker that dies, and finds it again when it is back', async () => {
    const queue = await createTopic('revenant');
    await send(queue, [entry('before')]);
    const channel = await openChannel('orphan');
    const closed = new Promise((resolve) => channel.onClose(resolve));
    const pulling = client.pull(queue, { offset: 1, waitMs: 15_000 });
    const failure = pulling.catch((error: unknown) => error);
    await cluster.killBroker(0);
    expect(await failure).toMatchObject({ code: 'CONNECTION_CLOSED' });
    expect(await closed).toBeInstanceOf(Error);
    await expect(client.range(queue)).rejects.toMatchObject({ code: 'CONNECT_FAILED' });
    await waitFor(
      async () =>
        client.topicRoute(queue.topic, { fresh: true }).then(
          () => false,
          (error: unknown) => error instanceof RouteNotFoundError,
        ),
      { ...PATIENCE, what: 'the Name Server to drop the broker' },
    );
    await cluster.restartBroker(0);
    expect(bodies(await readAll(queue))).toEqual(['before']);
  }, 180_000);

  it('never received an answer that nobody waited for', () => {
    expect(events.filter(({ type }) => type === 'REPLY_DROPPED')).toEqual([]);
  });
});
