import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { REQUEST_CODE } from '../codes/request-code.js';
import { FakeBroker } from '../testing/fake-broker.js';
import { FakeCluster } from '../testing/fake-cluster.js';
import { RocketmqClient } from './rocketmq-client.js';

const TOPIC = { topicName: 'orders', readQueueNums: 4, writeQueueNums: 4, perm: 6 };
const SETTINGS = {
  consumeEnable: true,
  retryMaxTimes: 3,
  groupRetryPolicy: { type: 'CUSTOMIZED', customizedRetryPolicy: { next: [1000, 5000] } },
  attributes: {},
};

describe('topics, consumer groups and offsets of a broker', () => {
  const running: FakeBroker[] = [];
  let cluster: FakeCluster;
  let a: FakeBroker;
  let b: FakeBroker;
  let client: RocketmqClient;

  beforeEach(async () => {
    cluster = new FakeCluster();
    a = await FakeBroker.start({ cluster, brokerName: 'a' });
    b = await FakeBroker.start({ cluster, brokerName: 'b' });
    running.push(a, b);
    client = new RocketmqClient({ nameServers: [a.address] });
  });
  afterEach(async () => {
    await client.close();
    for (const broker of running.splice(0)) await broker.stop();
  });

  it('keeps attributes that a change does not name, sets those that it names and takes away those that it shall (M-01)', async () => {
    const attributesOf = async () => (await client.topicConfigs('a')).topics.get('orders')?.attributes;
    await client.createTopic('a', { ...TOPIC, attributes: { 'message.type': 'FIFO', 'reserve.time': '5' } });
    await client.createTopic('a', { ...TOPIC, perm: 4 });
    expect(await attributesOf()).toEqual({ 'message.type': 'FIFO', 'reserve.time': '5' });
    await client.createTopic('a', {
      ...TOPIC,
      attributes: { 'message.type': 'NORMAL' },
      removedAttributes: ['reserve.time'],
    });
    expect(await attributesOf()).toEqual({ 'message.type': 'NORMAL' });
    await expect(client.createTopic('a', { ...TOPIC, removedAttributes: ['x'] })).rejects.toThrow(
      /nonexistent key: x/,
    );
  });

  it('deletes a topic on the given brokers only, and leaves the Name Servers alone while another one has it', async () => {
    for (const broker of [a, b]) broker.store.putTopic(TOPIC);
    await client.deleteTopic('orders', { brokers: ['a'] });
    expect([a, b].map(({ store }) => store.topic('orders') !== undefined)).toEqual([false, true]);
    expect(a.requestsOf(REQUEST_CODE.DELETE_TOPIC_IN_NAME_SERVER)).toHaveLength(0);
    await client.deleteTopic('orders', { brokers: ['b'] });
    expect(b.store.topic('orders')).toBeUndefined();
    expect(a.requestsOf(REQUEST_CODE.DELETE_TOPIC_IN_NAME_SERVER)).toHaveLength(1);
  });

  it('writes and reads every setting of a group, those too that it does not know (M-01)', async () => {
    await client.putConsumerGroup('a', { groupName: 'billing', settings: SETTINGS });
    const { groups } = await client.consumerGroups('a');
    expect(groups.get('billing')).toEqual({ groupName: 'billing', settings: SETTINGS });
    expect((await client.consumerGroups('b')).groups.size).toBe(0);
  });

  it("changes a group's attributes by name, as it does a topic's", async () => {
    const put = (attributes: Record<string, string>, removedAttributes: string[] = []) =>
      client.putConsumerGroup('a', {
        groupName: 'billing',
        settings: { ...SETTINGS, attributes },
        removedAttributes,
      });
    const attributesOf = async () =>
      (await client.consumerGroups('a')).groups.get('billing')?.settings['attributes'];
    await put({ priority: '1', lite: 'x' });
    await put({ priority: '2' }, ['lite']);
    expect(await attributesOf()).toEqual({ priority: '2' });
  });

  it('deletes a group, with its offsets when it shall', async () => {
    const queue = { topic: 'orders', brokerName: 'a', queueId: 0 };
    const offsets = async () => (await client.consumerOffsets('a')).entries.length;
    for (const cleanOffsets of [false, true]) {
      await client.putConsumerGroup('a', { groupName: 'billing', settings: SETTINGS });
      await client.updateConsumerOffset(queue, 'billing', 5);
      await client.deleteConsumerGroup('a', 'billing', { cleanOffsets });
      expect((await client.consumerGroups('a')).groups.has('billing')).toBe(false);
      expect(await offsets()).toBe(cleanOffsets ? 0 : 1);
    }
    await client.deleteConsumerGroup('a', 'never-there', { cleanOffsets: true });
  });

  it('shows by version and fingerprint whether a table changed', async () => {
    const look = async () => {
      const [topics, groups, offsets] = await Promise.all([
        client.topicConfigs('a'),
        client.consumerGroups('a'),
        client.consumerOffsets('a'),
      ]);
      return {
        fingerprints: [topics.fingerprint, groups.fingerprint, offsets.fingerprint],
        counters: [topics.dataVersion.counter, groups.dataVersion.counter],
      };
    };
    const before = await look();
    expect(await look()).toEqual(before);
    await client.createTopic('a', TOPIC);
    await client.putConsumerGroup('a', { groupName: 'billing', settings: SETTINGS });
    await client.updateConsumerOffset({ topic: 'orders', brokerName: 'a', queueId: 0 }, 'billing', 5);
    const after = await look();
    after.fingerprints.forEach((fingerprint, index) =>
      expect(fingerprint).not.toBe(before.fingerprints[index]),
    );
    expect(after.counters).toEqual(before.counters.map((counter) => counter + 1));
  });
});
