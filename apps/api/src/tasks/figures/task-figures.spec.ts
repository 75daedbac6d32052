import { SampleHousekeeping, SampleRepository } from '@slipstream/database';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addCluster, addTask, taskBody } from '../../testing/requests.js';
import { problemOf, startTestApi, type TestApi } from '../../testing/test-api.js';
import type { FigureListView } from './figures.views.js';

const MINUTE = 60_000;
let api: TestApi;
let busy: string;
let silent: string;
let lastMinute: number;

beforeAll(async () => {
  api = await startTestApi();
  const [source, target, other] = [
    await addCluster(api, 'f-s'),
    await addCluster(api, 'f-t'),
    await addCluster(api, 'f-o'),
  ];
  busy = await addTask(api, taskBody('busy', source, target));
  silent = await addTask(api, taskBody('silent', source, other));
  const [flow] = (await api.dataSource.query('SELECT id FROM flow WHERE task_id = $1', [busy])) as [
    { id: string },
  ];
  lastMinute = Math.floor(Date.now() / MINUTE) * MINUTE - MINUTE;
  const sample = {
    flowId: flow.id,
    workerId: '00000000-0000-4000-8000-00000000000a',
    read: 0,
    skippedLoop: 0,
    filtered: 0,
    failed: 0,
    bytes: 0,
    gapMessages: 0,
    throttledMs: 0,
    backoffMs: 0,
    delayMs: 5,
    delayMaxMs: 80,
    lagMessages: 0,
  };
  await api.app.get(SampleRepository).insert([
    { ...sample, at: lastMinute + 1_000, sent: 90 },
    { ...sample, at: lastMinute - 5 * MINUTE, sent: 1, delayMs: null, delayMaxMs: null },
  ]);
  // What is reported that late is rolled up again, and only then shown.
  await api.app.get(SampleHousekeeping).run();
});
afterAll(() => api.close());

const figures = (query = '') =>
  api.request('GET', `/api/v1/tasks/figures${query}`, { token: api.tokens.VIEWER });

describe('W-01: figures of the task list', () => {
  it('are delay and rate of each of the last 30 whole minutes, unknown where nothing was reported', async () => {
    const view = (await figures()).json as FigureListView;
    expect(view).toMatchObject({ step: MINUTE, total: 1 });
    expect(view.items.map(({ taskId }) => taskId)).toEqual([busy]);
    const place = (lastMinute - view.from) / MINUTE;
    const [item] = view.items;
    expect(item?.outRate).toHaveLength(30);
    expect(item?.outRate[place]).toBe(1.5);
    expect(item?.delayMs[place]).toBe(80);
    expect(item?.outRate[place - 5]).toBe(0.02);
    expect(item?.delayMs[place - 5]).toBeNull();
    expect(item?.outRate[place - 1]).toBeNull();
  });

  it('are of the tasks that are asked for', async () => {
    expect(((await figures(`?ids=${silent}`)).json as FigureListView).items).toEqual([]);
    expect(((await figures(`?ids=${silent},${busy.toUpperCase()}`)).json as FigureListView).total).toBe(1);
  });

  it.each(['?ids=1', '?ids=', `?ids=${'00000000-0000-4000-8000-000000000000,'.repeat(200)}x`])(
    'are refused for what is no list of ids: %.40s',
    async (query) => {
      const answer = await figures(query);
      expect(answer.status).toBe(400);
      expect(problemOf(answer).errors?.[0]?.path).toMatch(/^ids/);
    },
  );
});
