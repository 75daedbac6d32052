import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { clusterBody } from '../testing/requests.js';
import {
  ADMIN_PASSWORD,
  problemOf,
  startTestApi,
  type TestAnswer,
  type TestApi,
} from '../testing/test-api.js';
import { hashSessionToken } from './session-token.js';

let api: TestApi;
beforeAll(async () => {
  api = await startTestApi();
});
afterAll(() => api.close());

const login = (username: string, password: string): Promise<TestAnswer> =>
  api.request('POST', '/api/v1/auth/login', { body: { username, password } });
const cookieOf = (answer: TestAnswer): string => (answer.headers.get('set-cookie') ?? '').split(';')[0] ?? '';

describe('login (U-01)', () => {
  it('of the first administrator gives a cookie and the same id as a token', async () => {
    const answer = await login('admin', ADMIN_PASSWORD);
    expect(answer.status).toBe(200);
    const { token, user } = answer.json as { token: string; user: { role: string } };
    expect(user.role).toBe('ADMIN');
    const cookie = answer.headers.get('set-cookie') ?? '';
    expect(cookie).toContain(`slipstream_session=${token};`);
    expect(cookie).toMatch(/HttpOnly/);
    expect(cookie).toMatch(/SameSite=Lax/);
    expect((await api.request('GET', '/api/v1/auth/me', { token })).json).toMatchObject({
      username: 'admin',
      role: 'ADMIN',
    });
    expect(
      (await api.request('GET', '/api/v1/auth/me', { headers: { cookie: cookieOf(answer) } })).status,
    ).toBe(200);
  });

  it('keeps only a hash of the session id', async () => {
    const { token } = (await login('admin', ADMIN_PASSWORD)).json as { token: string };
    expect(Buffer.from(token, 'base64url')).toHaveLength(32);
    const rows: { id_hash: string }[] = await api.dataSource.query('SELECT id_hash FROM app_session');
    expect(rows.map((row) => row.id_hash)).toContain(hashSessionToken(token));
    expect(JSON.stringify(rows)).not.toContain(token);
  });

  it('says the same of an unknown user and of a wrong password', async () => {
    const wrong = problemOf(await login('vera', 'wrong'));
    const unknown = problemOf(await login('nobody', 'wrong'));
    expect({ ...wrong, requestId: '' }).toEqual({ ...unknown, requestId: '' });
    expect(wrong.status).toBe(401);
  });

  it('takes as long for an unknown user as for a wrong password', async () => {
    const time = async (username: string): Promise<number> => {
      const begun = performance.now();
      await login(username, 'wrong');
      return performance.now() - begun;
    };
    const known: number[] = [];
    const unknown: number[] = [];
    for (let round = 0; round < 4; round++) {
      known.push(await time('otto'));
      unknown.push(await time(`nobody-${round}`));
    }
    const best = (times: number[]): number => Math.min(...times);
    // An answer without any hashing takes a tenth of one with it.
    expect(best(unknown)).toBeGreaterThan(best(known) / 3);
  });

  it('waits after five wrong passwords, even for the right one', async () => {
    for (let count = 0; count < 5; count++) expect((await login('anna', 'wrong')).status).toBe(401);
    const answer = await login('anna', 'anna-password');
    expect(problemOf(answer).code).toBe('TOO_MANY_REQUESTS');
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
  });
});

describe('sessions', () => {
  it('end at logout, for cookie and token alike', async () => {
    const answer = await login('admin', ADMIN_PASSWORD);
    const { token } = answer.json as { token: string };
    expect((await api.request('POST', '/api/v1/auth/logout', { token })).status).toBe(204);
    expect((await api.request('GET', '/api/v1/auth/me', { token })).status).toBe(401);
    expect(
      (await api.request('GET', '/api/v1/auth/me', { headers: { cookie: cookieOf(answer) } })).status,
    ).toBe(401);
  });

  it('end twelve hours after the login', async () => {
    const { token } = (await login('admin', ADMIN_PASSWORD)).json as { token: string };
    await api.dataSource.query(
      `UPDATE app_session SET expires_at = now() - interval '1 s' WHERE id_hash = $1`,
      [hashSessionToken(token)],
    );
    expect((await api.request('GET', '/api/v1/auth/me', { token })).status).toBe(401);
  });
});

describe('requests from other sites', () => {
  const body = clusterBody('csrf');

  it.each([
    [{ origin: 'https://evil.example' }, 403],
    [{ 'sec-fetch-site': 'cross-site' }, 403],
    [{ 'content-type': 'text/plain' }, 403],
  ])('with the cookie and %j get %i', async (headers, status) => {
    const answer = await api.request('POST', '/api/v1/clusters', {
      body,
      headers: { cookie: `slipstream_session=${api.tokens.ADMIN}`, ...headers },
    });
    expect(answer.status).toBe(status);
    expect(
      ((await api.request('GET', '/api/v1/clusters', { token: api.tokens.VIEWER })).json as { total: number })
        .total,
    ).toBe(0);
  });

  it('cannot log somebody in', async () => {
    const answer = await api.request('POST', '/api/v1/auth/login', {
      body: { username: 'admin', password: ADMIN_PASSWORD },
      headers: { origin: 'https://evil.example' },
    });
    expect(answer.status).toBe(403);
  });

  it('are let in from our own page', async () => {
    const answer = await api.request('POST', '/api/v1/clusters', {
      body,
      headers: { cookie: `slipstream_session=${api.tokens.ADMIN}`, origin: api.url },
    });
    expect(answer.status).toBe(201);
  });
});

describe('the first start', () => {
  it('prints a generated password once, and no later start prints it', async () => {
    const other = await startTestApi({ environment: { ADMIN_PASSWORD: undefined } });
    try {
      expect(other.printed).toHaveLength(1);
      const password = /password "([^"]+)"/.exec(other.printed[0] ?? '')?.[1] ?? '';
      expect(password.length).toBeGreaterThanOrEqual(24);
      expect(
        (await other.request('POST', '/api/v1/auth/login', { body: { username: 'admin', password } })).status,
      ).toBe(200);
      expect(other.logged()).not.toContain(password);
      expect(
        (
          await other.request('POST', '/api/v1/auth/login', {
            body: { username: 'admin', password: 'admin' },
          })
        ).status,
      ).toBe(401);
    } finally {
      await other.close();
    }
  });

  it('prints nothing when ADMIN_PASSWORD is given', () => {
    expect(api.printed).toEqual([]);
  });
});
