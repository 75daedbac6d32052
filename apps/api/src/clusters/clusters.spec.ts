import { FenceRepository } from '@slipstream/database';
import { ConnectError } from '@slipstream/rocketmq-remoting';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FakeClusterClients } from '../testing/fake-cluster-clients.js';
import { addCluster, addTask, clusterBody, taskBody } from '../testing/requests.js';
import { failTask } from '../testing/task-states.js';
import { problemOf, startTestApi, type TestApi } from '../testing/test-api.js';
import type {
  ClusterTestView,
  ClusterTopicListView,
  ClusterView,
  EditedClusterView,
} from './cluster.views.js';

const SECRET = 'canary-secret-key';
const acl = { aclEnabled: true, accessKey: 'rocket', secretKey: SECRET };
const clients = new FakeClusterClients(
  { 'broker-a': { topics: { orders: 4, rmq_sys_x: 1 } }, 'broker-b': { topics: { orders: 4, bills: 2 } } },
  ['dead:9876'],
);

let api: TestApi;
beforeAll(async () => {
  api = await startTestApi({ clients });
});
afterAll(() => api.close());

const asAdmin = (method: string, path: string, body?: unknown) =>
  api.request(method, path, { token: api.tokens.ADMIN, body });
const patch = (id: string, body: object) => asAdmin('PATCH', `/api/v1/clusters/${id}`, body);

describe('clusters (C-01)', () => {
  it('are registered, listed, read, edited and removed', async () => {
    const created = await asAdmin(
      'POST',
      '/api/v1/clusters',
      clusterBody('life', { nameServers: ' ns1:9876 ; ns2:9876;' }),
    );
    expect(created.status).toBe(201);
    const cluster = created.json as ClusterView;
    expect(cluster).toMatchObject({
      name: 'life',
      nameServers: 'ns1:9876;ns2:9876',
      accessKey: null,
      secretKeySet: false,
      taskCount: 0,
    });
    expect((await asAdmin('GET', `/api/v1/clusters/${cluster.id}`)).json).toEqual(cluster);
    expect((await asAdmin('GET', '/api/v1/clusters')).json).toMatchObject({
      items: [{ id: cluster.id }],
      total: 1,
    });
    const put = await asAdmin(
      'PUT',
      `/api/v1/clusters/${cluster.id}`,
      clusterBody('life2', { networkType: 'PUBLIC' }),
    );
    expect(put.json).toMatchObject({
      name: 'life2',
      networkType: 'PUBLIC',
      retriedTasks: [],
      tasksToRestart: [],
    });
    expect((await patch(cluster.id, { name: 'life3' })).json).toMatchObject({
      name: 'life3',
      networkType: 'PUBLIC',
    });
    expect((await asAdmin('DELETE', `/api/v1/clusters/${cluster.id}`)).status).toBe(204);
    expect((await asAdmin('GET', `/api/v1/clusters/${cluster.id}`)).status).toBe(404);
    expect((await asAdmin('DELETE', `/api/v1/clusters/${cluster.id}`)).status).toBe(404);
  });

  it('have a name and clusterId of their own', async () => {
    await addCluster(api, 'unique');
    const name = problemOf(
      await asAdmin('POST', '/api/v1/clusters', clusterBody('unique', { clusterId: 'other' })),
    );
    expect([name.status, name.code, name.errors?.[0]?.path]).toEqual([409, 'NAME_TAKEN', 'name']);
    const clusterId = problemOf(
      await asAdmin('POST', '/api/v1/clusters', clusterBody('other', { clusterId: 'unique' })),
    );
    expect([clusterId.status, clusterId.code, clusterId.errors?.[0]?.path]).toEqual([
      409,
      'CLUSTER_ID_TAKEN',
      'clusterId',
    ]);
  });

  it('name the Name Server address that is wrong (C-02)', async () => {
    const problem = problemOf(
      await asAdmin('POST', '/api/v1/clusters', clusterBody('ns', { nameServers: 'good:9876;bad' })),
    );
    expect(problem.errors).toEqual([
      {
        path: 'nameServers',
        message: expect.stringContaining('"bad" must be host:port') as string,
        rule: 'NAME_SERVERS',
      },
    ]);
  });
});

describe('the address map of a cluster (C-04)', () => {
  const given = [
    { from: ' 10.0.0.5:10911', to: '203.0.113.7:10911 ' },
    { from: 'Broker-B', to: 'gate.example.com' },
  ];
  const stored = [
    { from: '10.0.0.5:10911', to: '203.0.113.7:10911' },
    { from: 'broker-b', to: 'gate.example.com' },
  ];

  it('is kept in one form, stays when an edit leaves it out, and goes when it is empty', async () => {
    const id = await addCluster(api, 'mapped', { addressMap: given });
    const read = async () =>
      ((await asAdmin('GET', `/api/v1/clusters/${id}`)).json as ClusterView).addressMap;
    expect(await read()).toEqual(stored);
    await patch(id, { networkType: 'PUBLIC' });
    expect(await read()).toEqual(stored);
    await patch(id, { addressMap: [] });
    expect(await read()).toEqual([]);
  });

  it('restarts the tasks that use it when it leads elsewhere, and only then', async () => {
    const [source, target] = [
      await addCluster(api, 'map-s', { addressMap: given }),
      await addCluster(api, 'map-t'),
    ];
    await addTask(api, taskBody('mapped-task', source, target));
    const tasksToRestart = async (addressMap: unknown) =>
      ((await patch(source, { addressMap })).json as EditedClusterView).tasksToRestart;
    expect(await tasksToRestart(stored.toReversed())).toEqual([]);
    expect(await tasksToRestart([stored[0]])).toEqual(['mapped-task']);
  });

  it.each([
    [[{ from: '10.0.0.5:0', to: '10.0.0.6:1' }], 'addressMap.0.from'],
    [[stored[0], { from: 'http://x', to: '10.0.0.6' }], 'addressMap.1.from'],
    [[{ from: '10.0.0.5', to: '10.0.0.6:10911' }], 'addressMap.0.to'],
    [[{ from: '10.0.0.5:1', to: '10.0.0.6' }], 'addressMap.0.to'],
    [[stored[1], { from: 'BROKER-B', to: 'other' }], 'addressMap.1.from'],
    [[{ from: '10.0.0.5:1' }], 'addressMap.0.to'],
    [{ '10.0.0.5:1': '10.0.0.6:1' }, 'addressMap'],
    [[{ from: '10.0.0.5:1', to: '10.0.0.6:1', port: 1 }], 'addressMap.0.port'],
  ])('%j is refused at %s', async (addressMap, path) => {
    const refused = problemOf(
      await asAdmin('POST', '/api/v1/clusters', clusterBody('bad-map', { addressMap })),
    );
    expect([refused.status, refused.code]).toEqual([400, 'VALIDATION_FAILED']);
    expect(refused.errors?.map((error) => error.path)).toContain(path);
    const tested = problemOf(
      await asAdmin('POST', '/api/v1/clusters/test', clusterBody('x', { addressMap })),
    );
    expect(tested.errors?.map((error) => error.path)).toContain(path);
  });
});

describe('the fence of a cluster (R-06)', () => {
  it('is unknown before a worker wrote to it, then that of its weakest broker', async () => {
    const id = await addCluster(api, 'fenced');
    const fence = async (): Promise<unknown> => {
      const { json } = await asAdmin('GET', `/api/v1/clusters/${id}`);
      const list = (await asAdmin('GET', '/api/v1/clusters')).json as {
        items: { id: string; fence: unknown }[];
      };
      const { fence: one } = json as { fence: unknown };
      expect(list.items.find((cluster) => cluster.id === id)?.fence).toEqual(one);
      return one;
    };
    expect(await fence()).toBeNull();
    const fences = new FenceRepository(api.dataSource);
    await fences.choose({ clusterId: id, broker: 'a', method: 'CREDENTIAL', ground: 'USERS_MANAGED' });
    expect(await fence()).toEqual({ method: 'CREDENTIAL', ground: 'USERS_MANAGED' });
    await fences.choose({
      clusterId: id,
      broker: 'b',
      method: 'CHANNEL_GONE',
      ground: 'MAY_NOT_MANAGE_USERS',
    });
    expect(await fence()).toEqual({ method: 'CHANNEL_GONE', ground: 'MAY_NOT_MANAGE_USERS' });
  });
});

describe('credentials (C-03)', () => {
  it('are needed with ACL, one by one', async () => {
    const missing = async (more: object) =>
      problemOf(await asAdmin('POST', '/api/v1/clusters', clusterBody('acl', { aclEnabled: true, ...more })))
        .errors?.[0]?.path;
    expect(await missing({})).toBe('accessKey');
    expect(await missing({ accessKey: 'a' })).toBe('secretKey');
  });

  it('stay when an edit leaves the SecretKey out, are replaced when it has one, and go with ACL', async () => {
    const id = await addCluster(api, 'secrets', acl);
    const cipher = async (): Promise<string | null> => {
      const rows: { secret_key_cipher: string | null }[] = await api.dataSource.query(
        'SELECT secret_key_cipher FROM cluster WHERE id = $1',
        [id],
      );
      return rows[0]?.secret_key_cipher ?? null;
    };
    const first = await cipher();
    expect(first).toMatch(/^v1\./);
    expect(first).not.toContain(SECRET);
    expect((await patch(id, { name: 'secrets2' })).json).toMatchObject({
      secretKeySet: true,
      accessKey: 'rocket',
    });
    expect(await cipher()).toBe(first);
    await patch(id, { secretKey: 'another-canary-secret' });
    expect(await cipher()).not.toBe(first);
    expect((await patch(id, { aclEnabled: false })).json).toMatchObject({
      secretKeySet: false,
      accessKey: null,
    });
    expect(await cipher()).toBeNull();
  });
});

describe('clusters that tasks use', () => {
  it('keep their clusterId and stay, and the refusal names the tasks', async () => {
    const [source, target] = [await addCluster(api, 'used-s'), await addCluster(api, 'used-t')];
    await addTask(api, taskBody('user-of-it', source, target));
    const immutable = problemOf(await patch(source, { clusterId: 'renamed' }));
    expect([immutable.status, immutable.code]).toEqual([409, 'CLUSTER_ID_IMMUTABLE']);
    const inUse = problemOf(await asAdmin('DELETE', `/api/v1/clusters/${target}`));
    expect([inUse.status, inUse.code]).toEqual([409, 'CLUSTER_IN_USE']);
    expect(inUse.detail).toContain('user-of-it');
    expect((await patch(source, { clusterId: 'used-s', name: 'renamed' })).status).toBe(200);
  });

  it('let failed tasks try again when the connection is edited; the others keep running', async () => {
    const [source, target] = [await addCluster(api, 'retry-s'), await addCluster(api, 'retry-t')];
    const failed = await addTask(api, taskBody('failed-one', source, target));
    await addTask(api, taskBody('starting-one', target, source));
    await failTask(api, failed);
    const stateOf = async () =>
      ((await asAdmin('GET', `/api/v1/tasks/${failed}`)).json as { status: { state: string } }).status.state;
    expect(await stateOf()).toBe('START_FAILED');
    const renamed = (await patch(source, { name: 'retry-s2' })).json as EditedClusterView;
    expect(renamed).toMatchObject({ retriedTasks: [], tasksToRestart: [] });
    const edited = (await patch(source, { nameServers: 'new:9876' })).json as EditedClusterView;
    expect(edited).toMatchObject({ retriedTasks: ['failed-one'], tasksToRestart: ['starting-one'] });
    expect(await stateOf()).toBe('INITIALIZING');
  });
});

describe('connection test (C-04)', () => {
  const test = (body: object) => asAdmin('POST', '/api/v1/clusters/test', body);

  it('of an unsaved cluster saves nothing', async () => {
    const before = ((await asAdmin('GET', '/api/v1/clusters')).json as { total: number }).total;
    const answer = await test(clusterBody('unsaved'));
    expect(answer.status).toBe(200);
    const { result, checks } = answer.json as ClusterTestView;
    expect(result).toBe('WARN');
    expect(new Set(checks.map((line) => line.check))).toEqual(
      new Set([
        'NAME_SERVER',
        'BROKER',
        'VERSION',
        'CLOCK',
        'ACL',
        'WRITE',
        'PROPERTY_FILTER',
        'TOPICS',
        'GROUPS',
      ]),
    );
    expect(((await asAdmin('GET', '/api/v1/clusters')).json as { total: number }).total).toBe(before);
  });

  it('of a dead Name Server is a result, not an error', async () => {
    expect((await test({ nameServers: 'dead:9876', aclEnabled: false })).json).toMatchObject({
      result: 'FAIL',
      checks: [{ check: 'NAME_SERVER', subject: 'dead:9876' }],
    });
  });

  it('of a saved cluster uses its stored secret', async () => {
    const id = await addCluster(api, 'test-saved', acl);
    clients.opened.length = 0;
    expect((await test({ id })).status).toBe(200);
    expect(clients.opened.at(-1)).toEqual({
      nameServers: ['127.0.0.1:9876'],
      addressMap: [],
      credentials: { accessKey: 'rocket', secretKey: SECRET },
    });
    await test({ id, secretKey: 'typed-canary' });
    expect(clients.opened.at(-1)?.credentials?.secretKey).toBe('typed-canary');
  });

  it.each([
    [{}, 'nameServers'],
    [{ nameServers: 'a:1' }, 'aclEnabled'],
    [{ nameServers: 'a:1', aclEnabled: true }, 'accessKey'],
    [{ nameServers: 'a:1', aclEnabled: true, accessKey: 'a' }, 'secretKey'],
    [{ id: 'x' }, 'id'],
  ])('of %j asks for %s', async (body, path) => {
    expect(problemOf(await test(body)).errors?.[0]?.path).toBe(path);
  });

  it('of an unknown id is 404', async () => {
    expect((await test({ id: '00000000-0000-4000-8000-000000000000' })).status).toBe(404);
  });
});

describe('topics of a cluster (C-05)', () => {
  it('are those of its users, added up over the brokers', async () => {
    const id = await addCluster(api, 'topics');
    const open = { permission: 'READ_WRITE', messageType: null };
    const answer = await asAdmin('GET', `/api/v1/clusters/${id}/topics`);
    expect(answer.json as ClusterTopicListView).toEqual({
      items: [
        { topic: 'bills', readQueues: 2, writeQueues: 2, brokers: ['broker-b'], ...open },
        { topic: 'orders', readQueues: 8, writeQueues: 8, brokers: ['broker-a', 'broker-b'], ...open },
      ],
      total: 2,
      systemTopics: 1,
    });
  });

  it('of a cluster that does not answer are 422 with its address', async () => {
    const id = await addCluster(api, 'topics-dead', { nameServers: 'dead:9876' });
    const problem = problemOf(await asAdmin('GET', `/api/v1/clusters/${id}/topics`));
    expect([problem.status, problem.code]).toEqual([422, 'CLUSTER_UNREACHABLE']);
    expect(problem.detail).toContain(new ConnectError({ address: 'dead:9876' }).address);
  });
});

describe('secrets', () => {
  it('are in no answer and in no log line', () => {
    expect(api.logged().length).toBeGreaterThan(1000);
    expect(`${api.logged()}${api.answered()}`).not.toContain('canary');
  });
});
