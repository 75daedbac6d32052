import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FakeClusterClients, type FakeBroker } from '../../testing/fake-cluster-clients.js';
import { addCluster } from '../../testing/requests.js';
import { problemOf, startTestApi, type TestApi } from '../../testing/test-api.js';
import type { ClusterGroupListView } from '../groups/group.views.js';
import type { ClusterHealthListView, ClusterLookView } from './look.views.js';

const brokers: Record<string, FakeBroker> = {
  'broker-a': {
    version: 'V4_9_7',
    topics: { orders: 2, rmq_sys_x: 1 },
    groups: ['g2', 'G1', 'g3', 'CID_RMQ_SYS_x'],
    committed: { orders: { G1: { 0: 7, 1: 10 }, g2: { 0: 99 } } },
    range: { minOffset: 0, maxOffset: 10 },
    live: ['G1'],
  },
  'broker-b': {
    version: 'V5_3_2',
    topics: { orders: 2 },
    groups: ['G1'],
    committed: { orders: { G1: { 0: 8 } } },
    range: { minOffset: 0, maxOffset: 10 },
    live: ['G1'],
  },
};
const clients = new FakeClusterClients(brokers, ['dead:9876']);

let api: TestApi;
beforeAll(async () => {
  api = await startTestApi({ clients });
});
afterAll(() => api.close());
const get = async <T>(path: string): Promise<T> =>
  (await api.request('GET', `/api/v1/clusters${path}`, { token: api.tokens.VIEWER })).json as T;

describe('health of clusters (W-04)', () => {
  it('is told with versions, brokers and topics, and what is wrong with a dead one', async () => {
    const [good, dead] = [
      await addCluster(api, 'good'),
      await addCluster(api, 'dead', { nameServers: 'dead:9876' }),
    ];
    const { items } = await get<ClusterHealthListView>('/health');
    expect(items.find(({ id }) => id === good)).toMatchObject({
      health: 'HEALTHY',
      faults: [],
      brokersUp: 2,
      brokersTotal: 2,
      versions: ['4.9.7', '5.3.2'],
      topics: 1,
    });
    expect(items.find(({ id }) => id === dead)).toMatchObject({
      health: 'UNAVAILABLE',
      faults: [{ fault: 'NAME_SERVERS_DOWN', subject: 'dead:9876' }],
      brokersUp: null,
      brokersTotal: null,
      topics: null,
      inPerSecond: null,
    });
  });

  it('asks a cluster once in 15 s, however many people look, and again after an edit', async () => {
    const id = await addCluster(api, 'watched', {
      addressMap: [{ from: 'broker-a', to: 'gate' }],
    });
    const before = clients.opened.length;
    const views = await Promise.all(Array.from({ length: 5 }, () => get<ClusterLookView>(`/${id}/brokers`)));
    await get('/health');
    // One Name Server, and the client that asks the brokers.
    expect(clients.opened.length - before).toBe(2);
    expect(views[0]?.brokers).toMatchObject([
      {
        name: 'broker-a',
        brokerId: 0,
        address: 'broker-a:10911',
        reachedAt: 'gate:10911',
        state: 'UP',
        version: '4.9.7',
      },
      { name: 'broker-b', address: 'broker-b:10911', reachedAt: 'broker-b:10911', inPerSecond: null },
    ]);
    await api.request('PATCH', `/api/v1/clusters/${id}`, {
      token: api.tokens.ADMIN,
      body: { addressMap: [] },
    });
    expect((await get<ClusterLookView>(`/${id}/brokers`)).brokers[0]?.reachedAt).toBe('broker-a:10911');
    expect(clients.opened.length - before).toBe(4);
    expect(clients.closed).toBe(clients.opened.length);
  });

  it('of an unknown cluster is 404', async () => {
    const path = '/api/v1/clusters/00000000-0000-4000-8000-000000000000/brokers';
    expect(problemOf(await api.request('GET', path, { token: api.tokens.VIEWER })).status).toBe(404);
  });
});

describe('consumer groups of a cluster (C-05)', () => {
  it('are those of its users, with members and lag over all brokers, page by page', async () => {
    const id = await addCluster(api, 'groups');
    const first = await get<ClusterGroupListView>(`/${id}/groups?limit=2`);
    expect(first).toEqual({
      items: [
        {
          group: 'G1',
          brokers: ['broker-a', 'broker-b'],
          consumeEnabled: true,
          members: 1,
          topics: 1,
          lagMessages: '5',
        },
        { group: 'g2', brokers: ['broker-a'], consumeEnabled: true, members: 0, topics: 1, lagMessages: '0' },
      ],
      total: 3,
      next: 'g2',
    });
    const second = await get<ClusterGroupListView>(`/${id}/groups?limit=2&after=g2`);
    expect(second).toMatchObject({
      items: [{ group: 'g3', topics: 0, lagMessages: null }],
      total: 3,
      next: null,
    });
    expect(
      (await get<ClusterGroupListView>(`/${id}/groups?search=g1`)).items.map(({ group }) => group),
    ).toEqual(['G1']);
  });

  it('of a cluster that does not answer are 422 with its address', async () => {
    const id = await addCluster(api, 'groups-dead', { nameServers: 'dead:9876' });
    const path = `/api/v1/clusters/${id}/groups`;
    const problem = problemOf(await api.request('GET', path, { token: api.tokens.VIEWER }));
    expect([problem.status, problem.code]).toEqual([422, 'CLUSTER_UNREACHABLE']);
    expect(problem.detail).toContain('dead:9876');
  });
});
