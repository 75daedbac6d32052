import { afterAll, beforeAll, expect, it } from 'vitest';
import { concrete, routesOf } from '../../testing/routes.js';
import { problemOf, startTestApi, type TestApi } from '../../testing/test-api.js';

let api: TestApi;
beforeAll(async () => {
  api = await startTestApi();
});
afterAll(() => api.close());

it('every route but the probe of life answers 503 with Retry-After while the database is away', async () => {
  const name: { current_database: string }[] = await api.dataSource.query('SELECT current_database()');
  const database = name[0]?.current_database ?? '';
  // Nobody gets a new connection, and the old ones end.
  await api.dataSource.query(`ALTER DATABASE "${database}" ALLOW_CONNECTIONS false`);
  await api.dataSource
    .query('SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database()')
    .catch(() => undefined);
  const statuses: string[] = [];
  for (const { method, path } of routesOf(api.app)) {
    if (method === '_ALL' || path === '/healthz') continue;
    const body = path.endsWith('/login') ? { username: 'a', password: 'b' } : undefined;
    const answer = await api.request(method, concrete(path), {
      token: api.tokens.ADMIN,
      ...(body === undefined ? {} : { body }),
    });
    if (
      answer.status !== 503 ||
      answer.headers.get('retry-after') === null ||
      problemOf(answer).code !== 'DATABASE_UNAVAILABLE'
    ) {
      statuses.push(`${method} ${path} ${answer.status} ${answer.text.slice(0, 200)}`);
    }
  }
  expect(statuses).toEqual([]);
  expect((await api.request('GET', '/healthz')).status).toBe(200);
});
