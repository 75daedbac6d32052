import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { FakeClusterClients } from '../testing/fake-cluster-clients.js';
import { addCluster, addTask, taskBody } from '../testing/requests.js';
import { problemOf, startTestApi, type TestAnswer, type TestApi } from '../testing/test-api.js';
import type { CheckView } from './check.views.js';

const SECRET = 'canary-of-checks';

let api: TestApi;
let source: string;
let target: string;
beforeAll(async () => {
  api = await startTestApi({
    clients: new FakeClusterClients({ 'broker-a': { topics: { orders: 4 }, version: 'V5_3_2' } }),
  });
  source = await addCluster(api, 'c-s', { nameServers: '10.0.0.1:9876' });
  target = await addCluster(api, 'c-t', {
    nameServers: '10.0.0.2:9876',
    aclEnabled: true,
    accessKey: 'ak',
    secretKey: SECRET,
  });
});
afterAll(() => api.close());
afterEach(() => api.dataSource.query('DELETE FROM worker'));

const ask = (body: unknown, token = api.tokens.ADMIN): Promise<TestAnswer> =>
  api.request('POST', '/api/v1/checks', { token, body });
const read = async (id: string): Promise<CheckView> =>
  (await api.request('GET', `/api/v1/checks/${id}`, { token: api.tokens.OPERATOR })).json as CheckView;

async function ended(body: unknown): Promise<CheckView> {
  const answer = await ask(body);
  expect(answer.status).toBe(202);
  const { id } = answer.json as { id: string };
  await expect.poll(async () => (await read(id)).state, { timeout: 5_000 }).toBe('DONE');
  return read(id);
}

async function addWorker(): Promise<string> {
  const id = randomUUID();
  await api.dataSource.query(
    `INSERT INTO worker (id, name, producer_group, lease_until, host, pid, version)
     VALUES ($1, 'worker-1', $2, now() + interval '1 hour', 'rack-7', 1, '0')`,
    [id, `group-${id}`],
  );
  return id;
}

describe('pre-check (C-04)', () => {
  it('without a live worker is answered by the API at once, and fails for that', async () => {
    const { result, by, lines } = await ended({ cluster: { id: source } });
    expect(result).toBe('FAIL');
    expect(by?.kind).toBe('API');
    expect(lines[0]).toMatchObject({
      place: 'WORKER',
      finding: 'NO_WORKER',
      fixCode: 'START_WORKER',
      fix: expect.stringContaining('Start a worker'),
    });
    expect(lines.map(({ finding }) => finding)).toContain('NAME_SERVER_ANSWERS');
    expect(lines.find(({ check }) => check === 'TOPICS')).toMatchObject({
      said: '1 topics with 4 queues, 0 system topics',
      verbatim: false,
      cluster: 'c-s',
    });
  });

  it('waits for a worker that is alive, with its secret sealed', async () => {
    const worker = await addWorker();
    const { id } = (await ask({ cluster: { id: target } })).json as { id: string };
    expect(await read(id)).toMatchObject({ state: 'WAITING', by: null, lines: [] });
    const rows: unknown = await api.dataSource.query('SELECT input FROM check_run WHERE id = $1', [id]);
    expect(JSON.stringify(rows)).toContain('secretKeyCipher');
    expect(JSON.stringify(rows)).not.toContain(SECRET);
    // It dies: whoever asks for the result gets the API's own view.
    await api.dataSource.query('DELETE FROM worker WHERE id = $1', [worker]);
    await expect.poll(async () => (await read(id)).state).toBe('DONE');
  });

  it('is looked at by the API when live workers leave it', async () => {
    await addWorker();
    const { id } = (await ask({ clusters: { sourceClusterId: source, targetClusterId: target } })).json as {
      id: string;
    };
    await api.dataSource.query(
      `UPDATE check_run SET created_at = created_at - interval '1 minute' WHERE id = $1`,
      [id],
    );
    await expect.poll(async () => (await read(id)).state).toBe('DONE');
    expect((await read(id)).lines[0]).toMatchObject({ finding: 'NO_WORKER_TOOK_IT', result: 'WARN' });
  });

  it('finds that two registrations are one cluster (C-05), and looks no further', async () => {
    const { lines } = await ended({ task: taskBody('one', source, target) });
    expect(lines.filter(({ place }) => place === 'TASK')).toMatchObject([
      { finding: 'ONE_CLUSTER', result: 'FAIL', values: { broker: 'broker-a' } },
    ]);
  });

  it('of a saved task needs no body', async () => {
    const id = await addTask(api, taskBody('saved', source, target));
    expect((await ended({ taskId: id })).lines.map(({ finding }) => finding)).toContain('ONE_CLUSTER');
  });

  it('says what other registrations have', async () => {
    const { lines } = await ended({
      cluster: { name: 'new', clusterId: 'c-s', nameServers: '10.0.0.2:9876', aclEnabled: false },
    });
    expect(lines.filter(({ check }) => check === 'REGISTRATION')).toMatchObject([
      { finding: 'CLUSTER_ID_TAKEN', subject: 'c-s', values: { other: 'c-s' } },
      { finding: 'SAME_NAME_SERVER', subject: '10.0.0.2:9876', values: { other: 'c-t' } },
    ]);
  });

  it('of unsaved credentials keeps no secret in the answer, the log or the table', async () => {
    const { id } = await ended({
      cluster: { nameServers: '10.0.0.3:9876', aclEnabled: true, accessKey: 'ak', secretKey: SECRET },
    });
    const rows: unknown = await api.dataSource.query('SELECT * FROM check_run WHERE id = $1', [id]);
    expect(JSON.stringify(rows)).not.toContain('ipher');
    expect(`${api.logged()}${api.answered()}`).not.toContain(SECRET);
  });

  it.each<[string, () => object, string]>([
    ['nothing', () => ({}), 'cluster'],
    ['two things', () => ({ cluster: { id: source }, taskId: target }), 'cluster'],
    [
      'a task and clusters',
      () => ({
        task: taskBody('x', source, target),
        clusters: { sourceClusterId: source, targetClusterId: target },
      }),
      'task',
    ],
    [
      'one cluster twice',
      () => ({ clusters: { sourceClusterId: source, targetClusterId: source } }),
      'targetClusterId',
    ],
    ['a wrong address', () => ({ cluster: { nameServers: 'x:', aclEnabled: false } }), 'cluster.nameServers'],
  ])('of %s is refused and names the field', async (_what, body, path) => {
    const answer = await ask(body());
    expect(answer.status).toBe(400);
    expect(problemOf(answer).errors?.[0]?.path).toBe(path);
  });

  it('of addresses is for administrators, as the test of a connection is (U-01)', async () => {
    expect((await ask({ cluster: { id: source } }, api.tokens.OPERATOR)).status).toBe(403);
    const pair = { clusters: { sourceClusterId: source, targetClusterId: target } };
    expect((await ask(pair, api.tokens.OPERATOR)).status).toBe(202);
    expect((await ask(pair, api.tokens.VIEWER)).status).toBe(403);
  });

  it('that is not there is 404', async () => {
    const answer = await api.request('GET', `/api/v1/checks/${randomUUID()}`, { token: api.tokens.OPERATOR });
    expect(problemOf(answer).code).toBe('NOT_FOUND');
  });
});
