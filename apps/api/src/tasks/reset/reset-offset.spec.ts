import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { FakeClusterClients } from '../../testing/fake-cluster-clients.js';
import { addCluster, addTask, taskBody } from '../../testing/requests.js';
import { planStreams } from '../../testing/task-states.js';
import { problemOf, startTestApi, type TestApi } from '../../testing/test-api.js';
import type { EventListView, StreamListView } from '../task.views.js';
import type { ResetOffsetView, ResetPreviewView, TaskResetView } from './reset.views.js';

let api: TestApi;
let source: string;
let target: string;
let count = 0;
let task: string;
beforeAll(async () => {
  // Streams of a planned task stand at 100 and 101; both queues have 10 to 200.
  const clients = new FakeClusterClients({ 'broker-a': { range: { minOffset: 10, maxOffset: 200 } } });
  api = await startTestApi({ clients });
  [source, target] = [await addCluster(api, 'source'), await addCluster(api, 'target')];
});
afterAll(() => api.close());
beforeEach(async () => {
  task = await addTask(api, taskBody(`reset-${++count}`, source, target));
  await planStreams(api, task);
  await call('POST', '/stop');
});

const call = (method: string, path: string, body?: unknown) =>
  api.request(method, `/api/v1/tasks/${task}${path}`, { token: api.tokens.OPERATOR, body });
const preview = async (body: unknown): Promise<ResetPreviewView> => {
  const answer = await call('POST', '/reset-offset/preview', body);
  expect(answer.status).toBe(200);
  return answer.json as ResetPreviewView;
};
const reset = (body: unknown) => call('POST', '/reset-offset', body);
const positions = async (): Promise<string[]> =>
  ((await call('GET', '/streams')).json as StreamListView).items.map(({ position }) => position);
const lastEvent = async () => ((await call('GET', '/events?limit=1')).json as EventListView).items[0];
const lastReset = async () => (await call('GET', '/reset-offset')).json as TaskResetView;

describe('reset of the offsets (T-06)', () => {
  it('moves every stream to the exact offset of the instant', async () => {
    const answer = await reset({ timestamp: 42_000 });
    expect(answer.status).toBe(200);
    const { streams, task: after } = answer.json as ResetOffsetView;
    expect(streams.map(({ sourceQueue, from, to }) => [sourceQueue, from, to])).toEqual([
      [0, '100', '42'],
      [1, '101', '42'],
    ]);
    expect(after.status.state).toBe('STOPPED');
    expect(await positions()).toEqual(['42', '42']);
    expect(await lastEvent()).toMatchObject({
      kind: 'OFFSET_RESET',
      details: {
        streams: 2,
        timestamp: '1970-01-01T00:00:42.000Z',
        again: '117',
        skipped: '0',
        queues: ['orders@broker-a#0: 100 → 42', 'orders@broker-a#1: 101 → 42'],
      },
    });
  });

  it.each([
    [{ type: 'EARLIEST' }, ['10', '10'], { again: '181', skipped: '0', ahead: '380' }],
    [{ type: 'LATEST' }, ['200', '200'], { again: '0', skipped: '199', ahead: '0' }],
    [{ type: 'TIMESTAMP', timestamp: 42_000 }, ['42', '42'], { again: '117', skipped: '0', ahead: '316' }],
  ])('to %j is what its preview has shown', async (body, offsets, totals) => {
    const shown = await preview(body);
    expect(shown.totals).toEqual(totals);
    expect(await positions()).toEqual(['100', '101']);
    const done = (await reset({ ...body, version: shown.version })).json as ResetOffsetView;
    expect(done.totals).toEqual(totals);
    expect(done.streams).toEqual(shown.streams);
    expect(await positions()).toEqual(offsets);
  });

  it('moves one stream, by an offset or by a start, and leaves the others', async () => {
    const [first, second] = (await preview({ type: 'EARLIEST' })).streams.map(({ id }) => id);
    await reset({ streams: [{ id: first, offset: '50' }] });
    expect(await positions()).toEqual(['50', '101']);
    const { streams } = await preview({ type: 'LATEST', streamIds: [second] });
    expect(streams.map(({ sourceQueue, to, skipped }) => [sourceQueue, to, skipped])).toEqual([
      [1, '200', '99'],
    ]);
  });

  it.each([
    [{}, 'timestamp'],
    [{ type: 'TIMESTAMP' }, 'timestamp'],
    [{ type: 'EARLIEST', timestamp: 5 }, 'timestamp'],
    [{ type: 'NEVER' }, 'type'],
    [{ type: 'EARLIEST', streams: [{ id: '1', offset: '20' }] }, 'type'],
    [{ streams: [{ id: '999999', offset: '20' }] }, 'streams.0.id'],
    [{ streams: [{ id: '1', offset: '-1' }] }, 'streams.0.offset'],
    [{ streams: [] }, 'streams'],
    [{ type: 'EARLIEST', streamIds: ['999999'] }, 'streamIds'],
  ])('refuses %j at %s', async (body, path) => {
    for (const way of ['/reset-offset', '/reset-offset/preview']) {
      const problem = problemOf(await call('POST', way, body));
      expect([problem.status, problem.errors?.[0]?.path]).toEqual([400, path]);
    }
  });

  it.each(['9', '201'])('refuses %s, which the queue does not have, and says what it has', async (offset) => {
    const [id] = (await preview({ type: 'EARLIEST' })).streams.map((stream) => stream.id);
    const problem = problemOf(await reset({ streams: [{ id, offset }] }));
    expect(problem.errors).toEqual([
      {
        path: 'streams.0.offset',
        message: expect.stringContaining('from 10 to 200'),
        rule: 'OFFSET_RANGE',
        params: { min: 10, max: 200 },
      },
    ]);
  });

  it('is refused when somebody else has moved the task since the preview', async () => {
    const { version } = await preview({ type: 'EARLIEST' });
    expect((await reset({ type: 'LATEST', version })).status).toBe(200);
    const problem = problemOf(await reset({ type: 'EARLIEST', version }));
    expect([problem.status, problem.code]).toEqual([409, 'PREVIEW_OUTDATED']);
    expect(await positions()).toEqual(['200', '200']);
  });

  it('of a task that never copied says what to do instead', async () => {
    task = await addTask(api, taskBody(`reset-${++count}`, source, target));
    await call('POST', '/stop');
    const problem = problemOf(await reset({ timestamp: 42_000 }));
    expect([problem.status, problem.code]).toEqual([409, 'TASK_STATE_CONFLICT']);
    expect(problem.detail).toContain('startFrom');
  });

  it('is not even shown for a task that runs (T-05)', async () => {
    await call('POST', '/start');
    const problem = problemOf(await call('POST', '/reset-offset/preview', { type: 'EARLIEST' }));
    expect(problem.code).toBe('TASK_STATE_CONFLICT');
  });
});

describe('undo of a reset (T-06)', () => {
  it('puts the positions back, once, and is an event', async () => {
    expect((await lastReset()).reset).toBeNull();
    await reset({ type: 'EARLIEST' });
    const { reset: last, version } = await lastReset();
    expect(last).toMatchObject({ actor: 'otto', refusal: null });
    expect(last?.streams.map(({ position, before, outcome }) => [position, before, outcome])).toEqual([
      ['10', '100', 'RESTORE'],
      ['10', '101', 'RESTORE'],
    ]);
    expect((await call('POST', '/reset-offset/undo', { version })).status).toBe(200);
    expect(await positions()).toEqual(['100', '101']);
    expect(await lastEvent()).toMatchObject({
      kind: 'OFFSET_RESET_UNDONE',
      details: { streams: 2, queues: ['orders@broker-a#0: 10 → 100', 'orders@broker-a#1: 10 → 101'] },
    });
    const problem = problemOf(await call('POST', '/reset-offset/undo', {}));
    expect([problem.status, problem.code]).toEqual([409, 'UNDO_REFUSED']);
  });

  it('is refused when the task was reset again since it was looked at', async () => {
    await reset({ type: 'EARLIEST' });
    const { version } = await lastReset();
    await reset({ type: 'LATEST' });
    expect(problemOf(await call('POST', '/reset-offset/undo', { version })).code).toBe('PREVIEW_OUTDATED');
    expect(await positions()).toEqual(['200', '200']);
  });
});
