import type { BackfillView } from '@slipstream/shared';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addCluster, addTask, taskBody } from '../../testing/requests.js';
import { problemOf, startTestApi, type TestApi } from '../../testing/test-api.js';

let api: TestApi;
beforeAll(async () => {
  api = await startTestApi();
});
afterAll(() => api.close());

describe('GET /tasks/:id/backfill (W-07)', () => {
  const get = (id: string) =>
    api.request('GET', `/api/v1/tasks/${id}/backfill`, { token: api.tokens.VIEWER });

  it('is none before a task has a queue to copy, with nothing unknown told as 0', async () => {
    const [source, target] = [await addCluster(api, 'source'), await addCluster(api, 'target')];
    const id = await addTask(api, taskBody('backfill', source, target, { startFrom: { type: 'EARLIEST' } }));
    expect((await get(id)).json).toEqual({
      state: 'NONE',
      queues: 0,
      queuesKnown: 0,
      total: null,
      left: null,
      percent: null,
      messagesPerSecond: null,
      etaMs: null,
      doneAt: null,
      topics: [],
      topicsTotal: 0,
    } satisfies BackfillView);
  });

  it('is not found when there is no such task', async () =>
    expect(problemOf(await get('00000000-0000-4000-8000-000000000000')).status).toBe(404));
});
