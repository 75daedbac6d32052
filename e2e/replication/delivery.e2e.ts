import { networkInterfaces } from 'node:os';
import { encodeProperties, getProperty, type StoredMessage } from '@slipstream/rocketmq-remoting/message';
import type { TaskView } from '@slipstream/shared';
import { waitFor } from '@slipstream/stack';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ApiClient } from '../support/api-client.ts';
import { checkTopic, perfect, queuesOf, readQueue, type CheckReport } from '../support/checker.ts';
import { DeliveryPair, isV5, versionPairs, type ConsumedMessage } from '../support/delivery-pair.ts';
import { Deployment } from '../support/deployment.ts';
import { BARE_MESSAGE, oddMessages, propertyOf } from '../support/odd-messages.ts';
import { untilState } from '../support/tasks.ts';

/** What every client of RocketMQ can send, and what clients of 5.x can. */
const KINDS = ['normal', 'ordered', 'delayed', 'transaction', 'batch', 'zlib', 'large'] as const;
const KINDS_OF_V5 = ['timer', 'lz4', 'zstd', 'innerbatch'] as const;
/** More than 5.x can number in one batch. */
const MANY = 33_000;
/** Messages that a task compresses on their way. */
const SQUEEZED = 20;
/** Legal at every source; with what a copy carries more, over the limit of properties. */
const TOO_LONG_FOR_A_COPY = 32_100;
/** The longest properties that leave room for it. */
const LONG = 31_700;
const ATTRIBUTES: Readonly<Record<string, Record<string, string>>> = {
  ordered: { 'message.type': 'FIFO' },
  delayed: { 'message.type': 'DELAY' },
  timer: { 'message.type': 'DELAY' },
  transaction: { 'message.type': 'TRANSACTION' },
  normal: { 'message.type': 'NORMAL' },
  innerbatch: { 'queue.type': 'BatchCQ' },
};
const HAS_IPV6 = Object.values(networkInterfaces()).some((list) =>
  list?.some(({ address }) => address === '::1'),
);

let deployment: Deployment;
let api: ApiClient;

beforeAll(async () => {
  deployment = await Deployment.start();
  ({ api } = deployment);
});

afterAll(() => deployment?.stop());

describe.each(versionPairs())('delivery $source to $target, ACL: $acl', (versions) => {
  const kinds = isV5(versions.source) ? [...KINDS, ...KINDS_OF_V5] : [...KINDS];
  let pair: DeliveryPair;
  let task: TaskView;
  let sent: Map<string, number>;
  let madeAgain: Promise<void>;

  const topicOf = (kind: string): string => `kinds-${kind}`;
  /** Compares a kind's topic once `messages` messages are at the target. */
  const compared = async (kind: string, messages: number): Promise<CheckReport> => {
    const { source, target } = pair;
    await target.untilCount(topicOf(kind), messages);
    return checkTopic(source.client, target.client, topicOf(kind));
  };
  const stored = async (side: 'source' | 'target', kind: string): Promise<StoredMessage[]> => {
    const { client } = pair[side];
    const queues = await queuesOf(client, topicOf(kind));
    return (await Promise.all(queues.map((queue) => readQueue(client, queue)))).flat();
  };
  const byNumber = (messages: readonly StoredMessage[]): Map<string, StoredMessage> =>
    new Map(messages.map((message) => [getProperty(message.properties, 'number') ?? '', message]));

  beforeAll(async () => {
    const name = `k${versions.source}-${versions.target}${versions.acl ? '-acl' : ''}`.replaceAll('.', '');
    pair = await DeliveryPair.start(api, versions, name);
    const { source, target } = pair;
    for (const kind of kinds) await source.createTopic(topicOf(kind), 4, ATTRIBUTES[kind]);
    for (const kind of ['odd', 'many', 'ipv6', 'again', 'plain']) await source.createTopic(topicOf(kind), 1);
    await source.createTopic(topicOf('limit'), 2);
    // A topic whose type says "delayed" is written by a copy that is not.
    if (!isV5(versions.source)) await target.createTopic(topicOf('delayed'), 4, ATTRIBUTES['delayed']);
    for (const topic of ['%RETRY%kinds-app', '%DLQ%kinds-app']) await source.createTopic(topic, 1);
    task = await pair.createTask(`delivery-${name}`);
    await pair.createTask(`squeezed-${name}`, {
      level: 'TOPIC',
      routes: [{ sourceTopic: topicOf('plain'), targetTopic: topicOf('squeezed'), filter: { type: 'NONE' } }],
      compression: { type: isV5(versions.target) ? 'ZSTD' : 'ZLIB' },
    });
    const raw = await source.rawProducer();
    for (const topic of ['%RETRY%kinds-app', '%DLQ%kinds-app']) await raw.single({ topic });
    await raw.batch({ topic: topicOf('odd') }, [...oddMessages(), BARE_MESSAGE]);
    await raw.batch(
      { topic: topicOf('plain') },
      Array.from({ length: SQUEEZED }, (_, number) => ({
        flag: 0,
        body: Buffer.from(`squeeze me ${number} `.repeat(1_000)),
        properties: encodeProperties([
          ['UNIQ_KEY', `SQUEEZED${number}`],
          ['KEYS', `squeezed-${number}`],
          ['TAGS', `tag-${number % 3}`],
          ['number', String(number)],
          ['名称', `订单 ${number}`],
        ]),
      })),
    );
    for (let number = 0; number < MANY; number += 1_000)
      await raw.batch(
        { topic: topicOf('many') },
        Array.from({ length: 1_000 }, (_, index) => ({
          flag: 0,
          body: Buffer.from(String(number + index)),
          properties: Buffer.from(`UNIQ_KEY\u0001MANY${number + index}\u0002`),
        })),
      );
    for (const queueId of [0, 1])
      for (const [index, bytes] of [20, queueId === 0 ? TOO_LONG_FOR_A_COPY : LONG, 20].entries())
        await raw.single({
          topic: topicOf('limit'),
          queueId,
          properties: Buffer.concat([
            Buffer.from(`UNIQ_KEY\u0001LIMIT${queueId}${index}\u0002`),
            propertyOf(bytes),
          ]),
        });
    await raw.close();
    sent = await source.produceKinds('kinds', kinds);
    // Takes a while: a pull is held that the broker of a deleted topic does not answer at once.
    madeAgain = versions.acl ? Promise.resolve() : makeAgain();
    madeAgain.catch(() => undefined);
  });

  /** Twenty messages, copied; then the topic is deleted, and made again with five others. */
  async function makeAgain(): Promise<void> {
    const { source, target } = pair;
    const raw = await source.rawProducer();
    const produce = async (messages: number): Promise<void> => {
      for (let number = 0; number < messages; number++)
        await raw.single({ topic: topicOf('again'), body: Buffer.from(`${messages}-${number}`) });
    };
    await produce(20);
    await target.untilCount(topicOf('again'), 20);
    await source.deleteTopic(topicOf('again'));
    await source.createTopic(topicOf('again'), 1);
    await produce(5);
    await raw.close();
  }

  afterAll(() => pair?.stop());

  it('normal messages: body, keys, tags, properties, unique key, born time and flag (R-02)', async () => {
    expect(await compared('normal', 20)).toEqual(perfect(20));
  });

  it('ordered messages keep their queue order and their message group (R-03)', async () => {
    expect(await compared('ordered', 40)).toEqual(perfect(40));
    for (const queue of await queuesOf(pair.target.client, topicOf('ordered'))) {
      const groups = new Map<string, number>();
      for (const { properties } of await readQueue(pair.target.client, queue)) {
        const group = getProperty(properties, '__SHARDINGKEY') ?? '';
        const number = Number(getProperty(properties, 'number'));
        expect(number).toBeGreaterThan(groups.get(group) ?? -1);
        groups.set(group, number);
      }
    }
  });

  it('messages delayed by level arrive when they are due, and are not delayed twice (R-03)', async () => {
    await pair.source.untilCount(topicOf('delayed'), 6);
    expect(await compared('delayed', 6)).toEqual(perfect(6));
    const copies = byNumber(await stored('target', 'delayed'));
    for (const [number, original] of byNumber(await stored('source', 'delayed'))) {
      const due = original.bornTimestamp + (Number(number) % 2 === 0 ? 1_000 : 5_000);
      expect(copies.get(number)?.storeTimestamp).toBeGreaterThanOrEqual(due - 100);
      expect((copies.get(number)?.storeTimestamp ?? Infinity) - original.storeTimestamp).toBeLessThan(5_000);
    }
    expect(await pair.target.count('SCHEDULE_TOPIC_XXXX')).toBe(0);
  });

  it.runIf(isV5(versions.source))('messages delayed by a 5.x timer likewise (R-03)', async () => {
    await pair.source.untilCount(topicOf('timer'), 4);
    expect(await compared('timer', 4)).toEqual(perfect(4));
    const copies = byNumber(await stored('target', 'timer'));
    for (const [number, original] of byNumber(await stored('source', 'timer'))) {
      expect(copies.get(number)?.storeTimestamp).toBeGreaterThanOrEqual(original.bornTimestamp + 1_900);
      expect((copies.get(number)?.storeTimestamp ?? Infinity) - original.storeTimestamp).toBeLessThan(5_000);
    }
  });

  it('of transactions only the committed arrive, as normal messages (R-03; traps 5 and 6)', async () => {
    expect(await compared('transaction', 3)).toEqual(perfect(3));
    const copies = await stored('target', 'transaction');
    expect([...byNumber(copies).keys()].toSorted()).toEqual(['0', '3', '6']);
    for (const { sysFlag, properties } of copies) {
      expect(sysFlag & 0xc).toBe(0);
      expect(getProperty(properties, 'TRAN_MSG')).toBeUndefined();
    }
    expect(await pair.target.count('RMQ_SYS_TRANS_HALF_TOPIC')).toBe(0);
  });

  it('messages sent as a batch (R-02)', async () => {
    expect(await compared('batch', 30)).toEqual(perfect(30));
  });

  it.each(kinds.filter((kind) => ['zlib', 'lz4', 'zstd'].includes(kind)))(
    'bodies compressed by %s are passed on as they are (R-02)',
    async (kind) => {
      expect(await compared(kind, 6)).toEqual(perfect(6));
      for (const { sysFlag, body } of await stored('target', kind)) {
        expect(sysFlag & 0x1).toBe(1);
        expect(body.length).toBeLessThan(2_000);
      }
    },
  );

  it.runIf(isV5(versions.source))(
    'batches that 5.x keeps as one record arrive as their messages (R-02)',
    async () => {
      await pair.target.untilCount(topicOf('innerbatch'), 30);
      const copies = await stored('target', 'innerbatch');
      expect(copies.map(({ body }) => body.toString()).toSorted()).toEqual(
        Array.from({ length: 30 }, (_, number) => `innerbatch ${number}`).toSorted(),
      );
    },
  );

  it('bodies of 4 MiB, the most that a broker takes, and a little less (R-02)', async () => {
    const large = sent.get('large') ?? 0;
    expect(await compared('large', large)).toEqual(perfect(large));
  });

  it('empty bodies, any flag, any bytes for properties: what is stored at the source is stored at the target (R-02)', async () => {
    const odd = oddMessages().length + 1;
    expect(await compared('odd', odd)).toEqual(perfect(odd));
  });

  it('a task that compresses stores bodies as the clients of the target can read them (R-02)', async () => {
    await pair.target.untilCount(topicOf('squeezed'), SQUEEZED);
    for (const { sysFlag, body } of await stored('target', 'squeezed')) {
      expect(sysFlag & 0x701).toBe(isV5(versions.target) ? 0x201 : 0x1);
      expect(body.length).toBeLessThan(1_000);
    }
  });

  it('an application reads them all at the target (R-02, R-03)', async () => {
    const counts = {
      normal: 20,
      ordered: 40,
      delayed: 6,
      transaction: 3,
      batch: 30,
      zlib: 6,
      squeezed: SQUEEZED,
    };
    const read = Object.keys(counts);
    const sum = Object.values(counts).reduce((all, count) => all + count, 0);
    const messages = await pair.target.consume(read.map(topicOf), 'kinds-reader', sum);
    const of = (kind: string): ConsumedMessage[] => messages.filter(({ topic }) => topic === topicOf(kind));
    expect(read.map((kind) => of(kind).length)).toEqual(Object.values(counts));
    for (const { topic, tags, keys, body, properties, flag } of messages) {
      const kind = topic.slice('kinds-'.length);
      const number = Number(properties['number']);
      expect(tags).toBe(`tag-${number % 3}`);
      expect(properties['名称']).toBe(`订单 ${number}`);
      if (kind === 'squeezed') expect(body.toString()).toBe(`squeeze me ${number} `.repeat(1_000));
      else if (kind === 'zlib') expect(body.toString()).toBe(`compress me ${number} `.repeat(2_000));
      else expect(body.toString()).toBe(`${kind} ${number}`);
      expect(keys).toBe(
        kind === 'normal' && number % 2 === 0 ? `first-${number} second-${number}` : `${kind}-${number}`,
      );
      expect(flag).toBe(kind === 'normal' ? number * 1_000_003 : 0);
    }
  });

  it.runIf(HAS_IPV6)(
    'messages of IPv6 producers lose the mark of it, which a broker would acknowledge and then lose (trap 1)',
    async () => {
      const port = pair.source.cluster.brokers[0]?.port ?? 0;
      const raw = await pair.source.rawProducer(`[::1]:${port}`);
      for (const number of [0, 1, 2])
        await raw.single({
          topic: topicOf('ipv6'),
          properties: Buffer.from(`UNIQ_KEY\u0001SIX${number}\u0002number\u0001${number}\u0002`),
        });
      await raw.close();
      expect(await compared('ipv6', 3)).toEqual(perfect(3));
      if (versions.source !== '4.4.0')
        expect((await stored('source', 'ipv6')).every(({ sysFlag }) => (sysFlag & 0x10) !== 0)).toBe(true);
      expect((await stored('target', 'ipv6')).every(({ sysFlag }) => (sysFlag & 0x30) === 0)).toBe(true);
    },
  );

  it('33 000 small messages of one queue are numbered without a gap: no batch is over the limit (trap 2)', async () => {
    await pair.target.untilCount(topicOf('many'), MANY);
    const copies = await stored('target', 'many');
    expect(copies).toHaveLength(MANY);
    expect(
      copies.every(
        ({ queueOffset, body }, index) => queueOffset === index && Number(body.toString()) === index,
      ),
    ).toBe(true);
  });

  it('properties too long for a copy hold their stream with the reason; those at the limit and other streams go on (trap 3)', async () => {
    const streams = await waitFor(
      async () => {
        const all = (await api.streams(task.id)).filter(
          ({ sourceTopic }) => sourceTopic === topicOf('limit'),
        );
        return (
          all.some(({ state }) => state === 'HELD') && all.some(({ position }) => position === '3') && all
        );
      },
      { timeoutMs: 60_000, what: 'one stream to be held and the other to be done' },
    );
    const [held] = streams.filter(({ sourceQueue }) => sourceQueue === 0);
    expect(held).toMatchObject({
      position: '1',
      state: 'HELD',
      reason: { code: 'MESSAGE_REFUSED', said: expect.stringMatching(/^Properties of 32\d{3} bytes/) },
    });
    expect(await pair.target.count(topicOf('limit'))).toBe(4);
    expect((await api.task(task.id)).status).toMatchObject({ state: 'RUNNING', health: 'DEGRADED' });
    const refused = (await api.events(task.id)).filter(({ kind }) => kind === 'MESSAGE_REFUSED');
    expect(refused.map(({ details }) => details)).toEqual([
      expect.objectContaining({
        sourceOffset: 1,
        queue: expect.objectContaining({ topic: topicOf('limit'), queueId: 0 }),
      }),
    ]);
  });

  it("never copies topics of RocketMQ's own, nor into them: one message in the timer topic would stop all timers (trap 4)", async () => {
    const topics = await pair.target.client.topicList();
    expect(topics.filter((topic) => topic.includes('kinds-app'))).toEqual([]);
    for (const topic of ['rmq_sys_wheel_timer', 'SCHEDULE_TOPIC_XXXX', 'TBW102'])
      expect(await pair.target.count(topic)).toBe(0);
    const intoTimer = await pair.createTask(`timer-${task.name}`, {
      level: 'TOPIC',
      routes: [
        { sourceTopic: topicOf('normal'), targetTopic: 'rmq_sys_wheel_timer', filter: { type: 'NONE' } },
      ],
    });
    const failed = await untilState(api, intoTimer.id, 'START_FAILED');
    expect(failed.status.reason?.said).toContain('RocketMQ keeps one of these topics for itself');
    expect(await pair.target.count('rmq_sys_wheel_timer')).toBe(0);
    await api.delete(`/tasks/${intoTimer.id}`);
  });

  it('a bad SQL-92 expression fails the start, where a pull would silently bring everything (trap 8)', async () => {
    const bad = await pair.createTask(`sql-${task.name}`, {
      level: 'TOPIC',
      routes: [
        {
          sourceTopic: topicOf('normal'),
          targetTopic: topicOf('filtered'),
          filter: { type: 'SQL92', expression: 'number >>> 10' },
        },
      ],
    });
    const failed = await untilState(api, bad.id, 'START_FAILED');
    expect(failed.status.reason?.code).toBe('INVALID_FILTER');
    expect(await pair.target.count(topicOf('filtered'))).toBe(0);
    await api.delete(`/tasks/${bad.id}`);
  });

  it.runIf(isV5(versions.target))(
    'new target topics have the type of their source topic (M-01)',
    async () => {
      const configs = (await pair.target.client.topicConfigs(pair.target.brokerName)).topics;
      const typed = kinds.filter((kind) => ATTRIBUTES[kind]?.['message.type'] !== undefined);
      const expected = isV5(versions.source) ? typed : typed.filter((kind) => kind === 'delayed');
      expect(expected.map((kind) => configs.get(topicOf(kind))?.attributes?.['message.type'])).toEqual(
        expected.map((kind) => ATTRIBUTES[kind]?.['message.type']),
      );
    },
  );

  it.skipIf(versions.acl)(
    'a topic that is deleted and made again is not copied twice: no answer’s own proposal is followed (trap 7)',
    async () => {
      await madeAgain;
      await pair.target.untilCount(topicOf('again'), 25);
      const bodies = (await stored('target', 'again')).map(({ body }) => body.toString());
      expect(new Set(bodies).size).toBe(25);
      expect(bodies).toHaveLength(25);
    },
  );

  it.skipIf(versions.acl)(
    'the target keeps every copy when it is killed: nothing was written that a recovering broker cuts off (trap 1)',
    async () => {
      const { target } = pair;
      const topics = [...kinds, 'odd', 'many', 'ipv6', 'limit'].map(topicOf);
      const before = await Promise.all(topics.map((topic) => target.count(topic)));
      await target.cluster.killBroker(0);
      await target.cluster.restartBroker(0);
      await waitFor(async () => (await target.count(topicOf('normal'))) > 0, {
        timeoutMs: 60_000,
        what: 'the target to be back',
      });
      expect(await Promise.all(topics.map((topic) => target.count(topic)))).toEqual(before);
    },
  );
});
