import { FakeBroker } from '@slipstream/rocketmq-remoting/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addCluster, addTask, taskBody } from '../testing/requests.js';
import { planStreams } from '../testing/task-states.js';
import { startTestApi, type TestApi } from '../testing/test-api.js';
import type { ResetOffsetView } from '../tasks/reset/reset.views.js';
import type { ClusterTestView } from './cluster.views.js';
import { RocketmqClusterClients } from './rocketmq-cluster-clients.js';

const SECRET = 'canary-secret-of-rocket';
const entries = [{ flag: 0, body: Buffer.from('x'), properties: Buffer.alloc(0) }];
const STORED_AT = [1000, 2000, 3000, 4000, 5000];

let api: TestApi;
let broker: FakeBroker;
beforeAll(async () => {
  broker = await FakeBroker.start({
    brokerName: 'broker-a',
    version: '4.9.7',
    accounts: new Map([['rocket', SECRET]]),
  });
  broker.store.putTopic({ topicName: 'orders', readQueueNums: 2, writeQueueNums: 2 });
  for (const storeTimestamp of STORED_AT)
    broker.store.append({ topic: 'orders', queueId: 1, entries, storeTimestamp });
  api = await startTestApi({ clients: new RocketmqClusterClients() });
});
afterAll(async () => {
  await api.close();
  await broker.stop();
});

const acl = (more: object = {}) => ({
  nameServers: broker.address,
  aclEnabled: true,
  accessKey: 'rocket',
  secretKey: SECRET,
  ...more,
});
const test = async (body: object): Promise<ClusterTestView> => {
  const answer = await api.request('POST', '/api/v1/clusters/test', { token: api.tokens.ADMIN, body });
  return answer.json as ClusterTestView;
};

describe('over the wire', () => {
  it('a connection test passes with the right credentials', async () => {
    const { checks } = await test(acl());
    expect(checks.filter((line) => line.result === 'FAIL')).toEqual([]);
    expect(checks.find((line) => line.check === 'TOPICS')?.said).toMatch(/^1 topics with 2 queues/);
  });

  it.each([
    [{ secretKey: 'wrong-canary' }, 'Check signature failed'],
    [{ accessKey: 'nobody' }, 'No acl config for nobody'],
    [{ aclEnabled: false }, 'No accessKey is configured'],
  ])('one with %j tells what the broker says', async (more, said) => {
    const { result, checks } = await test(acl(more));
    expect(result).toBe('FAIL');
    expect(checks.find((line) => line.check === 'ACL')?.said).toContain(said);
  });

  it('one with a closed port fails within seconds', async () => {
    const dead = await FakeBroker.start();
    const { address } = dead;
    await dead.stop();
    expect(await test({ nameServers: address, aclEnabled: false })).toMatchObject({ result: 'FAIL' });
  });

  it('the topics of a saved cluster are listed', async () => {
    const id = await addCluster(api, 'wire-topics', acl());
    const answer = await api.request('GET', `/api/v1/clusters/${id}/topics`, { token: api.tokens.VIEWER });
    expect(answer.json).toEqual({
      items: [
        {
          topic: 'orders',
          readQueues: 2,
          writeQueues: 2,
          permission: 'READ_WRITE',
          messageType: null,
          brokers: ['broker-a'],
        },
      ],
      total: 1,
      systemTopics: 3,
    });
  });

  it.each([
    [0, '0'],
    [2000, '1'],
    [2001, '2'],
    [9000, '5'],
  ])('a reset to %i ms goes to offset %s (T-06)', async (timestamp, to) => {
    const source = await addCluster(api, `wire-s-${timestamp}`, acl());
    const target = await addCluster(api, `wire-t-${timestamp}`);
    const id = await addTask(api, taskBody(`wire-${timestamp}`, source, target));
    await planStreams(api, id);
    await api.request('POST', `/api/v1/tasks/${id}/stop`, { token: api.tokens.OPERATOR });
    const answer = await api.request('POST', `/api/v1/tasks/${id}/reset-offset`, {
      token: api.tokens.OPERATOR,
      body: { timestamp },
    });
    expect((answer.json as ResetOffsetView).streams.map((stream) => stream.to)).toEqual(['0', to]);
  });

  it('no secret is in an answer or in the log', () => {
    expect(`${api.logged()}${api.answered()}`).not.toContain('canary');
  });
});
