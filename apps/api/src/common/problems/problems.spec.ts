import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { clusterBody } from '../../testing/requests.js';
import { problemOf, startTestApi, type TestApi } from '../../testing/test-api.js';

let api: TestApi;
beforeAll(async () => {
  api = await startTestApi();
});
afterAll(() => api.close());

const asAdmin = (method: string, path: string, more: object = {}) =>
  api.request(method, path, { token: api.tokens.ADMIN, ...more });

describe('what is refused comes as a problem document', () => {
  it.each([
    ['GET', '/api/v1/nothing', 404, 'NOT_FOUND'],
    ['GET', '/api/v2/tasks', 404, 'NOT_FOUND'],
    ['GET', '/nothing', 404, 'NOT_FOUND'],
    ['GET', '/api/v1/tasks/%E0%A4%A', 400, 'VALIDATION_FAILED'],
    ['GET', '/api/v1/tasks/not-a-uuid', 404, 'NOT_FOUND'],
    ['GET', '/api/v1/tasks/%00', 404, 'NOT_FOUND'],
    ['GET', '/api/v1/tasks/00000000-0000-4000-8000-000000000000', 404, 'NOT_FOUND'],
    ['DELETE', '/api/v1/tasks', 405, 'METHOD_NOT_ALLOWED'],
    ['PUT', '/api/v1/tasks/00000000-0000-4000-8000-000000000000', 405, 'METHOD_NOT_ALLOWED'],
    ['POST', '/healthz', 405, 'METHOD_NOT_ALLOWED'],
    ['GET', '/api/v1/tasks?state=GONE', 400, 'VALIDATION_FAILED'],
    ['GET', '/api/v1/tasks?state=RUNNING&state=STOPPED', 400, 'VALIDATION_FAILED'],
    ['GET', '/api/v1/tasks?__proto__=1', 400, 'VALIDATION_FAILED'],
    ['GET', '/api/v1/tasks?unknown=1', 400, 'VALIDATION_FAILED'],
    ['GET', '/api/v1/tasks?search=%00', 400, 'VALIDATION_FAILED'],
  ])('%s %s: %i %s', async (method, path, status, code) => {
    const answer = await asAdmin(method, path);
    const problem = problemOf(answer);
    expect([answer.status, problem.code, problem.status]).toEqual([status, code, status]);
    expect(problem.requestId).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('names the methods that an address takes', async () => {
    expect((await asAdmin('DELETE', '/api/v1/tasks')).headers.get('allow')).toBe('GET, HEAD, POST');
  });

  it.each(['{', '"text"', '1', '{"a":1}}', '{"a":NaN}', '\u0000'])(
    'malformed body %j is 400',
    async (raw) => {
      expect(problemOf(await asAdmin('POST', '/api/v1/clusters', { raw })).code).toBe('MALFORMED_JSON');
    },
  );

  it.each(['[]', '[{}]'])('body %s is no object', async (raw) => {
    expect(problemOf(await asAdmin('POST', '/api/v1/clusters', { raw })).code).toBe('VALIDATION_FAILED');
  });

  it('no body at all is 400', async () => {
    expect(problemOf(await asAdmin('POST', '/api/v1/clusters')).code).toBe('VALIDATION_FAILED');
  });

  it('a body above 1 MB is 413', async () => {
    const answer = await asAdmin('POST', '/api/v1/clusters', { body: { name: 'x'.repeat(1_100_000) } });
    expect([answer.status, problemOf(answer).code]).toEqual([413, 'PAYLOAD_TOO_LARGE']);
  });

  it.each([
    'text/plain',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'application/json; charset=iso-8859-1',
    'application/xml',
  ])('a body of type %s is 415', async (type) => {
    const answer = await asAdmin('POST', '/api/v1/clusters', {
      body: clusterBody('x'),
      headers: { 'content-type': type },
    });
    expect([answer.status, problemOf(answer).code]).toEqual([415, 'UNSUPPORTED_MEDIA_TYPE']);
  });

  it('a body that claims to be compressed and is not, is 400', async () => {
    const answer = await asAdmin('POST', '/api/v1/clusters', {
      body: clusterBody('x'),
      headers: { 'content-encoding': 'gzip' },
    });
    expect(answer.status).toBe(400);
  });

  it('names every field that is wrong', async () => {
    const answer = await asAdmin('POST', '/api/v1/clusters', {
      body: { name: 1, clusterId: '|', networkType: 'MOON', nameServers: 'x', epoch: 1 },
    });
    const paths = new Set(problemOf(answer).errors?.map((error) => error.path));
    expect(paths).toEqual(
      new Set(['name', 'clusterId', 'networkType', 'nameServers', 'aclEnabled', 'epoch']),
    );
  });

  it.each(['__proto__', 'constructor', 'toString'])('refuses the field %s by name', async (field) => {
    const raw = `{"${field}":{"role":"ADMIN"},${JSON.stringify(clusterBody('x')).slice(1)}`;
    expect(problemOf(await asAdmin('POST', '/api/v1/clusters', { raw })).errors?.[0]?.path).toBe(field);
  });
});

describe('headers', () => {
  it('keep scripts, frames and caches out', async () => {
    const { headers } = await asAdmin('GET', '/api/v1/tasks');
    expect(headers.get('content-security-policy')).toContain("script-src 'self'");
    expect(headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('x-powered-by')).toBeNull();
    expect(headers.get('access-control-allow-origin')).toBeNull();
  });
});

describe('probes', () => {
  it('answer while all is well', async () => {
    expect((await api.request('GET', '/healthz')).json).toEqual({ status: 'ok' });
    expect((await api.request('GET', '/readyz')).json).toEqual({ status: 'ready' });
  });
});
