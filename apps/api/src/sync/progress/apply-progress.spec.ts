import { ResponseError } from '@slipstream/rocketmq-remoting';
import type { ProgressSense } from '@slipstream/shared';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { EventListView } from '../../tasks/task.views.js';
import { FakeClusterClients, type FakeBroker } from '../../testing/fake-cluster-clients.js';
import { addCluster, addTask, taskBody } from '../../testing/requests.js';
import { planStreams } from '../../testing/task-states.js';
import { problemOf, startTestApi, type TestApi } from '../../testing/test-api.js';
import type { ProgressApplyView, ProgressListView, ProgressPreviewView } from './progress.views.js';

// Streams of a planned task stand at 100 and 101 of the source's queues and at 0 of the target's, which are empty.
const source: FakeBroker = { range: { minOffset: 0, maxOffset: 200 } };
const target: FakeBroker = { range: { minOffset: 0, maxOffset: 0 } };
let api: TestApi;
let clusters: [string, string];
let count = 0;
let taskId: string;
beforeAll(async () => {
  api = await startTestApi({ clients: new FakeClusterClients({ 'broker-a': source, 'broker-x': target }) });
  clusters = [await addCluster(api, 'source'), await addCluster(api, 'target')];
});
afterAll(() => api.close());
beforeEach(async () => {
  Object.assign(source, { groups: ['billing'], committed: { orders: { billing: { 0: 100, 1: 50 } } } });
  Object.assign(target, { groups: ['billing'], committed: {}, live: [], commitError: undefined });
  await api.dataSource.query('DELETE FROM task');
  taskId = await addTask(api, taskBody(`task-${++count}`, ...clusters, { groups: { exclude: ['test-*'] } }));
  await planStreams(api, taskId);
  await api.request('POST', `/api/v1/tasks/${taskId}/stop`, { token: api.tokens.OPERATOR });
});

const call = (method: string, path: string, body?: unknown) =>
  api.request(method, `/api/v1/tasks/${taskId}${path}`, { token: api.tokens.OPERATOR, body });
interface Wish {
  sense: ProgressSense;
  groups?: string[];
  overrideLive?: boolean;
}
const TO_TARGET: Wish = { sense: 'TO_TARGET' };
const preview = async (wish: Wish = TO_TARGET): Promise<ProgressPreviewView> => {
  const answer = await call('POST', '/progress/preview', wish);
  expect(answer.status).toBe(200);
  return answer.json as ProgressPreviewView;
};
const apply = (version: string, wish: Wish = TO_TARGET) =>
  call('POST', '/progress/apply', { ...wish, version });
const lastEvent = async () => ((await call('GET', '/events?limit=1')).json as EventListView).items[0];

describe('progress by hand (P-02)', () => {
  it('of a stopped task is shown queue by queue, written as it was shown, read back, and told', async () => {
    const { version, groups: shown } = await preview();
    expect(shown.map(({ consumerGroup, fromTopic }) => [consumerGroup, fromTopic])).toEqual([
      ['billing', 'orders'],
    ]);
    expect(
      shown[0]?.queues.map(({ fromOffset, toOffset, writes }) => [fromOffset, toOffset, writes]),
    ).toEqual([
      ['100', null, '0'],
      ['50', null, '0'],
    ]);
    expect(target.committed).toEqual({});
    const answer = await apply(version);
    expect(answer.status).toBe(200);
    const { groups } = answer.json as ProgressApplyView;
    expect(groups[0]?.queues.map(({ outcome, before, toOffset }) => [outcome, before, toOffset])).toEqual([
      ['APPLIED', null, '0'],
      ['APPLIED', null, '0'],
    ]);
    expect(target.committed).toEqual({ orders: { billing: { 0: 0, 1: 0 } } });
    expect(await lastEvent()).toMatchObject({
      kind: 'PROGRESS_APPLIED',
      actor: 'otto',
      details: {
        sense: 'TO_TARGET',
        groups: ['billing'],
        queues: ['billing orders@broker-x#0: none → 0', 'billing orders@broker-x#1: none → 0'],
      },
    });
    const { items } = (await call('GET', '/progress')).json as ProgressListView;
    expect(items[0]?.queues.map(({ toOffset }) => toOffset)).toEqual(['0', '0']);
  });

  it('is refused when positions have changed since the preview', async () => {
    const { version } = await preview();
    Object.assign(target, { committed: { orders: { billing: { 0: 0 } } } });
    const problem = problemOf(await apply(version));
    expect([problem.status, problem.code]).toEqual([409, 'PREVIEW_OUTDATED']);
    expect(target.committed).toEqual({ orders: { billing: { 0: 0 } } });
  });

  it('leaves a group with members alone, until an operator says otherwise in so many words', async () => {
    Object.assign(target, { live: ['billing'] });
    const held = await preview();
    expect(held.groups[0]?.queues.map(({ why, writes }) => [why, writes])).toEqual([
      ['LIVE_MEMBERS', null],
      ['LIVE_MEMBERS', null],
    ]);
    const forced: Wish = { ...TO_TARGET, groups: ['billing'], overrideLive: true };
    const { version } = await preview(forced);
    expect((await apply(version, forced)).status).toBe(200);
    expect(target.committed).toEqual({ orders: { billing: { 0: 0, 1: 0 } } });
    expect((await lastEvent())?.details).toMatchObject({ overrideLive: true });
  });

  it('says of each queue what the broker said against it', async () => {
    const { version } = await preview();
    Object.assign(target, {
      commitError: new ResponseError({
        address: 'x',
        requestCode: 15,
        responseCode: 16,
        remark: 'not allowed',
      }),
    });
    const { groups } = (await apply(version)).json as ProgressApplyView;
    expect(groups[0]?.queues.map(({ outcome, why, said }) => [outcome, why, said])).toEqual([
      ['REFUSED', 'REFUSED', 'not allowed'],
      ['REFUSED', 'REFUSED', 'not allowed'],
    ]);
    expect((await lastEvent())?.kind).toBe('TASK_STOPPED');
  });

  it.each([
    [{}, 'sense'],
    [{ sense: 'SIDEWAYS' }, 'sense'],
    [{ ...TO_TARGET, groups: [] }, 'groups'],
    [{ ...TO_TARGET, groups: ['a', 'a'] }, 'groups'],
    [{ ...TO_TARGET, groups: ['a b'] }, 'groups'],
    [{ ...TO_TARGET, groups: ['billing', 'test-x'] }, 'groups.1'],
    [{ ...TO_TARGET, groups: ['CID_RMQ_SYS_TRANS'] }, 'groups.0'],
    [{ ...TO_TARGET, overrideLive: 'yes' }, 'overrideLive'],
    [{ ...TO_TARGET, force: true }, 'force'],
  ])('is refused for %j, which names the field', async (body, path) => {
    for (const [way, more] of [
      ['preview', {}],
      ['apply', { version: '0'.repeat(32) }],
    ] as const) {
      const problem = problemOf(await call('POST', `/progress/${way}`, { ...body, ...more }));
      expect([problem.status, problem.errors?.[0]?.path]).toEqual([400, path]);
    }
  });

  it('is not written without a preview', async () => {
    const problem = problemOf(await call('POST', '/progress/apply', TO_TARGET));
    expect(problem.errors?.[0]?.path).toBe('version');
  });
});
