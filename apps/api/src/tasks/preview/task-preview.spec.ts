import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FakeClusterClients } from '../../testing/fake-cluster-clients.js';
import { addCluster, addTask, taskBody } from '../../testing/requests.js';
import { problemOf, startTestApi, type TestApi } from '../../testing/test-api.js';
import type { TaskPreviewView } from './preview.views.js';
import { spread } from './sample-backlog.js';

const many = Object.fromEntries(Array.from({ length: 5000 }, (_, index) => [`bulk-${index}`, 4]));
const clients = new FakeClusterClients(
  {
    'broker-a': {
      topics: { ...many, orders: 8, payments: 4, '%RETRY%group': 1, 'broker-a': 1 },
      range: { minOffset: 50, maxOffset: 150 },
      groups: ['billing', 'CID_RMQ_SYS_x'],
    },
  },
  ['10.0.0.9:1'],
);
let api: TestApi;
let source: string;
let target: string;
let dead: string;
beforeAll(async () => {
  api = await startTestApi({ clients });
  source = await addCluster(api, 'source');
  target = await addCluster(api, 'target');
  dead = await addCluster(api, 'dead', { nameServers: '10.0.0.9:1' });
});
afterAll(() => api.close());

const ask = (body: unknown, query = '') =>
  api.request('POST', `/api/v1/tasks/preview${query}`, { token: api.tokens.OPERATOR, body });
async function preview(more: Record<string, unknown>, to = target): Promise<TaskPreviewView> {
  const answer = await ask(taskBody('shown', source, to, more));
  expect(answer.status).toBe(200);
  return answer.json as TaskPreviewView;
}
const route = (sourceTopic: string, targetTopic: string, expression?: string) => ({
  sourceTopic,
  targetTopic,
  filter: expression === undefined ? { type: 'NONE' } : { type: 'SQL92', expression },
});

describe('preview of a task (T-11)', () => {
  it('counts topics, queues, messages, bytes and groups, and stores nothing', async () => {
    const { flows, etaSeconds, assumedMessagesPerSecond } = await preview({
      topics: { include: ['orders', 'payments'] },
      startFrom: { type: 'EARLIEST' },
    });
    expect(flows).toMatchObject([
      {
        direction: 'forward',
        source: 'source',
        target: 'target',
        routes: 2,
        conflicts: 0,
        systemTopics: 2,
        otherTopics: 5000,
        messages: '1200',
        bytes: '300000',
        queues: 12,
        sampledQueues: 12,
        consumerGroups: 1,
      },
    ]);
    expect(etaSeconds).toBe(Math.ceil(1200 / assumedMessagesPerSecond));
    expect(
      ((await api.request('GET', '/api/v1/tasks', { token: api.tokens.VIEWER })).json as { total: number })
        .total,
    ).toBe(0);
  });

  it('has nothing to copy from "latest", and from a time what was stored since', async () => {
    const topics = { include: ['orders'] };
    expect((await preview({ topics })).flows[0]?.messages).toBe('0');
    const startFrom = { type: 'TIMESTAMP', timestamp: 120_000 };
    expect((await preview({ topics, startFrom })).flows[0]?.messages).toBe(String(8 * 30));
  });

  it('names what is in the way, first', async () => {
    const { flows } = await preview({
      level: 'TOPIC',
      topics: {},
      routes: [
        route('orders', 'orders'),
        route('orders', 'payments'),
        route('orders', 'made-new'),
        route('nowhere', 'orders-2'),
        route('payments', 'broker-a'),
        route('payments', 'payments', 'n >>> 1'),
      ],
    });
    expect(
      flows[0]?.items.map(({ targetTopic, outlook, sourceQueues, targetQueues, filterError }) =>
        [targetTopic, outlook, `${sourceQueues} → ${targetQueues}`, filterError].filter(Boolean).join(', '),
      ),
    ).toEqual([
      'broker-a, SYSTEM_TOPIC, 0 → 0',
      'orders-2, SOURCE_MISSING, 0 → 1',
      'payments, READY, 4 → 4, Encountered ">"',
      'payments, FEWER_QUEUES, 8 → 4',
      'made-new, CREATE, 8 → 8',
      'orders, READY, 8 → 8',
    ]);
    expect(flows[0]).toMatchObject({ conflicts: 3, toCreate: 1 });
  });

  it('asks a bounded number of questions of 5,000 topics, and says that it estimates', async () => {
    const before = clients.ranges;
    const { flows } = await preview({ topics: {}, startFrom: { type: 'EARLIEST' } });
    expect(flows[0]).toMatchObject({ routes: 5002, queues: 20_012, sampledQueues: 400, messages: '2001200' });
    expect(flows[0]?.items).toHaveLength(100);
    expect(clients.ranges - before).toBe(400);
  });

  it('shows both directions of a two-way task', async () => {
    const { flows } = await preview({ direction: 'TWO_WAY', topics: { include: ['orders'] } });
    expect(flows.map(({ direction, source: from, target: to }) => [direction, from, to])).toEqual([
      ['forward', 'source', 'target'],
      ['reverse', 'target', 'source'],
    ]);
  });

  it('says which cluster does not answer', async () => {
    const problem = problemOf(await ask(taskBody('shown', source, dead)));
    expect([problem.status, problem.code]).toEqual([422, 'CLUSTER_UNREACHABLE']);
    expect(problem.detail).toMatch(/^dead: /);
  });

  it('is checked as a new task is, and shows what it does together with others (T-10)', async () => {
    expect(problemOf(await ask(taskBody('shown', source, source))).code).toBe('SAME_CLUSTER');
    const id = await addTask(api, taskBody('first', source, target, { topics: { include: ['orders'] } }));
    const body = taskBody('shown', source, target, { topics: { include: ['ord*'] } });
    expect((await ask(body)).json).toMatchObject({ findings: [{ kind: 'DUPLICATE_ROUTE' }] });
    expect((await ask(body, `?taskId=${id}`)).json).toMatchObject({ findings: [] });
  });
});

describe('a sample of queues', () => {
  it('is spread evenly, and is everything when there is little', () => {
    expect(spread([1, 2, 3], 5)).toEqual([1, 2, 3]);
    expect(spread([0, 1, 2, 3, 4, 5, 6, 7], 4)).toEqual([0, 2, 4, 6]);
  });
});
