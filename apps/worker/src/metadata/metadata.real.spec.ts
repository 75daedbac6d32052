import { MetadataRepository, SyncStatusRepository } from '@slipstream/database';
import { canonical } from '@slipstream/replication';
import { RocketmqClient, sendUntilServed, type Credentials } from '@slipstream/rocketmq-remoting';
import { decodeMessages, encodeProperties } from '@slipstream/rocketmq-remoting/message';
import { NO_METADATA_SYNC, type MetadataItemView } from '@slipstream/shared';
import { startRocketmq, waitFor, type RocketmqCluster } from '@slipstream/stack';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { WorkerWorld } from '../testing/worker-world.js';

const ADMIN = { accessKey: 'slipstream-admin', secretKey: 'admin-secret-1', admin: true } as const;
/** Changes reach the other side within this, ms (M-01). */
const WITHIN_MS = 10_000;
const STORM = 200;

describe('M-01: metadata both ways between a real 4.9.7 and a real 5.5.0 with access control', () => {
  let clusters: RocketmqCluster[] = [];
  let world: WorkerWorld;
  let metadata: MetadataRepository;
  let taskId: string;
  /** The two sides: 0 is 4.9.7, 1 is 5.5.0. */
  let clients: RocketmqClient[] = [];
  const times: Record<string, number> = {};

  const client = (side: number): RocketmqClient => given(clients[side]);
  const broker = (side: number): string => given(clusters[side]?.brokers[0]).name;

  beforeAll(async () => {
    clusters = await Promise.all([
      startRocketmq({ version: '4.9.7', name: 'OldMeta', acl: [ADMIN] }),
      startRocketmq({ version: '5.5.0', name: 'NewMeta', acl: [ADMIN] }),
    ]);
    clients = clusters.map(
      ({ nameServer }) => new RocketmqClient({ nameServers: [nameServer], credentials: ADMIN }),
    );
    world = await WorkerWorld.create(inject('databaseAdminUrl'));
    metadata = new MetadataRepository(world.dataSource);
    const account = { accessKey: ADMIN.accessKey, secretKey: ADMIN.secretKey };
    const [sourceClusterId = '', targetClusterId = ''] = await Promise.all(
      clusters.map(({ nameServer }) => world.cluster({ nameServers: nameServer, ...account })),
    );
    await world.worker();
    taskId = await world.task({
      sourceClusterId,
      targetClusterId,
      direction: 'TWO_WAY',
      topics: { include: ['app-*', 'storm-*'] },
      groups: { exclude: ['private-*'] },
      metadata: { ...NO_METADATA_SYNC, topics: true, groups: true, accounts: true, propagateDeletes: true },
    });
    await until('the first look', async () => (await look()) !== null, 60_000);
  });

  afterAll(async () => {
    await world?.destroy();
    await Promise.all(clients.map((one) => one.close()));
    await Promise.all(clusters.map((cluster) => cluster.stop()));
    if (process.env['TEST_LOG_LEVEL'] !== undefined)
      process.stderr.write(`${JSON.stringify(times, null, 1)}\n`);
  });

  const look = async (): Promise<Date | null> => {
    const parts = await new SyncStatusRepository(world.dataSource).list(taskId);
    return parts.find(({ part }) => part === 'METADATA')?.lookedAt ?? null;
  };
  const item = async (
    name: string,
    kind: MetadataItemView['kind'],
  ): Promise<MetadataItemView | undefined> => {
    const { items } = await metadata.list(taskId, { kind, search: name, limit: 10 });
    return items.find(({ sourceName }) => sourceName === name);
  };

  const putTopic = (side: number, topicName: string, queues: number, perm = 6): Promise<void> =>
    client(side).createTopic(broker(side), {
      topicName,
      readQueueNums: queues,
      writeQueueNums: queues,
      perm,
    });
  const topic = async (side: number, name: string) =>
    (await client(side).topicConfigs(broker(side))).topics.get(name);
  const group = async (side: number, name: string) =>
    (await client(side).consumerGroups(broker(side))).groups.get(name);
  const putGroup = async (side: number, groupName: string, settings: object): Promise<void> => {
    const { groups } = await client(side).consumerGroups(broker(side));
    const before = groups.get(groupName) ?? groups.get('TOOLS_CONSUMER');
    await client(side).putConsumerGroup(broker(side), {
      groupName,
      settings: { ...before?.settings, ...settings },
    });
  };

  /** Does something on one side and waits until the other shows it. */
  async function reaches(
    what: string,
    act: () => Promise<unknown>,
    isThere: () => Promise<boolean>,
  ): Promise<void> {
    await act();
    const began = performance.now();
    await until(what, isThere, 2 * WITHIN_MS);
    times[what] = Math.round(performance.now() - began);
    if ((times[what] ?? 0) > WITHIN_MS) throw new Error(`${what} took ${times[what]} ms`);
  }

  const SENSES = [
    { label: '4.9.7 to 5.5.0', from: 0, to: 1, created: 'TARGET' },
    { label: '5.5.0 to 4.9.7', from: 1, to: 0, created: 'SOURCE' },
  ] as const;
  const plain = {
    accessKey: 'application',
    secretKey: 'application-secret',
    whiteRemoteAddress: '',
    admin: false,
    defaultTopicPerm: 'DENY',
    defaultGroupPerm: 'DENY',
    topicPerms: ['app-orders=PUB|SUB'],
    groupPerms: ['orders-service=SUB'],
  };
  const user = { username: 'newcomer', password: 'newcomer-secret' };
  const rule = (resource: string, actions: string[]) => ({
    resource,
    actions,
    sourceIps: [],
    decision: 'Allow',
  });
  const putRules = (entries: ReturnType<typeof rule>[]) =>
    client(1).accounts.updatePolicies(broker(1), {
      subject: 'User:newcomer',
      policies: [{ policyType: 'Custom', entries }],
    });
  const plainOf = async (name: string) =>
    (await client(0).accounts.listPlain(broker(0))).accounts.find(({ accessKey }) => accessKey === name);
  const userOf = (name: string) => client(1).accounts.getUser(broker(1), name);

  it('what is added on one side is on the other within 10 s', async () => {
    await Promise.all([putTopic(0, 'app-orders', 1), putTopic(1, 'app-stock', 1)]);
    await Promise.all([putGroup(0, 'orders-service', {}), putGroup(1, 'stock-service', {})]);
    await Promise.all([
      ...SENSES.map(({ label, from, to }) =>
        reaches(
          `${label}: topic and group added`,
          () =>
            Promise.all([
              putTopic(from, `app-${from}`, 3),
              putGroup(from, `app-${from}`, { retryMaxTimes: 5 }),
            ]),
          async () =>
            (await topic(to, `app-${from}`))?.readQueueNums === 3 &&
            (await group(to, `app-${from}`))?.settings['retryMaxTimes'] === 5,
        ),
      ),
      reaches(
        '4.9.7 to 5.5.0: account added',
        () => client(0).accounts.putPlain(broker(0), plain),
        async () => (await userOf(plain.accessKey)) !== null,
      ),
      reaches(
        '5.5.0 to 4.9.7: user added',
        async () => {
          await client(1).accounts.createUser(broker(1), user);
          await putRules([
            rule('Topic:app-stock', ['Pub', 'Sub', 'Get']),
            rule('Group:stock-service', ['Sub', 'Get']),
          ]);
        },
        async () => (await plainOf(user.username))?.topicPerms.includes('app-stock=PUB|SUB') === true,
      ),
    ]);
    await until('all is in step', async () => {
      const { counts } = await metadata.list(taskId, { limit: 1 });
      return Object.values(counts).every(({ MISSING, DIFFERS }) => MISSING + DIFFERS === 0);
    });
    for (const { from, created } of SENSES)
      expect(await item(`app-${from}`, 'TOPIC')).toMatchObject({ state: 'SAME', createdAt: created });
  });

  it("an application's own keys produce and consume on the other side, and do no more than before", async () => {
    const keys = { accessKey: plain.accessKey, secretKey: plain.secretKey };
    const userKeys = { accessKey: user.username, secretKey: user.password };
    const [old, fresh] = [given(clusters[0]), given(clusters[1])];
    expect(await consumesOwn(fresh, keys, 'app-orders', 'orders-service')).toBe('hello');
    expect(await consumesOwn(old, userKeys, 'app-stock', 'stock-service')).toBe('hello');
    await expect(consumesOwn(fresh, keys, 'app-orders', 'another-service')).rejects.toThrow(/no permission/i);
    await expect(consumesOwn(fresh, keys, 'app-stock', 'orders-service')).rejects.toThrow(/no permission/i);
    await expect(consumesOwn(old, userKeys, 'app-orders', 'stock-service')).rejects.toThrow(
      /No default permission/,
    );
  });

  it('what is changed on one side is on the other within 10 s; what has no words there is told', async () => {
    await Promise.all([
      ...SENSES.map(({ label, from, to }) =>
        reaches(
          `${label}: topic and group changed`,
          () =>
            Promise.all([
              putTopic(from, `app-${from}`, 6, 7),
              putGroup(from, `app-${from}`, { consumeBroadcastEnable: false }),
            ]),
          async () => {
            const there = await topic(to, `app-${from}`);
            const groupThere = await group(to, `app-${from}`);
            return (
              there?.writeQueueNums === 6 &&
              there.perm === 7 &&
              groupThere?.settings['consumeBroadcastEnable'] === false
            );
          },
        ),
      ),
      reaches(
        '4.9.7 to 5.5.0: account changed',
        () =>
          client(0).accounts.putPlain(broker(0), { ...plain, secretKey: 'another-secret', topicPerms: [] }),
        async () => (await userOf(plain.accessKey))?.password === 'another-secret',
      ),
      reaches(
        '5.5.0 to 4.9.7: user told',
        () => putRules([rule('Topic:app-s*', ['Pub'])]),
        async () => (await item(user.username, 'ACCOUNT'))?.why === 'NOT_SUPPORTED',
      ),
    ]);
    expect((await item(user.username, 'ACCOUNT'))?.said).toContain('by hand');
    const keys = { accessKey: plain.accessKey, secretKey: 'another-secret' };
    await until(
      'it is in step again',
      async () => (await item(plain.accessKey, 'ACCOUNT'))?.state === 'SAME',
    );
    await expect(consumesOwn(given(clusters[1]), keys, 'app-orders', 'orders-service')).rejects.toThrow(
      /no permission/i,
    );
  });

  it('what is deleted on one side is deleted on the other within 10 s, as it was created there by the task (M-02)', async () => {
    await client(1).accounts.deletePolicies(broker(1), {
      subject: 'User:newcomer',
      resource: 'Topic:app-s*',
    });
    await until('it is in step again', async () => (await item(user.username, 'ACCOUNT'))?.state === 'SAME');
    await Promise.all([
      ...SENSES.map(({ label, from, to }) =>
        reaches(
          `${label}: topic and group deleted`,
          () =>
            Promise.all([
              client(from).deleteTopic(`app-${from}`),
              client(from).deleteConsumerGroup(broker(from), `app-${from}`, { cleanOffsets: true }),
            ]),
          async () =>
            (await topic(to, `app-${from}`)) === undefined && (await group(to, `app-${from}`)) === undefined,
        ),
      ),
      reaches(
        '4.9.7 to 5.5.0: account deleted',
        () => client(0).accounts.deletePlain(broker(0), plain.accessKey),
        async () => (await userOf(plain.accessKey)) === null,
      ),
      reaches(
        '5.5.0 to 4.9.7: user deleted',
        () => client(1).accounts.deleteUser(broker(1), user.username),
        async () => (await plainOf(user.username)) === undefined,
      ),
    ]);
    // Topics and accounts may fall into two rounds.
    const left = () => Promise.all([item('app-0', 'TOPIC'), item(user.username, 'ACCOUNT')]);
    await until('nothing is left', async () => (await left()).every((one) => one === undefined));
    expect(await left()).toEqual([undefined, undefined]);
  });

  it("never stores a secret, and leaves Slipstream's own account and RocketMQ's own topics alone", async () => {
    expect(await item(ADMIN.accessKey, 'ACCOUNT')).toMatchObject({ state: 'SKIPPED', why: 'OWN_ACCOUNT' });
    expect(await item('TBW102', 'TOPIC')).toMatchObject({ state: 'SKIPPED', why: 'SYSTEM' });
    const stored: unknown = await world.dataSource.query(
      `SELECT (SELECT jsonb_agg(to_jsonb(m)) FROM metadata_item m)::text
         || (SELECT jsonb_agg(to_jsonb(e)) FROM event e)::text AS all`,
    );
    expect(JSON.stringify(stored)).not.toMatch(
      /newcomer-secret|another-secret|application-secret|admin-secret/,
    );
  });

  it('a storm of changes on both sides comes to rest with both the same', async () => {
    const names = Array.from({ length: STORM / 4 }, (_, index) => `storm-${index}`);
    const nextLook = async (): Promise<void> => {
      const before = await look();
      await until('another look', async () => (await look())?.getTime() !== before?.getTime());
    };
    const began = performance.now();
    for (const [index, name] of names.entries())
      await Promise.all([
        putTopic(index % 2, name, 1 + (index % 3)),
        putGroup((index + 1) % 2, name, { retryMaxTimes: index }),
      ]);
    for (const [index, name] of names.entries())
      await Promise.all([
        putTopic(index % 3 === 0 ? 1 : 0, name, 4 + (index % 2), 6 + (index % 2)),
        putGroup(index % 3 === 0 ? 0 : 1, name, { retryMaxTimes: 100 + index }),
      ]);
    // One of two looks has begun after the last change: what was counted before it says nothing about that.
    await nextLook();
    await nextLook();
    await until(
      'both sides are the same',
      async () => {
        const [topics, groups] = await Promise.all([
          Promise.all([0, 1].map(async (side) => (await client(side).topicConfigs(broker(side))).topics)),
          Promise.all([0, 1].map(async (side) => (await client(side).consumerGroups(broker(side))).groups)),
        ]);
        const { counts } = await metadata.list(taskId, { limit: 1 });
        const open = [counts.TOPIC, counts.GROUP].some(({ DIFFERS, MISSING }) => DIFFERS + MISSING > 0);
        return (
          !open &&
          names.every((name) => {
            const [a, b] = topics.map((all) => all.get(name));
            const [c, d] = groups.map((all) => all.get(name)?.settings['retryMaxTimes']);
            // Not their queues: those only grow (docs/guarantees.md).
            return a !== undefined && b !== undefined && c !== undefined && c === d && a.perm === b.perm;
          })
        );
      },
      60_000,
    );
    times[`a storm of ${STORM} changes`] = Math.round(performance.now() - began);
    const versions = async (): Promise<string> =>
      canonical(
        await Promise.all(
          [0, 1].map(async (side) => [
            (await client(side).topicConfigs(broker(side))).dataVersion,
            (await client(side).consumerGroups(broker(side))).dataVersion,
          ]),
        ),
      );
    const quiet = await versions();
    await nextLook();
    expect(await versions()).toBe(quiet);
  });
});

/** Sends a message with an application's own keys, reads it back in its own group, and commits: what its client would do. */
async function consumesOwn(
  cluster: RocketmqCluster,
  credentials: Credentials,
  topic: string,
  consumerGroup: string,
): Promise<string | undefined> {
  const brokerName = given(cluster.brokers[0]).name;
  const application = new RocketmqClient({ nameServers: [cluster.nameServer], credentials });
  try {
    const queue = { topic, brokerName, queueId: 0 };
    const { maxOffset } = await application.range(queue);
    const channel = await application.openSendChannel(brokerName, {
      producerGroup: 'APP',
      clientId: 'app@1',
    });
    const answer = await sendUntilServed(channel, {
      topic,
      queueId: 0,
      sysFlag: 0,
      bornTimestamp: Date.now(),
      entries: [{ flag: 0, body: Buffer.from('hello'), properties: encodeProperties([['UNIQ_KEY', 'a']]) }],
    });
    await channel.close();
    if (answer.responseCode !== 0) throw new Error(answer.remark);
    const { messages } = await application.pull(queue, {
      offset: maxOffset,
      maxMessages: 1,
      consumerGroup,
      waitMs: 3_000,
    });
    await application.updateConsumerOffset(queue, consumerGroup, maxOffset + 1);
    expect(await application.consumerOffset(queue, consumerGroup)).toBe(maxOffset + 1);
    return decodeMessages(messages)[0]?.body.toString();
  } finally {
    await application.close();
  }
}

function until<Value>(what: string, condition: () => Promise<Value>, timeoutMs = 20_000) {
  return waitFor(condition, { what, timeoutMs });
}

function given<Value>(value: Value | undefined): Value {
  if (value === undefined) throw new Error('not started');
  return value;
}
