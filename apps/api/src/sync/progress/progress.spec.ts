import type { ProgressSense, ProgressWhy } from '@slipstream/shared';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { addCluster, addTask, taskBody } from '../../testing/requests.js';
import { problemOf, startTestApi, type TestApi } from '../../testing/test-api.js';
import type { ProgressListView } from './progress.views.js';

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

const call = (query: string) =>
  api.request('GET', `/api/v1/tasks/${taskId}/progress${query}`, { token: api.tokens.VIEWER });
const list = async (query = ''): Promise<ProgressListView> => (await call(query)).json as ProgressListView;

const QUEUE = {
  fromBroker: 'broker-a',
  fromQueue: 0,
  toBroker: 'broker-x',
  toQueue: 0,
  fromOffset: '500',
  fromMax: '510',
  toOffset: '1500',
  toMax: '1512',
  translated: '1500',
  syncedAt: '2026-11-21T12:00:00.000Z',
  why: null,
  said: null,
};

/** A worker has carried the progress of a group. */
async function carried(group: string, sense: ProgressSense, why: ProgressWhy | null = null): Promise<void> {
  await api.dataSource.query(
    `INSERT INTO group_progress (task_id, sense, consumer_group, from_topic, to_topic, in_retry, queues, why)
     VALUES ($1, $2, $3, 'orders', 'orders-copy', 3, $4, $5)`,
    [taskId, sense, group, JSON.stringify([{ ...QUEUE, why }]), why],
  );
}

describe('the progress of the consumer groups of a task (P-04)', () => {
  it('is nothing before the first look; which way it goes stands in the task', async () => {
    expect(await list()).toEqual({
      status: null,
      enabled: { toTarget: true, toSource: false },
      items: [],
      next: null,
    });
  });

  it('tells queue by queue where a group stands on both sides, and why it is not carried', async () => {
    await carried('billing', 'TO_TARGET', 'LIVE_MEMBERS');
    await api.dataSource.query(
      `INSERT INTO sync_status (task_id, part, looked_at, took_ms) VALUES ($1, 'PROGRESS', now(), 42)`,
      [taskId],
    );
    const { status, items } = await list();
    expect(status).toMatchObject({ tookMs: 42, reason: null });
    expect(items).toEqual([
      expect.objectContaining({
        sense: 'TO_TARGET',
        consumerGroup: 'billing',
        fromTopic: 'orders',
        toTopic: 'orders-copy',
        inRetry: '3',
        why: 'LIVE_MEMBERS',
        queues: [{ ...QUEUE, why: 'LIVE_MEMBERS' }],
      }),
    ]);
  });

  it('comes in pages, and of one sense, reason or part of a name', async () => {
    await carried('a', 'TO_TARGET');
    await carried('b', 'TO_TARGET', 'POP_RETRY');
    await carried('c', 'TO_SOURCE');
    const groups = (page: ProgressListView): string[] => page.items.map((item) => item.consumerGroup);
    const first = await list('?limit=2');
    const second = await list(`?limit=2&after=${first.next}`);
    expect([groups(first), groups(second), second.next]).toEqual([['a', 'b'], ['c'], null]);
    expect(groups(await list('?sense=TO_SOURCE'))).toEqual(['c']);
    expect(groups(await list('?why=POP_RETRY'))).toEqual(['b']);
    expect(groups(await list('?search=B'))).toEqual(['b']);
    expect(groups(await list('?search=ORDERS-C'))).toEqual(['a', 'b', 'c']);
  });

  it.each([
    ['?sense=SIDEWAYS', 'sense'],
    ['?why=NONE', 'why'],
    ['?limit=0', 'limit'],
    ['?limit=201', 'limit'],
    ["?after=1'--", 'after'],
    ['?page=2', 'page'],
  ])('is not given for %s, which names the field', async (query, path) => {
    const answer = await call(query);
    expect(answer.status).toBe(400);
    expect(problemOf(answer).errors?.[0]?.path).toBe(path);
  });
});
