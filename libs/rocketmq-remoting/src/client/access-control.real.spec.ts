import { startRocketmq, type RocketmqCluster } from '@slipstream/stack';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import type { Credentials } from '../acl/sign.js';
import { isAuthenticationError, isPermissionError, ResponseError } from '../errors.js';
import { decodeMessages } from '../message/message-decoder.js';
import { RocketmqClient } from './rocketmq-client.js';
import { sendUntilServed } from './send-until-served.js';

const ADMIN = { accessKey: 'slipstream-admin', secretKey: 'admin-secret-1', admin: true } as const;
const DENIED = { accessKey: 'slipstream-denied', secretKey: 'denied-secret-1', denied: true } as const;

const ONLY_PUBLISH = {
  whiteRemoteAddress: '',
  admin: false,
  defaultTopicPerm: 'PUB',
  defaultGroupPerm: 'DENY',
  topicPerms: [],
  groupPerms: [],
};

describe.each(['4.9.7', '5.5.0'] as const)('access control of RocketMQ %s', (version) => {
  let cluster: RocketmqCluster;
  let brokerName: string;
  const clients: RocketmqClient[] = [];

  beforeAll(async () => {
    cluster = await startRocketmq({ version, name: 'guarded', acl: [ADMIN, DENIED] });
    brokerName = cluster.brokers[0]?.name ?? '';
  });
  afterAll(async () => {
    for (const client of clients) await client.close();
    await cluster?.stop();
  });

  const as = (credentials?: Credentials): RocketmqClient => {
    const client = new RocketmqClient({
      nameServers: [cluster.nameServer],
      requestTimeoutMs: 15_000,
      ...(credentials === undefined ? {} : { credentials }),
    });
    clients.push(client);
    return client;
  };
  const failureOf = (promise: Promise<unknown>): Promise<unknown> =>
    promise.then(
      () => undefined,
      (error: unknown) => error,
    );

  it('lets the right secret do everything', async () => {
    const client = as(ADMIN);
    await client.createTopic(brokerName, {
      topicName: 'guarded-topic',
      readQueueNums: 1,
      writeQueueNums: 1,
      perm: 6,
    });
    const channel = await client.openSendChannel(brokerName, { producerGroup: 'pg', clientId: 'c1' });
    const properties = Buffer.from('KEYS\u0001größe\u0002');
    const batch = {
      topic: 'guarded-topic',
      queueId: 0,
      sysFlag: 0,
      bornTimestamp: Date.now(),
      entries: [{ flag: 0, body: Buffer.from('größe'), properties }],
    };
    expect(await sendUntilServed(channel, batch)).toMatchObject({ responseCode: 0, queueOffset: 0 });
    expect(await client.producerConnections(brokerName, 'pg')).toHaveLength(1);
    const pulled = await client.pull(
      { topic: 'guarded-topic', brokerName, queueId: 0 },
      { offset: 0, waitMs: 5_000, filter: { type: 'TAG', expression: '*' } },
    );
    expect(decodeMessages(pulled.messages).map(({ body }) => body.toString())).toEqual(['größe']);
    await channel.close();
  });

  it.each([
    ['no credentials', undefined],
    ['a wrong secret', { ...ADMIN, secretKey: 'wrong' }],
    ['an unknown key', { accessKey: 'nobody', secretKey: 'x' }],
  ])('refuses %s as an authentication error', async (_, credentials) => {
    const client = as(credentials);
    const failures = await Promise.all([
      failureOf(client.brokerConfig(brokerName)),
      failureOf(client.topicConfigs(brokerName)),
      failureOf(client.openSendChannel(brokerName, { producerGroup: 'x', clientId: 'y' })),
    ]);
    for (const failure of failures) {
      expect(failure).toBeInstanceOf(ResponseError);
      expect([isAuthenticationError(failure), isPermissionError(failure)]).toEqual([true, false]);
    }
  });

  it('refuses an account without rights as a permission error', async () => {
    const client = as(DENIED);
    const queue = { topic: 'guarded-topic', brokerName, queueId: 0 };
    const failures = await Promise.all([
      failureOf(client.pull(queue, { offset: 0 })),
      failureOf(
        client.createTopic(brokerName, { topicName: 'x', readQueueNums: 1, writeQueueNums: 1, perm: 6 }),
      ),
    ]);
    for (const failure of failures) {
      expect(failure).toBeInstanceOf(ResponseError);
      expect([isAuthenticationError(failure), isPermissionError(failure)]).toEqual([false, true]);
    }
  });

  it('shuts an account out on its open connection too, whatever secret comes with it (R-01)', async () => {
    const client = as(ADMIN);
    const isPlain = version === '4.9.7';
    const own = { accessKey: `slipstream-own-${Date.now()}`, secretKey: 'own-secret-1' };
    if (isPlain) await client.accounts.putPlain(brokerName, { ...ONLY_PUBLISH, ...own });
    else {
      await client.accounts.createUser(brokerName, { username: own.accessKey, password: own.secretKey });
      await client.accounts.allowPublish(brokerName, own.accessKey);
    }
    const channel = await client.openSendChannel(brokerName, {
      producerGroup: own.accessKey,
      clientId: 'own@1',
      credentials: own,
    });
    const entries = [{ flag: 0, body: Buffer.from('own'), properties: Buffer.alloc(0) }];
    const batch = { topic: brokerName, queueId: 0, sysFlag: 0, bornTimestamp: Date.now(), entries };
    const send = (credentials?: Credentials): Promise<string> =>
      sendUntilServed(channel, batch, credentials === undefined ? {} : { credentials }).then(
        ({ responseCode, remark }) => `${responseCode} ${remark}`,
      );
    const knock = async (): Promise<string> => {
      const { responseCode, remark } = await client.accounts.knock(brokerName, own.accessKey, brokerName);
      return `${responseCode} ${remark}`;
    };

    expect(await send()).toMatch(/^0 /);
    // A known account with a wrong secret is refused by its signature; that it is served at all, its next send shows.
    const wrongSecret = /signature failed/i;
    expect(await send({ ...own, secretKey: 'wrong-secret' })).toMatch(wrongSecret);
    expect(await knock()).toMatch(wrongSecret);
    expect(await send()).toMatch(/^0 /);

    const remove = (): Promise<void> =>
      isPlain
        ? client.accounts.deletePlain(brokerName, own.accessKey)
        : client.accounts.disableUser(brokerName, own.accessKey);
    await remove();
    const shutOut = isPlain ? /^1 .*AclException.*No acl config for/s : /^16 User:.* is disabled/;
    expect(await send()).toMatch(shutOut);
    expect(await knock()).toMatch(shutOut);
    await remove();
    if (!isPlain) {
      await client.accounts.deleteUser(brokerName, own.accessKey);
      await client.accounts.disableUser(brokerName, own.accessKey);
      expect(await send()).toMatch(/^16 User:.* is not found/);
    }
    channel.reset();
  });

  it('tells which kind it has', async () => {
    expect(await as(ADMIN).accounts.kind(brokerName)).toBe(version === '4.9.7' ? 'PLAIN' : 'AUTH');
  });

  it.runIf(version === '4.9.7')(
    'keeps an account of plain ACL whole, and follows an overwrite (M-02)',
    async () => {
      const { accounts } = as(ADMIN);
      const app = { accessKey: 'whole-account', secretKey: 'whole-secret-1' };
      const account = {
        ...ONLY_PUBLISH,
        ...app,
        whiteRemoteAddress: '10.9.8.*',
        defaultTopicPerm: 'DENY',
        defaultGroupPerm: 'SUB',
        topicPerms: [`${brokerName}=SUB`, 'audit=PUB|SUB'],
        groupPerms: ['billing=DENY'],
      };
      const stored = async () => {
        const { accounts: all, globalWhiteRemoteAddresses } = await accounts.listPlain(brokerName);
        expect(globalWhiteRemoteAddresses).toEqual([]);
        return all.find(({ accessKey }) => accessKey === app.accessKey);
      };
      const reader = as(app);
      const read = () => failureOf(reader.pull({ topic: brokerName, brokerName, queueId: 0 }, { offset: 0 }));
      const versions = [(await accounts.plainVersion(brokerName)).counter];

      await accounts.putPlain(brokerName, account);
      expect(await stored()).toEqual(account);
      versions.push((await accounts.plainVersion(brokerName)).counter);
      expect(await read()).toBeUndefined();

      const bare = { ...account, whiteRemoteAddress: '', topicPerms: [], groupPerms: [] };
      await accounts.putPlain(brokerName, bare);
      expect(await stored()).toEqual(bare);
      versions.push((await accounts.plainVersion(brokerName)).counter);
      expect(isPermissionError(await read())).toBe(true);
      const [first = 0] = versions;
      expect(versions).toEqual([first, first + 1, first + 2]);

      const refusal = await failureOf(accounts.putPlain(brokerName, { ...account, accessKey: 'short' }));
      expect(refusal).toMatchObject({
        responseCode: 209,
        message: expect.stringContaining('***') as unknown,
      });
      expect(String(refusal)).not.toContain(app.secretKey);
      await accounts.deletePlain(brokerName, app.accessKey);
      expect(await stored()).toBeUndefined();
    },
  );

  it.runIf(version === '5.5.0')(
    'keeps users and their policies whole, and changes them in part (M-02)',
    async () => {
      const { accounts } = as(ADMIN);
      const username = 'whole-user';
      const subject = `User:${username}`;
      const user = { username, password: 'whole-secret-1', userType: 'Normal', userStatus: 'enable' };
      const rule = (resource: string, decision: string, sourceIps: string[] = []) => ({
        resource,
        actions: ['Pub', 'Sub'],
        sourceIps,
        decision,
      });
      const custom = (...entries: ReturnType<typeof rule>[]) => ({ policyType: 'Custom', entries });
      const fallback = { policyType: 'Default', entries: [rule('*', 'Deny')] };
      const policies = async () =>
        (await accounts.listPolicies(brokerName)).subjects.find((one) => one.subject === subject)?.policies;

      expect(await accounts.getUser(brokerName, username)).toBeNull();
      const { fingerprint } = await accounts.listUsers(brokerName);
      expect((await accounts.listUsers(brokerName)).fingerprint).toBe(fingerprint);
      await accounts.createUser(brokerName, { username, password: 'another-secret' });
      await accounts.updateUser(brokerName, { username, password: user.password });
      expect(await accounts.getUser(brokerName, username)).toEqual(user);
      await accounts.updateUser(brokerName, { username, userType: 'Super' });
      const listed = await accounts.listUsers(brokerName);
      expect(listed.users).toContainEqual({ ...user, userType: 'Super' });
      expect(listed.fingerprint).not.toBe(fingerprint);

      const office = rule('Topic:orders', 'Allow', ['10.0.0.0/8']);
      await accounts.createPolicies(brokerName, {
        subject,
        policies: [custom(office, rule('Group:b*', 'Deny'))],
      });
      await accounts.createPolicies(brokerName, { subject, policies: [fallback] });
      const everywhere = rule('Topic:orders', 'Deny');
      await accounts.updatePolicies(brokerName, { subject, policies: [custom(everywhere)] });
      expect(await policies()).toEqual([custom(everywhere, rule('Group:b*', 'Deny')), fallback]);
      await accounts.deletePolicies(brokerName, { subject, resource: 'Group:b*' });
      await accounts.deletePolicies(brokerName, { subject, resource: '*', policyType: 'Default' });
      expect(await policies()).toEqual([custom(everywhere)]);
      await accounts.deletePolicies(brokerName, { subject });
      expect(await policies()).toBeUndefined();
      await accounts.deleteUser(brokerName, username);
      for (const absent of [subject, 'User:never-there'])
        await accounts.deletePolicies(brokerName, { subject: absent });
    },
  );

  it.skipIf(version === '4.9.7')('lets nobody make users who may not', async () => {
    const client = as(DENIED);
    const own = { username: 'slipstream-none', password: 'own-secret-1' };
    expect(isPermissionError(await failureOf(client.accounts.createUser(brokerName, own)))).toBe(true);
  });
});
