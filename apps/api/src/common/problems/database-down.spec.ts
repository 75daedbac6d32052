import { afterAll, beforeAll, expect, it } from 'vitest';
import { CutProxy } from '../../testing/cut-proxy.js';
import { concrete, routesOf } from '../../testing/routes.js';
import { problemOf, startTestApi, type TestApi } from '../../testing/test-api.js';

let api: TestApi;
let proxy: CutProxy;
beforeAll(async () => {
  api = await startTestApi({ through: async (url) => (proxy = await CutProxy.to(url)).url });
});
afterAll(async () => {
  await proxy.mend();
  await api.close();
  await proxy.cut();
});

it('every route but the probe of life answers 503 with Retry-After while the database is away, and works again after', async () => {
  await proxy.cut();
  const others: string[] = [];
  for (const { method, path } of routesOf(api.app)) {
    if (path === '/healthz') continue;
    const body = path.endsWith('/login') ? { username: 'a', password: 'b' } : undefined;
    const answer = await api.request(method, concrete(path), { token: api.tokens.ADMIN, body });
    const right = answer.status === 503 && answer.headers.get('retry-after') !== null;
    if (!right || problemOf(answer).code !== 'DATABASE_UNAVAILABLE') {
      others.push(`${method} ${path} ${answer.status} ${answer.text.slice(0, 200)}`);
    }
  }
  expect(others).toEqual([]);
  expect((await api.request('GET', '/healthz')).status).toBe(200);
  await proxy.mend();
  expect((await api.request('GET', '/readyz')).status).toBe(200);
  expect((await api.request('GET', '/api/v1/tasks', { token: api.tokens.VIEWER })).status).toBe(200);
});
