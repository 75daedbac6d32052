import { startRocketmq, waitFor, type RocketmqCluster } from '@slipstream/stack';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import type { Credentials } from '../acl/sign.js';
import { RESPONSE_CODE } from '../codes/response-code.js';
import { isAuthenticationError, isPermissionError, ResponseError } from '../errors.js';
import { decodeMessages } from '../message/message-decoder.js';
import { RocketmqClient } from './rocketmq-client.js';

const ADMIN = { accessKey: 'slipstream-admin', secretKey: 'admin-secret-1', admin: true } as const;
const DENIED = { accessKey: 'slipstream-denied', secretKey: 'denied-secret-1', denied: true } as const;

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
    const answer = await waitFor(
      async () => {
        const said = await channel.sendBatch(batch);
        return said.responseCode !== RESPONSE_CODE.SYSTEM_BUSY && said;
      },
      { timeoutMs: 10_000, what: 'a broker that is not busy' },
    );
    expect(answer).toMatchObject({ responseCode: 0, queueOffset: 0 });
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
});
