import { LEASE_MS, LeaseRepository } from '@slipstream/database';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestApi, type TestApi } from '../testing/test-api.js';
import type { WorkerListView } from './workers.views.js';

let api: TestApi;
beforeAll(async () => {
  api = await startTestApi();
});
afterAll(() => api.close());

describe('W-01: workers', () => {
  it('are none at first, and then each with its host, version and what it holds', async () => {
    const list = async (): Promise<unknown> =>
      (await api.request('GET', '/api/v1/workers', { token: api.tokens.VIEWER })).json as WorkerListView;
    expect(await list()).toEqual({ items: [], total: 0 });
    const id = '00000000-0000-4000-8000-000000000001';
    await new LeaseRepository(api.dataSource).registerWorker(
      { id, name: 'worker-1', producerGroup: 'PG', host: 'node-7', pid: 42, version: '0.1.0' },
      LEASE_MS,
    );
    expect(await list()).toEqual({
      items: [
        {
          id,
          name: 'worker-1',
          host: 'node-7',
          pid: 42,
          version: '0.1.0',
          startedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
          draining: false,
          shards: 0,
        },
      ],
      total: 1,
    });
  });
});
