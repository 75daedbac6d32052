import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { problemOf, startTestApi, type TestApi } from '../testing/test-api.js';

let api: TestApi;
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'slipstream-console-'));
  await mkdir(join(folder, 'assets'));
  await writeFile(join(folder, 'index.html'), '<!doctype html><title>console</title>');
  await writeFile(join(folder, 'assets', 'app-abc.js'), 'export {};');
  await writeFile(join(folder, 'assets', 'app-abc.js.br'), brotliCompressSync('export {};'));
  await writeFile(join(folder, 'assets', 'app-abc.js.gz'), gzipSync('export {};'));
  api = await startTestApi({ consoleDirectory: folder });
});
afterAll(async () => {
  await api.close();
  await rm(folder, { recursive: true, force: true });
});

const page = (path: string) => api.request('GET', path, { headers: { accept: 'text/html,*/*' } });

describe('the console', () => {
  it.each(['/', '/index.html', '/tasks/1/metrics', '/clusters?x=1'])(
    'has %s, open to all and never kept',
    async (path) => {
      const answer = await page(path);
      expect([answer.status, answer.headers.get('cache-control')]).toEqual([200, 'no-cache']);
      expect(answer.text).toContain('<title>console</title>');
      expect(answer.headers.get('content-security-policy')).toContain("script-src 'self'");
    },
  );

  it('has hashed files that are kept for ever', async () => {
    const answer = await page('/assets/app-abc.js');
    expect(answer.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
  });

  it.each([
    ['gzip, deflate, br, zstd', 'br'],
    ['gzip', 'gzip'],
    ['identity', null],
  ])('gives whom accepts %s what the build has compressed', async (accepted, encoding) => {
    const answer = await api.request('GET', '/assets/app-abc.js', {
      headers: { 'accept-encoding': accepted },
    });
    expect(answer.text).toBe('export {};');
    expect(answer.headers.get('content-encoding')).toBe(encoding);
    expect(answer.headers.get('content-type')).toBe('text/javascript');
    expect(answer.headers.get('vary')).toBe('Accept-Encoding');
  });

  it('answers HEAD without a body, and "unchanged" to whom has the page', async () => {
    const head = await api.request('HEAD', '/tasks', { headers: { accept: 'text/html' } });
    expect([head.status, head.text, head.headers.get('cache-control')]).toEqual([200, '', 'no-cache']);
    const etag = head.headers.get('etag') ?? 'none';
    const again = await api.request('GET', '/tasks', {
      headers: { accept: 'text/html', 'if-none-match': etag },
    });
    expect(again.status).toBe(304);
  });

  it('is whole to whom asks for a part that cannot be', async () => {
    const answer = await api.request('GET', '/assets/app-abc.js', { headers: { range: 'bytes=5-2' } });
    expect([answer.status, answer.text]).toEqual([200, 'export {};']);
  });

  it('is not changed by other methods', async () => {
    expect((await api.request('POST', '/tasks', { headers: { accept: 'text/html' } })).status).toBe(404);
  });

  it.each(['/assets/gone.js', '/assets/../../package.json', '/..%2f..%2fpackage.json', '/%2e%2e/secret'])(
    'does not have %s',
    async (path) => {
      const answer = await api.request('GET', path, { headers: { accept: '*/*' } });
      expect(answer.status).toBeGreaterThanOrEqual(400);
      expect(answer.status).toBeLessThan(500);
    },
  );

  it('leaves the API alone', async () => {
    expect(problemOf(await page('/api/v1/nothing')).code).toBe('NOT_FOUND');
    expect((await page('/api/v1/tasks')).status).toBe(401);
    expect((await page('/healthz')).json).toEqual({ status: 'ok' });
  });
});
