import { REQUEST_CODE } from '@slipstream/rocketmq-remoting';
import {
  decodeMessages,
  encodeProperties,
  getProperty,
  parseProperties,
} from '@slipstream/rocketmq-remoting/message';
import { FakeBroker } from '@slipstream/rocketmq-remoting/testing';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { RocketmqClusterClients } from '../../clusters/rocketmq-cluster-clients.js';
import { addCluster, addTask, taskBody } from '../../testing/requests.js';
import { letGo, planStreams, reportTask } from '../../testing/task-states.js';
import { problemOf, startTestApi, type TestAnswer, type TestApi } from '../../testing/test-api.js';
import type { EventListView } from '../task.views.js';
import type { TestMessageView } from './test-message.views.js';

let api: TestApi;
let source: FakeBroker;
let target: FakeBroker;
let clusters: [string, string];
let task: string;
let count = 0;
beforeAll(async () => {
  source = await FakeBroker.start({ brokerName: 'broker-a', version: '4.9.7' });
  target = await FakeBroker.start({ brokerName: 'broker-x' });
  for (const broker of [source, target])
    broker.store.putTopic({ topicName: 'orders', readQueueNums: 2, writeQueueNums: 2 });
  api = await startTestApi({ clients: new RocketmqClusterClients() });
  clusters = [
    await addCluster(api, 'tm-source', { nameServers: source.address }),
    await addCluster(api, 'tm-target', { nameServers: target.address }),
  ];
});
afterAll(async () => {
  await api.close();
  await source.stop();
  await target.stop();
});
afterEach(remove);

/** Only one task may copy the topic. */
async function remove(): Promise<void> {
  const own = `/api/v1/tasks/${task}`;
  await api.request('POST', `${own}/stop`, { token: api.tokens.OPERATOR });
  await letGo(api, task);
  await api.request('DELETE', own, { token: api.tokens.OPERATOR });
}

/** A running task that copies `orders`; nobody copies in truth, but for what a test does itself. */
async function running(filter: object = { type: 'NONE' }): Promise<void> {
  const routes = [{ sourceTopic: 'orders', targetTopic: 'orders', filter }];
  const body = { level: 'TOPIC', topics: {}, routes };
  task = await addTask(api, taskBody(`tm-${++count}`, ...clusters, body));
  await planStreams(api, task);
  await reportTask(api, task, 'RUNNING');
}
const call = (method: string, path: string, body?: unknown, role: 'OPERATOR' | 'VIEWER' = 'OPERATOR') =>
  api.request(method, `/api/v1/tasks/${task}/test-message${path}`, { token: api.tokens[role], body });
const viewOf = (answer: TestAnswer): TestMessageView => {
  expect(answer.text === '' ? answer.status : [answer.status, answer.text]).toEqual([
    expect.toBeOneOf([200, 201]),
    answer.text,
  ]);
  return answer.json as TestMessageView;
};
const get = async (id: string): Promise<TestMessageView> => viewOf(await call('GET', `/${id}`));
const lastEvent = async () => {
  const path = `/api/v1/tasks/${task}/events?limit=1`;
  return ((await api.request('GET', path, { token: api.tokens.VIEWER })).json as EventListView).items[0];
};
/** Copies a test message as an engine would. */
function copy(message: TestMessageView, more: { body?: string; drop?: string } = {}): void {
  const { source: place } = message;
  const record = source.store.queue(place.topic, place.queue)?.at(Number(place.offset));
  const [stored] = decodeMessages(record?.bytes ?? Buffer.alloc(0));
  if (stored === undefined) throw new Error('the message is not in its queue');
  const properties = [...parseProperties(stored.properties)].filter(([name]) => name !== more.drop);
  target.store.append({
    topic: 'orders',
    queueId: place.queue,
    entries: [
      {
        flag: 0,
        body: more.body === undefined ? stored.body : Buffer.from(more.body),
        properties: encodeProperties([...properties, ['REPL_ORIGIN', 'tm-source']]),
      },
    ],
    storeTimestamp: stored.storeTimestamp + 12,
  });
}

describe('a test message (V-03)', () => {
  it('is in the source with its mark, and found at the target with the time between', async () => {
    await running();
    const sent = viewOf(await call('POST', '', { topic: 'orders', tag: 'trial', key: 'k-1', body: 'hello' }));
    expect(sent.copies).toMatchObject([{ state: 'WAITING', why: 'PASSED' }]);
    copy(sent);
    const { source: place, copies, messageId } = await get(sent.id);
    expect(place).toMatchObject({ topic: 'orders', broker: 'broker-a', offset: sent.source.offset });
    expect(place.offsetMessageId).toMatch(/^[0-9A-F]{32}$/);
    expect(copies).toMatchObject([
      {
        state: 'FOUND',
        place: { topic: 'orders', broker: 'broker-x', queue: place.queue },
        betweenMs: 12,
        seenMs: expect.any(Number),
        bodyEqual: true,
        changedProperties: [],
        addedProperties: ['REPL_ORIGIN'],
        why: null,
      },
    ]);
    expect(messageId).toMatch(/^[0-9A-F]{32}$/);
  });

  it('tells what a copy has not kept', async () => {
    await running();
    const sent = viewOf(await call('POST', '', { topic: 'orders', tag: 'trial', key: 'k' }));
    copy(sent, { body: 'other', drop: 'KEYS' });
    expect((await get(sent.id)).copies).toMatchObject([{ bodyEqual: false, changedProperties: ['KEYS'] }]);
  });

  it('says at once that the route filters it out, by tag and by SQL-92', async () => {
    await running({ type: 'TAG', expression: 'paid || sent' });
    const started = Date.now();
    expect(viewOf(await call('POST', '', { topic: 'orders', tag: 'trial' })).copies).toMatchObject([
      { state: 'FILTERED', why: 'FILTERED' },
    ]);
    expect(Date.now() - started).toBeLessThan(2_500);
    await remove();
    await running({ type: 'SQL92', expression: "TAGS = 'paid'" });
    source.sqlFilter = (_expression, properties) => getProperty(properties, 'TAGS') === 'paid';
    expect(viewOf(await call('POST', '', { topic: 'orders', tag: 'trial' })).copies).toMatchObject([
      { state: 'FILTERED' },
    ]);
    expect(viewOf(await call('POST', '', { topic: 'orders', tag: 'paid' })).copies).toMatchObject([
      { state: 'WAITING' },
    ]);
  });

  it('is an event with who sent it, and without its body', async () => {
    await running();
    const { id, source: place } = viewOf(await call('POST', '', { topic: 'orders', body: 'confidential' }));
    const event = await lastEvent();
    expect(event).toMatchObject({
      kind: 'TEST_MESSAGE_SENT',
      actor: 'otto',
      details: {
        testId: id,
        queue: { topic: 'orders', brokerName: 'broker-a' },
        offset: Number(place.offset),
      },
    });
    expect(JSON.stringify(event)).not.toContain('confidential');
  });

  it('is refused while the task does not run, and for a topic that it does not copy', async () => {
    await running();
    const other = problemOf(await call('POST', '', { topic: 'payments' }));
    expect([other.status, other.errors?.[0]?.path]).toEqual([400, 'topic']);
    const reverse = problemOf(await call('POST', '', { topic: 'orders', direction: 'reverse' }));
    expect(reverse.errors?.[0]?.path).toBe('topic');
    await api.request('POST', `/api/v1/tasks/${task}/stop`, { token: api.tokens.OPERATOR });
    const stopped = problemOf(await call('POST', '', { topic: 'orders' }));
    expect([stopped.status, stopped.code]).toEqual([409, 'TASK_STATE_CONFLICT']);
  });

  it('is not for those who may only look', async () => {
    await running();
    expect((await call('POST', '', { topic: 'orders' }, 'VIEWER')).status).toBe(403);
  });

  it.each([
    [{}, 'topic'],
    [{ topic: 'orders', tag: 'a||b' }, 'tag'],
    [{ topic: 'orders', tag: 'a b' }, 'tag'],
    [{ topic: 'orders', key: 'a b' }, 'key'],
    [{ topic: 'orders', key: 'a\u0002b' }, 'key'],
    [{ topic: 'orders', body: '' }, 'body'],
    [{ topic: 'orders', body: 'x'.repeat(4_097) }, 'body'],
    [{ topic: 'orders', direction: 'sideways' }, 'direction'],
  ])('refuses %o at %s', async (body, path) => {
    await running();
    const problem = problemOf(await call('POST', '', body));
    expect([problem.status, problem.errors?.[0]?.path]).toEqual([400, path]);
  });

  it('that the source refuses says what the broker said, and that nothing was written', async () => {
    await running();
    source.on(REQUEST_CODE.SEND_BATCH_MESSAGE, () => ({ code: 16, remark: 'no permission for orders' }));
    const problem = problemOf(await call('POST', '', { topic: 'orders' }));
    source.off(REQUEST_CODE.SEND_BATCH_MESSAGE);
    expect([problem.status, problem.code]).toEqual([422, 'CLUSTER_REFUSED']);
    expect(problem.detail).toContain('no permission for orders');
    expect((await lastEvent())?.kind).not.toBe('TEST_MESSAGE_SENT');
  });

  it('that the source is too busy for is sent again', async () => {
    await running();
    const busy = { kind: 'ANSWER', code: 2, remark: '[TIMEOUT_CLEAN_QUEUE]broker busy' } as const;
    source.fault(REQUEST_CODE.SEND_BATCH_MESSAGE, busy, 2);
    const { source: place } = viewOf(await call('POST', '', { topic: 'orders' }));
    expect(source.store.queue('orders', place.queue)?.at(Number(place.offset))).toBeDefined();
  });

  it('of another task is not shown', async () => {
    await running();
    const { id } = viewOf(await call('POST', '', { topic: 'orders' }));
    await remove();
    await running();
    expect(problemOf(await call('GET', `/${id}`)).code).toBe('NOT_FOUND');
  });
});
