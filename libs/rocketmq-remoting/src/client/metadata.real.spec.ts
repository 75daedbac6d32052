import { startRocketmq, waitFor, type RocketmqCluster } from '@slipstream/stack';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { isNotSupported, NotSupportedError, ResponseError, RouteNotFoundError } from '../errors.js';
import { RocketmqClient } from './rocketmq-client.js';

/** A group as 5.5.0 tells it, every setting another than its default. */
const SETTINGS = {
  consumeEnable: false,
  consumeFromMinEnable: false,
  consumeBroadcastEnable: false,
  consumeMessageOrderly: true,
  retryQueueNums: 2,
  retryMaxTimes: 5,
  groupRetryPolicy: { type: 'CUSTOMIZED', customizedRetryPolicy: { next: [1_000, 5_000, 60_000] } },
  brokerId: 0,
  whichBrokerWhenConsumeSlowly: 2,
  notifyConsumerIdsChangedEnable: false,
  groupSysFlag: 1,
  consumeTimeoutMinute: 7,
};
const ONLY_5X = ['consumeMessageOrderly', 'groupRetryPolicy', 'groupSysFlag', 'consumeTimeoutMinute'];

describe.each(['4.4.0', '4.9.7', '5.5.0'] as const)('tables of RocketMQ %s', (version) => {
  const is5 = version.startsWith('5.');
  let cluster: RocketmqCluster;
  let client: RocketmqClient;
  let broker: string;

  beforeAll(async () => {
    cluster = await startRocketmq({ version, name: 'tables' });
    broker = cluster.brokers[0]?.name ?? '';
    client = new RocketmqClient({ nameServers: [cluster.nameServer], requestTimeoutMs: 15_000 });
  });
  afterAll(async () => {
    await client?.close();
    await cluster?.stop();
  });

  const topic = (topicName: string) => ({ topicName, readQueueNums: 2, writeQueueNums: 2, perm: 6 });
  const failureOf = (promise: Promise<unknown>): Promise<unknown> =>
    promise.then(
      () => undefined,
      (error: unknown) => error,
    );

  it('have the same fingerprint while nothing changes, and another one after each change', async () => {
    const look = async () => [
      (await client.topicConfigs(broker)).fingerprint,
      (await client.consumerGroups(broker)).fingerprint,
      (await client.consumerOffsets(broker)).fingerprint,
    ];
    for (let index = 0; index < 20; index += 1) {
      await client.createTopic(broker, topic(`same-${index}`));
      await client.putConsumerGroup(broker, { groupName: `same-${index}`, settings: {} });
      await client.updateConsumerOffset(
        { topic: `same-${index}`, brokerName: broker, queueId: 0 },
        `same-${index}`,
        0,
      );
    }
    const before = await look();
    for (let times = 0; times < 5; times += 1) expect(await look()).toEqual(before);

    await client.createTopic(broker, topic('another'));
    await client.putConsumerGroup(broker, { groupName: 'another', settings: {} });
    await client.updateConsumerOffset({ topic: 'another', brokerName: broker, queueId: 1 }, 'another', 1);
    (await look()).forEach((fingerprint, index) => expect(fingerprint).not.toBe(before[index]));
  });

  it('keep every setting of a group that the version has, and pass over the others (M-01)', async () => {
    const before = await client.consumerGroups(broker);
    await client.putConsumerGroup(broker, { groupName: 'billing', settings: SETTINGS });
    const after = await client.consumerGroups(broker);
    const group = after.groups.get('billing');
    const expected = Object.entries(SETTINGS).filter(([name]) => is5 || !ONLY_5X.includes(name));
    expect(group?.settings).toEqual({ ...Object.fromEntries(expected), ...(is5 ? { attributes: {} } : {}) });
    expect(after.dataVersion.counter).toBe(before.dataVersion.counter + 1);
    expect(after.dataVersion.timestamp).toBeGreaterThanOrEqual(before.dataVersion.timestamp);

    // What was read can be written as it is, and counts as a change.
    if (group !== undefined) await client.putConsumerGroup(broker, group);
    const again = await client.consumerGroups(broker);
    expect(again.groups.get('billing')).toEqual(group);
    expect(again.dataVersion.counter).toBe(after.dataVersion.counter + 1);
  });

  it.runIf(is5)('take attributes of groups, one by one', async () => {
    const put = (attributes: Record<string, string>, removedAttributes: string[] = []) =>
      client.putConsumerGroup(broker, { groupName: 'listed', settings: { attributes }, removedAttributes });
    const attributesOf = async () =>
      (await client.consumerGroups(broker)).groups.get('listed')?.settings['attributes'];
    await put({ 'lite.bind.topic': 'parent' });
    await put({ 'priority.factor': '50' });
    expect(await attributesOf()).toEqual({ 'lite.bind.topic': 'parent', 'priority.factor': '50' });
    await put({}, ['priority.factor']);
    expect(await attributesOf()).toEqual({ 'lite.bind.topic': 'parent' });
  });

  it('lose a group, and its offsets when they shall go and the version can', async () => {
    const groups = ['leaves-offsets', 'takes-offsets'];
    await client.createTopic(broker, topic('read'));
    for (const groupName of groups) {
      await client.putConsumerGroup(broker, { groupName, settings: {} });
      await client.updateConsumerOffset({ topic: 'read', brokerName: broker, queueId: 0 }, groupName, 0);
      await client.deleteConsumerGroup(broker, groupName, { cleanOffsets: groupName === 'takes-offsets' });
    }
    const { entries } = await client.consumerOffsets(broker);
    const left = groups.filter((group) => entries.some(({ consumerGroup }) => consumerGroup === group));
    expect(left).toEqual(version === '4.4.0' ? groups : ['leaves-offsets']);
    // 5.5.0 makes a group again, with default settings, whose offsets shall stay.
    const known = (await client.consumerGroups(broker)).groups;
    expect(groups.filter((name) => known.has(name))).toEqual(is5 ? ['leaves-offsets'] : []);
    await client.deleteConsumerGroup(broker, 'never-there', { cleanOffsets: true });
  });

  it.runIf(is5)('lose an attribute of a topic, and refuse to lose one that is not there (M-01)', async () => {
    const attributes = { 'message.type': 'FIFO', 'reserve.time': '5' };
    const remove = { ...topic('typed'), removedAttributes: ['message.type'] };
    await client.createTopic(broker, { ...topic('typed'), attributes });
    await client.createTopic(broker, remove);
    const { topics } = await client.topicConfigs(broker);
    expect(topics.get('typed')?.attributes).toEqual({ 'reserve.time': '5' });
    await expect(client.createTopic(broker, remove)).rejects.toThrow(/nonexistent key: message.type/);
  });

  it('lose a topic on the brokers that were named', async () => {
    await client.createTopic(broker, topic('short-lived'));
    await waitFor(() => client.topicRoute('short-lived', { fresh: true }), {
      timeoutMs: 10_000,
      intervalMs: 20,
      what: 'a route',
    });
    await client.deleteTopic('short-lived', { brokers: [broker] });
    expect((await client.topicConfigs(broker)).topics.has('short-lived')).toBe(false);
    await expect(client.topicRoute('short-lived', { fresh: true })).rejects.toBeInstanceOf(
      RouteNotFoundError,
    );
  });

  it('show no member of a group that is not there', async () => {
    expect(await client.consumerConnections(broker, 'billing')).toEqual([]);
  });

  it('are told from those that a broker without access control does not have', async () => {
    const options = { timeoutMs: 1_000 };
    expect(await client.accounts.kind(broker)).toBe('NONE');
    const plain = await failureOf(client.accounts.listPlain(broker, options));
    expect(isNotSupported(plain)).toBe(true);
    expect(plain).toBeInstanceOf(is5 ? ResponseError : NotSupportedError);
    // 5.x knows users; it has none.
    const users = await failureOf(client.accounts.listUsers(broker, options));
    expect([users instanceof Error, isNotSupported(users)]).toEqual([true, !is5]);
  });
});
