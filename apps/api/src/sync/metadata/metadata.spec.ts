import type { MetadataState, MetadataWhy } from '@slipstream/shared';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { EventListView } from '../../tasks/task.views.js';
import { addCluster, addTask, taskBody } from '../../testing/requests.js';
import { problemOf, startTestApi, type TestApi } from '../../testing/test-api.js';
import type { MetadataItemView, MetadataListView } from './metadata.views.js';

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
});

const call = (method: string, path: string) =>
  api.request(method, `/api/v1/tasks/${taskId}/metadata${path}`, { token: api.tokens.OPERATOR });
const list = async (query = ''): Promise<MetadataListView> =>
  (await call('GET', query)).json as MetadataListView;
const lastEvent = async () =>
  (
    (await api.request('GET', `/api/v1/tasks/${taskId}/events?limit=1`, { token: api.tokens.VIEWER }))
      .json as EventListView
  ).items[0];

/** A worker has seen an item; gives its id. */
async function seen(
  kind: string,
  name: string,
  state: MetadataState,
  why: MetadataWhy | null = null,
): Promise<string> {
  const [row] = await api.dataSource.query(
    `INSERT INTO metadata_item (task_id, kind, source_name, target_name, state, why, differences, memory)
     VALUES ($1, $2, $3, $3, $4, $5, $6, '{"hidden": "canary-memory"}') RETURNING id::text`,
    [
      taskId,
      kind,
      name,
      state,
      why,
      state === 'DIFFERS' ? '[{"setting": "queues", "source": "8", "target": "4"}]' : '[]',
    ],
  );
  return (row as { id: string }).id;
}

describe('the metadata of a task (M-03)', () => {
  it('is nothing before the first look; what is synced stands in the task', async () => {
    const empty = { SAME: 0, DIFFERS: 0, MISSING: 0, ORPHANED: 0, SKIPPED: 0 };
    expect(await list()).toEqual({
      status: null,
      enabled: { topics: true, groups: true, accounts: false, propagateDeletes: false },
      counts: { TOPIC: empty, GROUP: empty, ACCOUNT: empty },
      items: [],
      next: null,
    });
  });

  it('tells state, why and the differences of each item, and the last look', async () => {
    await seen('TOPIC', 'orders', 'DIFFERS', 'CHANGED_BY_HAND');
    await api.dataSource.query(
      `INSERT INTO sync_status (task_id, part, looked_at, took_ms, reason) VALUES ($1, 'METADATA', now(), 42, $2)`,
      [taskId, JSON.stringify({ code: 'BROKER_UNREACHABLE', step: 'READ', action: 'x' })],
    );
    const { status, items, counts } = await list();
    expect(status).toEqual({
      lookedAt: expect.stringMatching(/Z$/),
      tookMs: 42,
      reason: { code: 'BROKER_UNREACHABLE', step: 'READ', action: 'x' },
    });
    expect(items).toEqual([
      expect.objectContaining({
        kind: 'TOPIC',
        sourceName: 'orders',
        state: 'DIFFERS',
        why: 'CHANGED_BY_HAND',
        differences: [{ setting: 'queues', source: '8', target: '4' }],
        allowedWishes: ['ADOPT', 'OVERWRITE'],
        wish: null,
      }),
    ]);
    expect(counts.TOPIC.DIFFERS).toBe(1);
    expect(api.answered()).not.toContain('canary-memory');
  });

  it('comes in pages, and of one kind, state or part of a name; the counts are of all', async () => {
    for (const name of ['a', 'b', 'c']) await seen('TOPIC', `orders-${name}`, 'SAME');
    await seen('GROUP', 'billing', 'MISSING', 'PENDING');
    const names = (page: MetadataListView): string[] => page.items.map(({ sourceName }) => sourceName);
    const first = await list('?limit=2');
    const second = await list(`?limit=2&after=${first.next}`);
    expect([...names(first), ...names(second)].toSorted()).toEqual([
      'billing',
      'orders-a',
      'orders-b',
      'orders-c',
    ]);
    expect(second.next).toBeNull();
    expect(names(await list('?kind=GROUP'))).toEqual(['billing']);
    expect(names(await list('?state=MISSING'))).toEqual(['billing']);
    expect(names(await list('?search=ERS-B'))).toEqual(['orders-b']);
    expect((await list('?kind=GROUP')).counts.TOPIC.SAME).toBe(3);
  });

  it.each([
    ['?kind=QUEUE', 'kind'],
    ['?state=LOST', 'state'],
    ['?limit=0', 'limit'],
    ['?limit=201', 'limit'],
    ["?after=1'--", 'after'],
    ['?search=%00', 'search'],
    ['?page=2', 'page'],
  ])('is not given for %s, which names the field', async (query, path) => {
    const answer = await call('GET', query);
    expect(answer.status).toBe(400);
    expect(problemOf(answer).errors?.[0]?.path).toBe(path);
  });

  it('is never an error of ours, whatever cursor is given', async () => {
    await seen('TOPIC', 'orders', 'SAME');
    for (const after of ['AAAA', 'VE9QSUM', Buffer.from('TOPIC\na\0b\nc').toString('base64url')])
      expect((await call('GET', `?after=${after}`)).status).toBeLessThan(500);
  });
});

describe('a decision about an item', () => {
  it.each([
    ['adopt', 'ADOPT'],
    ['overwrite', 'OVERWRITE'],
  ])('to %s is noted for the worker, and is an event with its actor', async (act, wish) => {
    const id = await seen('TOPIC', 'orders', 'DIFFERS', 'CHANGED_BY_HAND');
    const answer = await call('POST', `/${id}/${act}`);
    expect([answer.status, (answer.json as MetadataItemView).wish]).toEqual([200, wish]);
    expect((await list()).items[0]?.wish).toBe(wish);
    expect(await lastEvent()).toMatchObject({
      kind: 'METADATA_WISHED',
      actor: 'otto',
      details: { wish, kind: 'TOPIC', name: 'orders', differences: ['queues: 8 / 4'] },
    });
  });

  it('is refused when somebody has decided already', async () => {
    const id = await seen('TOPIC', 'orders', 'DIFFERS', 'NOT_OURS');
    await call('POST', `/${id}/adopt`);
    const problem = problemOf(await call('POST', `/${id}/overwrite`));
    expect([problem.status, problem.code]).toEqual([409, 'WISH_REFUSED']);
    expect((await list()).items[0]?.wish).toBe('ADOPT');
  });

  it('is refused where there is nothing to decide', async () => {
    const id = await seen('TOPIC', 'orders', 'SAME');
    const problem = problemOf(await call('POST', `/${id}/overwrite`));
    expect([problem.status, problem.code]).toEqual([409, 'WISH_REFUSED']);
    expect(await lastEvent()).toMatchObject({ kind: 'TASK_CREATED' });
  });

  it('about an item of another task, or of none, is not found', async () => {
    const id = await seen('TOPIC', 'orders', 'DIFFERS', 'CHANGED_BY_HAND');
    taskId = await addTask(api, taskBody(`task-${++count}`, ...clusters));
    for (const item of [id, '999999', 'x', '1;--'])
      expect((await call('POST', `/${encodeURIComponent(item)}/adopt`)).status).toBe(404);
  });
});
