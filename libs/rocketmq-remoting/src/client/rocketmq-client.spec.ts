import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { REQUEST_CODE } from '../codes/request-code.js';
import {
  isAuthenticationError,
  NameServerUnreachableError,
  RequestTimeoutError,
  ResponseError,
  RouteNotFoundError,
} from '../errors.js';
import { decodeMessages } from '../message/message-decoder.js';
import { encodeProperties } from '../message/properties.js';
import type { ClientEvent } from '../network/client-event.js';
import { FakeBroker, type FakeBrokerOptions } from '../testing/fake-broker.js';
import { FakeCluster } from '../testing/fake-cluster.js';
import { RocketmqClient, type RocketmqClientOptions } from './rocketmq-client.js';

const BROKER = 'fake-broker';
const QUEUE = { topic: 'orders', brokerName: BROKER, queueId: 1 };

function entries(...texts: string[]) {
  return texts.map((text) => ({
    flag: 0,
    body: Buffer.from(text),
    properties: Buffer.from(`TAGS\u0001${text.at(0) ?? ''}\u0002`),
  }));
}

describe('RocketmqClient on a fake broker', () => {
  const running: FakeBroker[] = [];
  const clients: RocketmqClient[] = [];
  const events: ClientEvent[] = [];
  let broker: FakeBroker;

  const startBroker = async (options: FakeBrokerOptions = {}): Promise<FakeBroker> => {
    const started = await FakeBroker.start(options);
    running.push(started);
    return started;
  };
  const clientOf = (options: Partial<RocketmqClientOptions> = {}): RocketmqClient => {
    const client = new RocketmqClient({
      nameServers: [broker.address],
      onEvent: (event) => events.push(event),
      ...options,
    });
    clients.push(client);
    return client;
  };

  beforeEach(async () => {
    events.length = 0;
    broker = await startBroker();
    broker.store.putTopic({ topicName: 'orders' });
  });
  afterEach(async () => {
    for (const client of clients.splice(0)) await client.close();
    for (const started of running.splice(0)) await started.stop();
  });

  describe('Name Servers', () => {
    it('needs at least one', () => {
      expect(() => new RocketmqClient({ nameServers: [] })).toThrow(TypeError);
    });

    it('goes on to the next one when one is down, and stays with it', async () => {
      const down = await startBroker({ cluster: broker.cluster, brokerName: 'down' });
      await down.stop();
      const client = clientOf({ nameServers: [down.address, broker.address] });
      expect([...(await client.clusterInfo()).brokers.keys()]).toEqual([BROKER]);
      await client.clusterInfo();
      expect(events.filter(({ type }) => type === 'NAME_SERVER_SWITCHED')).toEqual([
        expect.objectContaining({ from: down.address, to: broker.address }),
      ]);
      expect(events.filter(({ type }) => type === 'CONNECT_FAILED')).toHaveLength(1);
      running.splice(running.indexOf(down), 1);
    });

    it('goes on to the next one when one does not answer', async () => {
      const silent = await startBroker();
      silent.fault('ANY', { kind: 'HANG' }, 100);
      const client = clientOf({ nameServers: [silent.address, broker.address], requestTimeoutMs: 400 });
      expect((await client.topicRoute('orders')).brokers.has(BROKER)).toBe(true);
    });

    it('names every address and its failure when none answers', async () => {
      const silent = await startBroker();
      silent.fault('ANY', { kind: 'HANG' }, 100);
      const client = clientOf({ nameServers: ['127.0.0.1:1', silent.address], requestTimeoutMs: 400 });
      const failure = await client.clusterInfo().catch((error: unknown) => error);
      expect(failure).toBeInstanceOf(NameServerUnreachableError);
      expect(failure).toMatchObject({
        addresses: ['127.0.0.1:1', silent.address],
        causes: [{ code: 'CONNECT_FAILED' }, { code: 'REQUEST_TIMEOUT' }],
      });
    });

    it('believes in "no route" only when no Name Server knows one: a restarted one knows nothing (facts §14)', async () => {
      const empty = await startBroker();
      const client = clientOf({ nameServers: [empty.address, broker.address] });
      expect((await client.topicRoute('orders')).queues).toHaveLength(1);
      await expect(client.topicRoute('nothing')).rejects.toBeInstanceOf(RouteNotFoundError);
    });

    it('deletes a topic on every master and every Name Server', async () => {
      const cluster = new FakeCluster();
      broker = await startBroker({ cluster, brokerName: 'a' });
      const other = await startBroker({ cluster, brokerName: 'b' });
      for (const { store } of [broker, other]) store.putTopic({ topicName: 'gone' });
      const client = clientOf({ nameServers: [broker.address, other.address] });
      await client.deleteTopic('gone');
      expect([broker.store.topic('gone'), other.store.topic('gone')]).toEqual([undefined, undefined]);
      for (const { requestsOf } of [broker, other].map((one) => ({
        requestsOf: (code: number) => one.requestsOf(code),
      }))) {
        expect(requestsOf(REQUEST_CODE.DELETE_TOPIC_IN_NAME_SERVER)).toHaveLength(1);
      }
    });
  });

  describe('topics', () => {
    it('creates one, which the route and the configs show', async () => {
      const client = clientOf();
      await client.createTopic(BROKER, { topicName: 'new', readQueueNums: 3, writeQueueNums: 2, perm: 6 });
      expect((await client.topicRoute('new')).queues).toEqual([
        { brokerName: BROKER, readQueueNums: 3, writeQueueNums: 2, perm: 6 },
      ]);
      const { topics, dataVersion } = await client.topicConfigs(BROKER);
      expect(topics.get('new')).toMatchObject({ topicName: 'new', readQueueNums: 3 });
      expect(dataVersion.counter).toBeGreaterThan(0);
      expect(await client.topicList()).toContain('new');
    });

    it('never lets a broker create a topic by accident', async () => {
      const client = clientOf();
      const channel = await client.openSendChannel(BROKER, { producerGroup: 'g', clientId: 'c' });
      const answer = await channel.sendBatch({
        topic: 'none',
        queueId: 0,
        sysFlag: 0,
        bornTimestamp: 1,
        entries: entries('x'),
      });
      expect(answer).toMatchObject({ responseCode: 17, queueOffset: null });
      expect(broker.requestsOf(REQUEST_CODE.SEND_BATCH_MESSAGE)[0]?.extFields).toMatchObject({
        c: '',
        m: 'true',
      });
      await channel.close();
    });
  });

  describe('reading', () => {
    it('pulls what is there, by offset', async () => {
      broker.store.append({ ...QUEUE, entries: entries('a', 'b', 'c') });
      const pulled = await clientOf().pull(QUEUE, { offset: 1 });
      expect(pulled).toMatchObject({ status: 'FOUND', nextBeginOffset: 3, minOffset: 0, maxOffset: 3 });
      expect(decodeMessages(pulled.messages).map(({ body }) => body.toString())).toEqual(['b', 'c']);
    });

    it('asks with the subscription in the request, and commits nothing', async () => {
      const client = clientOf();
      await client.pull(QUEUE, { offset: 0, filter: { type: 'SQL92', expression: 'a > 1' }, maxMessages: 7 });
      expect(broker.requestsOf(REQUEST_CODE.PULL_MESSAGE)[0]?.extFields).toEqual({
        consumerGroup: 'CID_RMQ_SYS_REPLICATOR',
        topic: 'orders',
        queueId: '1',
        queueOffset: '0',
        maxMsgNums: '7',
        sysFlag: '4',
        commitOffset: '0',
        suspendTimeoutMillis: '0',
        subVersion: '0',
        subscription: 'a > 1',
        expressionType: 'SQL92',
      });
    });

    it('passes over what a tag filter takes out', async () => {
      broker.store.append({ ...QUEUE, entries: entries('a1', 'b1', 'a2') });
      const pulled = await clientOf().pull(QUEUE, {
        offset: 0,
        filter: { type: 'TAG', expression: 'b || c' },
      });
      expect(decodeMessages(pulled.messages).map(({ queueOffset }) => queueOffset)).toEqual([1]);
      const none = await clientOf().pull(QUEUE, { offset: 0, filter: { type: 'TAG', expression: 'z' } });
      expect(none).toMatchObject({ status: 'NO_MATCHED_MESSAGE', nextBeginOffset: 3 });
    });

    it('wakes up at a message, and waits longer than the broker holds', async () => {
      const client = clientOf({ requestTimeoutMs: 400 });
      const pulling = client.pull(QUEUE, { offset: 0, waitMs: 5_000 });
      await vi.waitFor(() => expect(broker.requestsOf(REQUEST_CODE.PULL_MESSAGE)).toHaveLength(1));
      setTimeout(() => broker.store.append({ ...QUEUE, entries: entries('a') }), 600);
      expect((await pulling).status).toBe('FOUND');
    });

    it.each([
      { what: 'the end', code: 19, remark: 'OFFSET_OVERFLOW_ONE', status: 'NO_NEW_MESSAGE' },
      { what: 'nothing matched', code: 20, remark: 'NO_MATCHED_MESSAGE', status: 'NO_MATCHED_MESSAGE' },
      { what: 'deleted files', code: 20, remark: 'MESSAGE_WAS_REMOVING', status: 'REMOVING' },
      { what: 'an offset outside', code: 21, remark: 'OFFSET_TOO_SMALL', status: 'OFFSET_ILLEGAL' },
    ])('tells $what by a status', async ({ code, remark, status }) => {
      broker.on(REQUEST_CODE.PULL_MESSAGE, () => ({
        code,
        remark,
        extFields: { nextBeginOffset: '9', minOffset: '1', maxOffset: '20' },
      }));
      const pulled = await clientOf().pull(QUEUE, { offset: 5 });
      expect(pulled).toEqual({
        status,
        messages: Buffer.alloc(0),
        nextBeginOffset: 9,
        minOffset: 1,
        maxOffset: 20,
      });
    });

    it('throws for any other code', async () => {
      const failure = await clientOf()
        .pull({ ...QUEUE, topic: 'none' }, { offset: 0 })
        .catch((error: unknown) => error);
      expect(failure).toBeInstanceOf(ResponseError);
      expect(failure).toMatchObject({ code: 'RESPONSE_TOPIC_NOT_EXIST', address: broker.address });
    });

    it('gives the range of a queue', async () => {
      broker.store.append({ ...QUEUE, entries: entries('a', 'b', 'c') });
      broker.store.queue('orders', 1)?.dropBefore(1);
      expect(await clientOf().range(QUEUE)).toEqual({ minOffset: 1, maxOffset: 3 });
      expect(await clientOf().range({ ...QUEUE, topic: 'none' })).toEqual({ minOffset: 0, maxOffset: 0 });
    });

    it.each(['4.9.7', '5.5.0'] as const)('finds the exact offset of every time on %s', async (version) => {
      const { address, store } = await startBroker({ version });
      store.putTopic({ topicName: 'orders' });
      const times = [10, 20, 20, 20, 30, 40, 40, 55];
      for (const storeTimestamp of times) store.append({ ...QUEUE, storeTimestamp, entries: entries('a') });
      store.queue('orders', 1)?.dropBefore(1);
      const client = clientOf({ nameServers: [address] });
      for (let time = 5; time <= 60; time += 1) {
        const index = times.findIndex((stored, offset) => offset >= 1 && stored >= time);
        expect([time, await client.offsetByTimestamp(QUEUE, time)]).toEqual([
          time,
          index < 0 ? times.length : index,
        ]);
      }
    });

    it('reads and commits offsets of groups', async () => {
      const client = clientOf();
      expect(await client.consumerOffset(QUEUE, 'g')).toBeNull();
      await client.updateConsumerOffset(QUEUE, 'g', 12);
      expect(await client.consumerOffset(QUEUE, 'g')).toBe(12);
      expect((await client.consumerOffsets(BROKER)).entries).toEqual([
        { topic: 'orders', consumerGroup: 'g', offsets: new Map([[1, 12]]) },
      ]);
    });
  });

  describe('filters', () => {
    it('asks the broker about SQL-92 only', async () => {
      const client = clientOf();
      expect(await client.checkFilter(BROKER, 'orders', { type: 'TAG', expression: 'a' })).toEqual({
        valid: true,
      });
      expect(broker.requestsOf(REQUEST_CODE.CHECK_CLIENT_CONFIG)).toHaveLength(0);
      broker.fault(REQUEST_CODE.CHECK_CLIENT_CONFIG, { kind: 'ANSWER', code: 23, remark: 'Encountered ">"' });
      const sql = { type: 'SQL92', expression: 'n >>> 1' } as const;
      expect(await client.checkFilter(BROKER, 'orders', sql)).toEqual({
        valid: false,
        supported: true,
        said: 'Encountered ">"',
      });
    });

    it('asks again in brackets, since brokers forget what follows the first whole expression', async () => {
      broker.on(REQUEST_CODE.CHECK_CLIENT_CONFIG, ({ body }) =>
        body.includes('"subString":"(') ? { code: 23, remark: 'Encountered "LIKE"' } : {},
      );
      const sql = { type: 'SQL92', expression: "a LIKE 'x%'" } as const;
      expect(await clientOf().checkFilter(BROKER, 'orders', sql)).toEqual({
        valid: false,
        supported: true,
        said: 'Only the beginning would be used. In brackets: Encountered "LIKE"',
      });
    });

    it('tells a broker that cannot filter from one that failed', async () => {
      const client = clientOf();
      const sql = { type: 'SQL92', expression: 'n > 1' } as const;
      const said = 'The broker does not support consumer to filter message by SQL92';
      broker.fault(REQUEST_CODE.CHECK_CLIENT_CONFIG, { kind: 'ANSWER', code: 1, remark: said });
      expect(await client.checkFilter(BROKER, 'orders', sql)).toEqual({
        valid: false,
        supported: false,
        said,
      });
      broker.fault(REQUEST_CODE.CHECK_CLIENT_CONFIG, {
        kind: 'ANSWER',
        code: 1,
        remark: 'NullPointerException',
      });
      await expect(client.checkFilter(BROKER, 'orders', sql)).rejects.toBeInstanceOf(ResponseError);
    });
  });

  describe('brokers', () => {
    it('reaches them at the address of the map', async () => {
      const client = clientOf({ addressMap: [{ from: broker.address, to: '127.0.0.1:1' }] });
      expect(await client.masterAddress(BROKER)).toBe('127.0.0.1:1');
      await expect(client.range(QUEUE)).rejects.toMatchObject({
        code: 'CONNECT_FAILED',
        address: '127.0.0.1:1',
      });
    });

    it('goes on without Name Servers once it knows them', async () => {
      const nameServer = await startBroker({ cluster: broker.cluster, brokerName: 'ns' });
      const client = clientOf({ nameServers: [nameServer.address] });
      await client.range(QUEUE);
      await nameServer.stop();
      running.splice(running.indexOf(nameServer), 1);
      expect(await client.range(QUEUE)).toEqual({ minOffset: 0, maxOffset: 0 });
    });

    it('comes back after a broker was away', async () => {
      const client = clientOf();
      await client.range(QUEUE);
      await broker.stop();
      await expect(client.range(QUEUE)).rejects.toMatchObject({ retryable: true });
      await broker.restart();
      await vi.waitFor(async () => expect(await client.range(QUEUE)).toEqual({ minOffset: 0, maxOffset: 0 }));
    });

    it('does not let a held pull delay other calls', async () => {
      const client = clientOf();
      const abort = new AbortController();
      const pulling = client.pull(QUEUE, { offset: 0, waitMs: 5_000 }, { signal: abort.signal });
      expect(await client.range(QUEUE)).toEqual({ minOffset: 0, maxOffset: 0 });
      abort.abort();
      await expect(pulling).rejects.toMatchObject({ code: 'REQUEST_ABORTED' });
    });

    it.each([
      ['4.9.7', 'Check signature failed'],
      ['5.5.0', 'check signature failed'],
    ] as const)('tells a wrong secret on %s', async (version, said) => {
      const { address } = await startBroker({ version, accounts: new Map([['ak', 'sk']]) });
      const right = clientOf({ nameServers: [address], credentials: { accessKey: 'ak', secretKey: 'sk' } });
      expect((await right.brokerConfig(BROKER)).get('brokerName')).toBe(BROKER);
      const wrong = clientOf({ nameServers: [address], credentials: { accessKey: 'ak', secretKey: 'no' } });
      const failure = await wrong.brokerConfig(BROKER).catch((error: unknown) => error);
      expect(isAuthenticationError(failure)).toBe(true);
      expect((failure as Error).message).toContain(said);
    });
  });
});

describe('SendChannel on a fake broker', () => {
  let broker: FakeBroker;
  let client: RocketmqClient;
  const open = (producerGroup = 'group-1') =>
    client.openSendChannel(BROKER, { producerGroup, clientId: 'client-1' });
  const send = {
    topic: 'orders',
    queueId: 1,
    sysFlag: 0,
    bornTimestamp: 1_700_000_000_000,
    entries: entries('a', 'b'),
  };

  beforeEach(async () => {
    broker = await FakeBroker.start();
    broker.store.putTopic({ topicName: 'orders' });
    client = new RocketmqClient({ nameServers: [broker.address] });
  });
  afterEach(async () => {
    await client.close();
    await broker.stop();
  });

  it('has its group registered before it can be used, and no longer after it closed', async () => {
    const channel = await open();
    expect(await client.producerConnections(BROKER, 'group-1')).toEqual([
      { clientId: 'client-1', clientAddr: expect.stringMatching(/^127\.0\.0\.1:\d+$/) as unknown },
    ]);
    await channel.close();
    await vi.waitFor(async () => expect(await client.producerConnections(BROKER, 'group-1')).toEqual([]));
  });

  it('does not open when the broker refuses the heartbeat', async () => {
    broker.fault(REQUEST_CODE.HEART_BEAT, { kind: 'ANSWER', code: 16, remark: 'no' });
    await expect(open()).rejects.toBeInstanceOf(ResponseError);
    await vi.waitFor(() =>
      expect(broker.connections.some(({ producers }) => producers.size > 0)).toBe(false),
    );
  });

  it('has a connection of its own', async () => {
    const [first, second] = await Promise.all([open('g1'), open('g2')]);
    first.reset();
    expect(second.isOpen).toBe(true);
    await vi.waitFor(async () => expect(await client.producerConnections(BROKER, 'g1')).toEqual([]));
    expect(await client.producerConnections(BROKER, 'g2')).toHaveLength(1);
    await second.close();
  });

  it('sends a body of 4 MiB, too large for a batch of one, so that it is stored the same (R-02)', async () => {
    const channel = await open();
    const properties = encodeProperties([
      ['UNIQ_KEY', 'k'],
      ['名称', '值'],
    ]);
    const longest = { flag: 7, body: Buffer.alloc(4_194_304, 1), properties };
    expect(await channel.sendBatch({ ...send, sysFlag: 0x301, entries: [longest] })).toMatchObject({
      responseCode: 0,
      queueOffset: 0,
    });
    const [stored] = broker.store.messages('orders', 1);
    expect(stored).toMatchObject({ flag: 7, sysFlag: 0x301, bornTimestamp: 1_700_000_000_000, properties });
    expect(stored?.body.equals(longest.body)).toBe(true);
    await channel.close();
  });

  it('stores a batch as it was given', async () => {
    const channel = await open();
    expect(await channel.sendBatch(send)).toEqual({ responseCode: 0, remark: '', queueOffset: 0 });
    expect((await channel.sendBatch(send)).queueOffset).toBe(2);
    const stored = broker.store.messages('orders', 1);
    expect(stored.map(({ body, queueOffset }) => [queueOffset, body.toString()])).toEqual([
      [0, 'a'],
      [1, 'b'],
      [2, 'a'],
      [3, 'b'],
    ]);
    expect(stored[0]).toMatchObject({ bornTimestamp: 1_700_000_000_000, sysFlag: 0 });
    await channel.close();
  });

  it('resolves with the refusal of a broker', async () => {
    const channel = await open();
    broker.fault(REQUEST_CODE.SEND_BATCH_MESSAGE, {
      kind: 'ANSWER',
      code: 2,
      remark: '[TIMEOUT_CLEAN_QUEUE]',
    });
    expect(await channel.sendBatch(send)).toEqual({
      responseCode: 2,
      remark: '[TIMEOUT_CLEAN_QUEUE]',
      queueOffset: null,
    });
    await channel.close();
  });

  it.each([10, 11, 12])('knows that code %i means stored', async (code) => {
    const channel = await open();
    broker.on(REQUEST_CODE.SEND_BATCH_MESSAGE, () => ({ code, extFields: { queueOffset: '5' } }));
    expect(await channel.sendBatch(send)).toMatchObject({ responseCode: code, queueOffset: 5 });
    await channel.close();
  });

  it('writes nothing of a batch that would destroy data', async () => {
    const channel = await open();
    await expect(channel.sendBatch({ ...send, sysFlag: 0x10 })).rejects.toMatchObject({
      refusal: 'SYS_FLAG',
    });
    expect(broker.requestsOf(REQUEST_CODE.SEND_BATCH_MESSAGE)).toHaveLength(0);
    await channel.close();
  });

  it('rejects when no answer comes, and stays open: its owner decides', async () => {
    const channel = await open();
    broker.fault(REQUEST_CODE.SEND_BATCH_MESSAGE, { kind: 'DROP_ANSWER' });
    await expect(channel.sendBatch(send, { timeoutMs: 30 })).rejects.toBeInstanceOf(RequestTimeoutError);
    expect(channel.isOpen).toBe(true);
    expect(broker.store.messages('orders', 1)).toHaveLength(2);
    channel.reset();
  });

  it('tells its listener, and rejects, when the connection goes', async () => {
    const channel = await open();
    const closed = new Promise((resolve) => channel.onClose(resolve));
    broker.fault(REQUEST_CODE.SEND_BATCH_MESSAGE, { kind: 'CLOSE_AFTER' });
    await expect(channel.sendBatch(send)).rejects.toMatchObject({ code: 'CONNECTION_CLOSED' });
    expect(await closed).toBeInstanceOf(Error);
    expect(channel.isOpen).toBe(false);
  });

  it('repeats its heartbeat every 30 s', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    try {
      await client.clusterInfo();
      const before = vi.getTimerCount();
      const channel = await open();
      vi.advanceTimersByTime(90_000);
      await vi.waitFor(() =>
        expect(broker.requestsOf(REQUEST_CODE.HEART_BEAT).filter(({ oneWay }) => !oneWay)).toHaveLength(4),
      );
      await channel.close();
      expect(vi.getTimerCount()).toBe(before);
    } finally {
      vi.useRealTimers();
    }
  });

  it('lets a message be acknowledged before readers see it, in the order of the log', async () => {
    broker.store.dispatchDelayMs = 40;
    const channel = await open();
    await channel.sendBatch(send);
    expect(await client.range(QUEUE)).toEqual({ minOffset: 0, maxOffset: 0 });
    await vi.waitFor(async () => expect(await client.range(QUEUE)).toEqual({ minOffset: 0, maxOffset: 2 }));
    await channel.close();
  });
});
