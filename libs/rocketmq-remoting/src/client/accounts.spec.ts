import { afterEach, describe, expect, it } from 'vitest';

import { REQUEST_CODE } from '../codes/request-code.js';
import { isNotSupported, NotSupportedError, RequestTimeoutError, ResponseError } from '../errors.js';
import { FakeBroker, type FakeBrokerOptions } from '../testing/fake-broker.js';
import { RocketmqClient } from './rocketmq-client.js';

const APP = {
  accessKey: 'app-account',
  secretKey: 'app-secret-1',
  whiteRemoteAddress: '10.0.0.*',
  admin: false,
  defaultTopicPerm: 'DENY',
  defaultGroupPerm: 'SUB',
  topicPerms: ['orders=PUB|SUB', 'audit=SUB'],
  groupPerms: ['billing=DENY'],
};
const RULE = {
  resource: 'Topic:orders',
  actions: ['Pub', 'Sub'],
  sourceIps: ['10.0.0.0/8'],
  decision: 'Allow',
};
const DENY_ALL = { resource: 'Topic:*', actions: ['All'], sourceIps: [], decision: 'Deny' };

describe('accounts on a fake broker', () => {
  const running: FakeBroker[] = [];
  const clients: RocketmqClient[] = [];

  const start = async (
    options: FakeBrokerOptions,
  ): Promise<{ broker: FakeBroker; client: RocketmqClient }> => {
    const broker = await FakeBroker.start({ ...options, brokerName: 'b' });
    const client = new RocketmqClient({ nameServers: [broker.address], requestTimeoutMs: 400 });
    running.push(broker);
    clients.push(client);
    return { broker, client };
  };
  const failureOf = (promise: Promise<unknown>): Promise<unknown> =>
    promise.then(
      () => undefined,
      (error: unknown) => error,
    );

  afterEach(async () => {
    for (const client of clients.splice(0)) await client.close();
    for (const broker of running.splice(0)) await broker.stop();
  });

  it.each([
    [{ version: '4.9.7' }, 'NONE'],
    [{ version: '4.9.7', accessControl: 'PLAIN' }, 'PLAIN'],
    [{ version: '5.5.0', accessControl: 'AUTH' }, 'AUTH'],
  ] as const)('tells of %j that it is %s', async (options, kind) => {
    const { client } = await start(options);
    expect(await client.accounts.kind('b')).toBe(kind);
  });

  describe('of plain ACL', () => {
    const plain = { version: '4.9.7', accessControl: 'PLAIN' } as const;

    it('are written and read whole (M-02)', async () => {
      const { client } = await start(plain);
      await client.accounts.putPlain('b', APP);
      const { accounts, globalWhiteRemoteAddresses } = await client.accounts.listPlain('b');
      expect(accounts).toEqual([APP]);
      expect(globalWhiteRemoteAddresses).toEqual([]);
    });

    it('lose what an overwrite leaves out', async () => {
      const { broker, client } = await start(plain);
      await client.accounts.putPlain('b', APP);
      const bare = { ...APP, whiteRemoteAddress: '', topicPerms: [], groupPerms: [] };
      await client.accounts.putPlain('b', bare);
      expect((await client.accounts.listPlain('b')).accounts).toEqual([bare]);
      // Real brokers keep the old list when the field is absent, and refuse an empty one.
      const [, overwrite] = broker.requestsOf(REQUEST_CODE.UPDATE_AND_CREATE_ACL_CONFIG);
      expect(overwrite?.extFields).toMatchObject({ topicPerms: ',', groupPerms: ',' });
    });

    it('show by version and fingerprint that they changed', async () => {
      const { client } = await start(plain);
      const look = async () => ({
        version: await client.accounts.plainVersion('b'),
        fingerprint: (await client.accounts.listPlain('b')).fingerprint,
      });
      const before = await look();
      expect(await look()).toEqual(before);
      await client.accounts.putPlain('b', APP);
      const after = await look();
      expect(after.version.counter).toBe(before.version.counter + 1);
      expect(after.fingerprint).not.toBe(before.fingerprint);
    });

    it('keep their secret out of the error, though the broker repeats it', async () => {
      const { client } = await start(plain);
      const failure = await failureOf(client.accounts.putPlain('b', { ...APP, accessKey: 'short' }));
      expect(failure).toMatchObject({
        responseCode: 209,
        message: expect.stringContaining('short') as unknown,
      });
      expect(JSON.stringify(failure) + String(failure)).not.toContain(APP.secretKey);
      expect(failure).toMatchObject({ remark: expect.stringContaining('secretKey=***') as unknown });
    });
  });

  describe('of 5.x', () => {
    const auth = { version: '5.5.0', accessControl: 'AUTH' } as const;
    const user = { username: 'app', password: 'app-secret-1', userType: 'Normal', userStatus: 'enable' };

    it('are created, changed in part and deleted (M-02)', async () => {
      const { accounts } = (await start(auth)).client;
      expect((await accounts.listUsers('b')).users).toEqual([]);
      expect(await accounts.getUser('b', 'app')).toBeNull();
      await accounts.createUser('b', { username: 'app', password: 'app-secret-1' });
      expect(await accounts.getUser('b', 'app')).toEqual(user);
      await accounts.updateUser('b', { username: 'app', userType: 'Super' });
      await accounts.disableUser('b', 'app');
      const { users } = await accounts.listUsers('b');
      expect(users).toEqual([{ ...user, userType: 'Super', userStatus: 'disable' }]);
      await accounts.deleteUser('b', 'app');
      expect((await accounts.listUsers('b')).users).toEqual([]);
      await expect(accounts.updateUser('b', { username: 'app' })).rejects.toThrow(/not exist/);
      await accounts.disableUser('b', 'app');
    });

    it('have policies, whose entries are replaced and deleted one by one (M-02)', async () => {
      const { accounts } = (await start(auth)).client;
      const subject = 'User:app';
      const policiesOf = async () => (await accounts.listPolicies('b')).subjects;
      await accounts.createUser('b', user);
      await accounts.createPolicies('b', { subject, policies: [{ policyType: 'Custom', entries: [RULE] }] });
      await accounts.createPolicies('b', {
        subject,
        policies: [{ policyType: 'Default', entries: [DENY_ALL] }],
      });
      const sub = { ...RULE, actions: ['Sub'] };
      await accounts.updatePolicies('b', { subject, policies: [{ policyType: 'Custom', entries: [sub] }] });
      expect(await policiesOf()).toEqual([
        {
          subject,
          policies: [
            { policyType: 'Custom', entries: [sub] },
            { policyType: 'Default', entries: [DENY_ALL] },
          ],
        },
      ]);
      await accounts.deletePolicies('b', { subject, resource: RULE.resource });
      expect(await policiesOf()).toEqual([
        { subject, policies: [{ policyType: 'Default', entries: [DENY_ALL] }] },
      ]);
      await accounts.deletePolicies('b', { subject });
      expect(await policiesOf()).toEqual([]);
      for (const absent of [subject, 'User:nobody']) await accounts.deletePolicies('b', { subject: absent });
    });
  });

  describe('that a broker does not have', () => {
    it('are told from a broker that says so', async () => {
      const { client } = await start({ version: '5.5.0' });
      const failure = await failureOf(client.accounts.listPlain('b'));
      expect(failure).toBeInstanceOf(ResponseError);
      expect(isNotSupported(failure)).toBe(true);
    });

    it('are told from a broker that passes the question over in silence, and answers another', async () => {
      const { client } = await start({ version: '4.9.7' });
      for (const ask of ['listPlain', 'plainVersion'] as const) {
        const failure = await failureOf(client.accounts[ask]('b'));
        expect(failure).toBeInstanceOf(NotSupportedError);
        expect(isNotSupported(failure)).toBe(true);
      }
    });

    it('are not told from a broker that answers nothing at all', async () => {
      const { broker, client } = await start({ version: '4.9.7' });
      await client.brokerConfig('b');
      broker.fault('ANY', { kind: 'HANG' }, 100);
      const failure = await failureOf(client.accounts.listPlain('b'));
      expect(failure).toBeInstanceOf(RequestTimeoutError);
      expect(isNotSupported(failure)).toBe(false);
    });
  });
});
