import type { FailureView } from '@slipstream/shared';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { addCluster, addTask, taskBody } from '../testing/requests.js';
import { planStreams } from '../testing/task-states.js';
import { problemOf, startTestApi, type TestApi } from '../testing/test-api.js';
import type { EventListView, TaskView } from '../tasks/task.views.js';
import type { FailureListView } from './failures.views.js';

let api: TestApi;
let clusters: [string, string];
let count = 0;
let taskId: string;
beforeAll(async () => {
  api = await startTestApi();
  clusters = [await addCluster(api, 'source'), await addCluster(api, 'target')];
});
afterAll(() => api.close());
beforeEach(async () => {
  taskId = await addTask(api, taskBody(`task-${++count}`, ...clusters));
  await planStreams(api, taskId);
});

const call = (method: string, path: string, body?: unknown) =>
  api.request(method, `/api/v1/tasks/${taskId}/failures${path}`, { token: api.tokens.OPERATOR, body });
const list = async (query = ''): Promise<FailureListView> =>
  (await call('GET', query)).json as FailureListView;

/** A worker has recorded refusals at these source offsets. */
async function refuse(offsets: readonly number[], key = 'k'): Promise<void> {
  await api.dataSource.query(
    `INSERT INTO failure (task_id, stream_id, generation, source_offset, source_identity, keys, tag, unique_key, stored_at,
       body_bytes, property_bytes, said)
     SELECT $1, (SELECT min(s.id) FROM stream s JOIN flow f ON f.id = s.flow_id WHERE f.task_id = $1), 1, o, 'm', $3,
       'paid', 'U' || o, now(), 70000, 100, 'code 13: too large' FROM unnest($2::int[]) AS o`,
    [taskId, offsets, key],
  );
}

describe('the failures of a task (T-09)', () => {
  it('are none at first, also in the task’s view', async () => {
    expect(await list()).toEqual({ items: [], total: 0, next: null });
    const task = (await api.request('GET', `/api/v1/tasks/${taskId}`, { token: api.tokens.VIEWER }))
      .json as TaskView;
    expect(task.failurePolicy).toEqual({ type: 'BLOCK' });
    expect(task.failures).toEqual({ pending: 0, retrying: 0, sent: 0, givenUp: 0 });
  });

  it('say what was refused, where it lies at the source, and what the broker said', async () => {
    await refuse([7]);
    expect((await list()).items).toEqual([
      expect.objectContaining({
        state: 'PENDING',
        sourceTopic: 'orders',
        sourceQueue: 0,
        sourceOffset: '7',
        uniqueKey: 'U7',
        keys: 'k',
        tag: 'paid',
        bodyBytes: 70_000,
        said: 'code 13: too large',
        tries: 0,
        retrySaid: null,
      }),
    ]);
  });

  it('come in pages, newest first, each once', async () => {
    await refuse([1, 2, 3, 4, 5]);
    const first = await list('?limit=2');
    const second = await list(`?limit=2&cursor=${first.next}`);
    const third = await list(`?limit=2&cursor=${second.next}`);
    const offsets = [first, second, third].map((page) => page.items.map((item) => item.sourceOffset));
    expect(offsets).toEqual([['5', '4'], ['3', '2'], ['1']]);
    expect(third.next).toBeNull();
  });

  it('of one state only, when asked for', async () => {
    await refuse([1, 2]);
    const [item] = (await list()).items;
    await call('POST', '/give-up', { ids: [item?.id] });
    expect((await list('?state=GIVEN_UP')).items.map(({ id }) => id)).toEqual([item?.id]);
    expect((await list('?state=PENDING')).items).toHaveLength(1);
  });

  it.each([
    ['?state=LOST', 'state'],
    ['?limit=0', 'limit'],
    ['?limit=201', 'limit'],
    ["?cursor=1'--", 'cursor'],
    ['?page=2', 'page'],
    ['/export?format=xls', 'format'],
  ])('are not given for %s, which names the field', async (query, path) => {
    const answer = await call('GET', query);
    expect(answer.status).toBe(400);
    expect(problemOf(answer).errors?.[0]?.path).toBe(path);
  });

  it('of a task that is not there are not found', async () => {
    taskId = '00000000-0000-4000-8000-000000000000';
    for (const [method, path] of [
      ['GET', ''],
      ['GET', '/export'],
      ['POST', '/retry'],
      ['POST', '/give-up'],
    ] as const)
      expect((await call(method, path, method === 'POST' ? { all: true } : undefined)).status).toBe(404);
  });
});

describe('a user', () => {
  it('has all pending ones sent again, which is an event with his name', async () => {
    await refuse([1, 2, 3]);
    const answer = await call('POST', '/retry', { all: true });
    expect([answer.status, answer.json]).toEqual([200, { count: 3 }]);
    expect((await list()).items.map(({ state, tries }) => [state, tries])).toEqual([
      ['RETRYING', 1],
      ['RETRYING', 1],
      ['RETRYING', 1],
    ]);
    const events = (await api.request('GET', `/api/v1/tasks/${taskId}/events`, { token: api.tokens.VIEWER }))
      .json as EventListView;
    expect(events.items[0]).toMatchObject({
      kind: 'FAILURES_RETRIED',
      actor: 'otto',
      details: { messages: 3 },
    });
    expect((await call('POST', '/retry', { all: true })).json).toEqual({ count: 0 });
  });

  it('gives up some by their ids; none of another task', async () => {
    await refuse([1, 2]);
    const ids = (await list()).items.map(({ id }) => id);
    const own = taskId;
    taskId = await addTask(api, taskBody(`task-${++count}`, ...clusters));
    expect((await call('POST', '/give-up', { ids })).json).toEqual({ count: 0 });
    taskId = own;
    expect((await call('POST', '/give-up', { ids: ids.slice(0, 1) })).json).toEqual({ count: 1 });
    expect((await list()).items.map(({ state }) => state)).toEqual(['GIVEN_UP', 'PENDING']);
  });

  it.each([
    [{}, 'ids'],
    [{ ids: [], all: true }, 'ids'],
    [{ ids: ['1'], all: true }, 'ids'],
    [{ ids: [] }, 'ids'],
    [{ ids: ['1; DROP TABLE failure'] }, 'ids'],
    [{ ids: [1] }, 'ids'],
    [{ all: false }, 'all'],
    [{ all: true, force: true }, 'force'],
  ])('is told what is wrong with %j', async (body, path) => {
    const answer = await call('POST', '/retry', body);
    expect(answer.status).toBe(400);
    expect(problemOf(answer).errors?.some((error) => error.path.startsWith(path))).toBe(true);
  });

  it('is refused a dead-letter topic that the task copies into', async () => {
    const body = taskBody(`task-${++count}`, ...clusters, {
      topics: { include: ['orders*'] },
      failurePolicy: { type: 'RECORD', deadLetterTopic: 'orders-dead' },
    });
    const answer = await api.request('POST', '/api/v1/tasks', { token: api.tokens.OPERATOR, body });
    expect(problemOf(answer).errors).toEqual([
      expect.objectContaining({ path: 'failurePolicy.deadLetterTopic' }),
    ]);
  });

  it('keeps a policy through an edit of something else, and changes it by an edit', async () => {
    const failurePolicy = { type: 'RECORD', deadLetterTopic: 'dead' };
    const id = await addTask(api, taskBody(`task-${++count}`, ...clusters, { failurePolicy }));
    const patch = (body: unknown) =>
      api.request('PATCH', `/api/v1/tasks/${id}`, { token: api.tokens.OPERATOR, body });
    expect(((await patch({ name: `renamed-${count}` })).json as TaskView).failurePolicy).toEqual(
      failurePolicy,
    );
    expect((await patch({ failurePolicy: { type: 'BLOCK' } })).status).toBe(409);
    expect((await patch({ failurePolicy: { type: 'RECORD', topic: 'x' } })).status).toBe(400);
  });
});

describe('an export', () => {
  it('is CSV with a line for each, in which no cell is a formula', async () => {
    await refuse([1, 2], '=HYPERLINK("http://evil")');
    const answer = await call('GET', '/export');
    expect(answer.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    expect(answer.headers.get('content-disposition')).toBe(`attachment; filename="failures-${taskId}.csv"`);
    const lines = answer.text.replace('\uFEFF', '').trimEnd().split('\r\n');
    expect(lines).toHaveLength(3);
    expect(lines[0]).toMatch(/^id,state,recordedAt,/);
    expect(lines[1]).toContain(`,"'=HYPERLINK(""http://evil"")",paid,`);
  });

  it('is NDJSON as the list answers it, past one page of the database', async () => {
    await refuse(Array.from({ length: 1_203 }, (_, index) => index));
    const answer = await call('GET', '/export?format=ndjson&state=PENDING');
    expect(answer.headers.get('content-type')).toBe('application/x-ndjson; charset=utf-8');
    const items = answer.text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as FailureView);
    expect(items.map(({ sourceOffset }) => Number(sourceOffset))).toEqual(
      Array.from({ length: 1_203 }, (_, index) => 1_202 - index),
    );
    expect(items[0]).toEqual((await list('?limit=1')).items[0]);
  });

  it('of nothing is the line of names, or nothing', async () => {
    expect((await call('GET', '/export')).text.trimEnd().split('\r\n')).toHaveLength(1);
    expect((await call('GET', '/export?format=ndjson')).text).toBe('');
  });
});
