import type { TaskAction } from '@slipstream/shared';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { addCluster, addTask, taskBody } from '../testing/requests.js';
import { failTask, letGo, reportTask } from '../testing/task-states.js';
import { problemOf, startTestApi, type TestApi } from '../testing/test-api.js';
import type { EventListView, TaskListView, TaskView } from './task.views.js';

let api: TestApi;
let source: string;
let target: string;
let count = 0;
let name: string;
beforeAll(async () => {
  api = await startTestApi();
  [source, target] = [await addCluster(api, 'source'), await addCluster(api, 'target')];
});
afterAll(() => api.close());
beforeEach(() => {
  name = `task-${++count}`;
});

const call = (method: string, path: string, body?: unknown) =>
  api.request(method, `/api/v1/tasks${path}`, { token: api.tokens.OPERATOR, body });
const create = (more: Record<string, unknown> = {}) => call('POST', '', taskBody(name, source, target, more));
const add = (more: Record<string, unknown> = {}) => addTask(api, taskBody(name, source, target, more));
const get = async (id: string): Promise<TaskView> => (await call('GET', `/${id}`)).json as TaskView;
const route = { sourceTopic: 'orders', targetTopic: 'orders-copy', filter: { type: 'NONE' } };

describe('a new task (T-01)', () => {
  it('is to run, and has its spec, status and actions', async () => {
    const answer = await create();
    expect(answer.status).toBe(201);
    const task = answer.json as TaskView;
    expect(task).toMatchObject({
      ...taskBody(name, source, target),
      routes: [],
      compression: { type: 'NONE' },
      tag: null,
      wanted: 'RUNNING',
      generation: 1,
    });
    expect(task.status).toMatchObject({
      state: 'INITIALIZING',
      health: 'UNKNOWN',
      delayMs: null,
      lagMessages: null,
      totals: { read: '0', sent: '0', failed: '0', skippedLoop: '0', filtered: '0', gapMessages: '0' },
    });
    expect(task.status.reason?.code).toBe('NO_WORKER');
    expect(task.allowedActions).toEqual(['STOP', 'RENAME', 'THROTTLE'] satisfies TaskAction[]);
    expect(await get(task.id)).toEqual(task);
  });

  it('of topic level has routes with filters (T-02, T-03)', async () => {
    const filter = { type: 'SQL92', expression: "a > 5\n AND TAGS = 'x'" };
    const task = (await create({ level: 'TOPIC', topics: undefined, routes: [{ ...route, filter }] }))
      .json as TaskView;
    expect(task).toMatchObject({ level: 'TOPIC', topics: {}, routes: [{ ...route, filter }] });
  });

  it('starts from an instant, given as number or ISO 8601 (T-04)', async () => {
    const task = (await create({ startFrom: { type: 'TIMESTAMP', timestamp: '2026-01-02T03:04:05Z' } }))
      .json as TaskView;
    expect(task.startFrom).toEqual({ type: 'TIMESTAMP', timestamp: Date.UTC(2026, 0, 2, 3, 4, 5) });
  });

  it('compresses when it is told to, and that is edited while it is stopped', async () => {
    const task = (await create({ compression: { type: 'ZLIB' } })).json as TaskView;
    expect(task.compression).toEqual({ type: 'ZLIB' });
    const edited = await call('PATCH', `/${task.id}`, { compression: { type: 'ZSTD' } });
    expect([edited.status, problemOf(edited).code]).toEqual([409, 'TASK_STATE_CONFLICT']);
    await failTask(api, task.id);
    const patch = async (body: unknown) => (await call('PATCH', `/${task.id}`, body)).json as TaskView;
    expect((await patch({ compression: { type: 'ZSTD' } })).compression).toEqual({ type: 'ZSTD' });
    expect((await patch({ name: `${name}-again` })).compression).toEqual({ type: 'ZSTD' });
  });

  it('gives its copies a tag when it is told to; edited while stopped, and null takes it away (T-07)', async () => {
    const tag = { key: 'dc', value: 'hangzhou 机房' };
    const task = (await create({ tag })).json as TaskView;
    expect(task.tag).toEqual(tag);
    const edited = await call('PATCH', `/${task.id}`, { tag: null });
    expect([edited.status, problemOf(edited).code]).toEqual([409, 'TASK_STATE_CONFLICT']);
    await failTask(api, task.id);
    const patch = async (body: unknown) => (await call('PATCH', `/${task.id}`, body)).json as TaskView;
    expect((await patch({ name: `${name}-again` })).tag).toEqual(tag);
    expect((await patch({ tag: null })).tag).toBeNull();
    expect((await get(task.id)).tag).toBeNull();
    expect((await patch({ tag: { key: '$dc', value: 'x' } })).tag).toEqual({ key: '$dc', value: 'x' });
  });

  it('has a name of its own', async () => {
    await add();
    const problem = problemOf(await create({ topics: { include: ['else'] } }));
    expect([problem.status, problem.code]).toEqual([409, 'NAME_TAKEN']);
  });

  it.each([
    [
      'targetClusterId',
      { targetClusterId: '00000000-0000-4000-8000-000000000000' },
      400,
      'VALIDATION_FAILED',
    ],
    [
      'sourceClusterId',
      { sourceClusterId: '00000000-0000-4000-8000-000000000000' },
      400,
      'VALIDATION_FAILED',
    ],
    ['startFrom.timestamp', { startFrom: { type: 'TIMESTAMP' } }, 400, 'VALIDATION_FAILED'],
    ['startFrom.timestamp', { startFrom: { type: 'LATEST', timestamp: 5 } }, 400, 'VALIDATION_FAILED'],
    ['compression.type', { compression: { type: 'LZ4' } }, 400, 'VALIDATION_FAILED'],
    ['tag.key', { tag: { key: 'TAGS', value: 'x' } }, 400, 'VALIDATION_FAILED'],
    ['tag.key', { tag: { key: 'my-dc', value: 'x' } }, 400, 'VALIDATION_FAILED'],
    ['tag.key', { tag: { key: 'k'.repeat(65), value: 'x' } }, 400, 'VALIDATION_FAILED'],
    ['tag.value', { tag: { key: 'dc', value: '' } }, 400, 'VALIDATION_FAILED'],
    ['tag.value', { tag: { key: 'dc', value: 'a\u0002b' } }, 400, 'VALIDATION_FAILED'],
    ['routes', { level: 'TOPIC', topics: {}, routes: [] }, 400, 'VALIDATION_FAILED'],
    ['routes', { routes: [route] }, 400, 'VALIDATION_FAILED'],
    ['topics.include', { topics: { include: ['/[/'] } }, 400, 'VALIDATION_FAILED'],
    ['routes.1', { level: 'TOPIC', topics: {}, routes: [route, route] }, 400, 'VALIDATION_FAILED'],
    [
      'routes.0.filter.expression',
      { level: 'TOPIC', topics: {}, routes: [{ ...route, filter: { type: 'TAG' } }] },
      400,
      'VALIDATION_FAILED',
    ],
  ])('is refused for %s: %j', async (path, more, status, code) => {
    const problem = problemOf(await create(more));
    expect([problem.status, problem.code, problem.errors?.[0]?.path]).toEqual([status, code, path]);
  });

  it('has two clusters', async () => {
    expect(problemOf(await create({ targetClusterId: source })).code).toBe('SAME_CLUSTER');
    expect(problemOf(await create({ targetClusterId: source.toUpperCase() })).code).toBe('SAME_CLUSTER');
  });

  it('does not copy what another one copies', async () => {
    await add({ topics: { include: ['twice'] } });
    name = `${name}-again`;
    const problem = problemOf(await create({ topics: { include: ['twice'] } }));
    expect([problem.status, problem.code]).toEqual([409, 'DUPLICATE_ROUTE']);
  });
});

describe('the life of a task (T-05)', () => {
  it('goes from start to stop to start, and every step is an event', async () => {
    const id = await add();
    await reportTask(api, id, 'RUNNING');
    expect((await get(id)).status.state).toBe('RUNNING');
    expect(((await call('POST', `/${id}/stop`)).json as TaskView).status.state).toBe('STOPPING');
    await letGo(api, id);
    expect((await get(id)).status.state).toBe('STOPPED');
    expect(((await call('POST', `/${id}/start`)).json as TaskView).status.state).toBe('INITIALIZING');
    const { items } = (await call('GET', `/${id}/events`)).json as EventListView;
    expect(items.map((event) => [event.kind, event.actor])).toEqual([
      ['TASK_STARTED', 'otto'],
      ['TASK_STOPPED', 'otto'],
      ['TASK_CREATED', 'otto'],
    ]);
  });

  it('while it runs takes another throttle, without a new generation, and refuses one that makes no sense (T-08)', async () => {
    const id = await add();
    await reportTask(api, id, 'RUNNING');
    const patch = (throttle: unknown) => call('PATCH', `/${id}`, { throttle });
    expect((await patch({ messagesPerSecond: 1_000, bytesPerSecond: 2_048 })).json).toMatchObject({
      throttle: { messagesPerSecond: 1_000, bytesPerSecond: 2_048 },
      generation: 1,
    });
    expect((await patch({})).json).toMatchObject({ throttle: {}, generation: 1 });
    for (const [throttle, field] of [
      [{ messagesPerSecond: 0 }, 'throttle.messagesPerSecond'],
      [{ messagesPerSecond: 1.5 }, 'throttle.messagesPerSecond'],
      [{ messagesPerSecond: '7' }, 'throttle.messagesPerSecond'],
      [{ bytesPerSecond: 1_023 }, 'throttle.bytesPerSecond'],
      [{ bytesPerSecond: null }, 'throttle.bytesPerSecond'],
    ] as const) {
      const problem = problemOf(await patch(throttle));
      expect([problem.status, problem.errors?.[0]?.path]).toEqual([400, field]);
    }
    expect((await get(id)).throttle).toEqual({});
  });

  it('takes the acknowledgement of its gaps in any state; none is no event (R-07)', async () => {
    const id = await add();
    expect((await call('POST', `/${id}/acknowledge-gaps`)).json).toMatchObject({
      status: { openGapMessages: '0' },
    });
    const { items } = (await call('GET', `/${id}/events`)).json as EventListView;
    expect(items.map((event) => event.kind)).toEqual(['TASK_CREATED']);
  });

  it('while it runs takes a new name, and says what else needs a stop', async () => {
    const id = await add();
    await reportTask(api, id, 'RUNNING');
    const refused = async (method: string, path: string, body?: unknown) => {
      const problem = problemOf(await call(method, `/${id}${path}`, body));
      expect(problem.detail).toContain('stop it first');
      return [problem.status, problem.code];
    };
    const conflict = [409, 'TASK_STATE_CONFLICT'];
    expect(await refused('PATCH', '', { topics: { include: ['b'] } })).toEqual(conflict);
    expect(await refused('PATCH', '', { level: 'TOPIC' })).toEqual(conflict);
    expect(await refused('DELETE', '')).toEqual(conflict);
    expect(await refused('POST', '/reset-offset', { timestamp: 0 })).toEqual(conflict);
    expect(problemOf(await call('POST', `/${id}/start`)).code).toBe('TASK_STATE_CONFLICT');
    expect((await call('PATCH', `/${id}`, { name: `${name}-new` })).json).toMatchObject({
      name: `${name}-new`,
      generation: 1,
    });
  });

  it('after a failure shows the reason, takes an edit, and starts with it', async () => {
    const id = await add();
    await failTask(api, id);
    const failed = await get(id);
    expect(failed.status).toMatchObject({
      state: 'START_FAILED',
      reason: { code: 'NAME_SERVER_UNREACHABLE', said: 'no route' },
    });
    expect(failed.allowedActions).toContain('EDIT');
    expect((await call('PATCH', `/${id}`, { topics: { include: [`${name}-other`] } })).status).toBe(200);
    expect(((await call('POST', `/${id}/start`)).json as TaskView).status).toMatchObject({
      state: 'INITIALIZING',
      reason: null,
    });
  });

  it('ends with a deletion, at once when nobody works on it', async () => {
    const id = await add();
    await call('POST', `/${id}/stop`);
    expect((await call('DELETE', `/${id}`)).status).toBe(204);
    expect((await call('GET', `/${id}`)).status).toBe(404);
    expect((await call('DELETE', `/${id}`)).status).toBe(404);
  });

  it('shows DELETING until the workers have let it go', async () => {
    const id = await add();
    await failTask(api, id);
    expect((await call('DELETE', `/${id}`)).status).toBe(204);
    expect((await get(id)).status.state).toBe('DELETING');
    expect((await get(id)).allowedActions).toEqual([]);
  });

  it.each(['/start', '/stop'])('POST %s of an unknown task is 404', async (action) => {
    expect((await call('POST', `/00000000-0000-4000-8000-000000000000${action}`)).status).toBe(404);
  });
});

describe('an edit', () => {
  it('of a stopped task is checked as a new one is', async () => {
    const id = await add();
    await call('POST', `/${id}/stop`);
    expect(problemOf(await call('PATCH', `/${id}`, { level: 'TOPIC' })).errors?.[0]?.path).toBe('routes');
    expect(problemOf(await call('PATCH', `/${id}`, { targetClusterId: source })).code).toBe('SAME_CLUSTER');
    const routes = [{ ...route, targetTopic: `${name}-copy` }];
    expect((await call('PATCH', `/${id}`, { level: 'TOPIC', routes })).json).toMatchObject({
      level: 'TOPIC',
      routes,
      topics: {},
      generation: 2,
    });
  });

  it('may leave everything as it is', async () => {
    const id = await add();
    const before = await get(id);
    expect((await call('PATCH', `/${id}`, {})).json).toMatchObject({ generation: before.generation, name });
    expect((await call('PATCH', `/${id}`, taskBody(name, source, target))).status).toBe(200);
  });
});

describe('lists', () => {
  it('of tasks are searched by name and by state', async () => {
    const id = await add();
    await call('POST', `/${id}/stop`);
    const search = async (query: string) =>
      ((await call('GET', query)).json as TaskListView).items.map((task) => task.name);
    expect(await search(`?search=${name.toUpperCase()}&state=STOPPED`)).toEqual([name]);
    expect(await search(`?search=${name}&state=RUNNING`)).toEqual([]);
    expect(await search('?search=%25')).toEqual([]);
    const all = (await call('GET', '')).json as TaskListView;
    expect(all.total).toBe(all.items.length);
  });

  it('of events come in pages', async () => {
    const id = await add();
    await call('POST', `/${id}/stop`);
    await call('POST', `/${id}/start`);
    const first = (await call('GET', `/${id}/events?limit=2`)).json as EventListView;
    expect(first.items.map((event) => event.kind)).toEqual(['TASK_STARTED', 'TASK_STOPPED']);
    const second = (await call('GET', `/${id}/events?limit=2&before=${first.next}`)).json as EventListView;
    expect(second).toMatchObject({ items: [{ kind: 'TASK_CREATED' }], next: null });
  });
});
