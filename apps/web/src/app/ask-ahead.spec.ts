import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createQueryClient } from '../api/query-client.js';
import { askAhead } from './ask-ahead.js';

let asked: string[];
let status: number;

beforeEach(() => {
  asked = [];
  status = 200;
  vi.stubGlobal('fetch', async ({ url }: Request) => {
    asked.push(new URL(url).pathname.replace('/api/v1', ''));
    return new Response(JSON.stringify({ items: [], total: 0 }), { status });
  });
});
afterEach(() => vi.unstubAllGlobals());

const LIST = ['/auth/me', '/tasks', '/clusters'];

describe('before a page is drawn', () => {
  it.each([
    ['/tasks', LIST],
    ['/', LIST],
    ['/clusters', ['/auth/me']],
    ['/login', []],
  ])('%s asks for what it will show', async (path, expected) => {
    await askAhead(createQueryClient(), path);
    expect(asked).toEqual(expected);
  });

  it('nothing but the session is asked for a visitor who is not signed in', async () => {
    status = 401;
    await askAhead(createQueryClient(), '/tasks');
    expect(asked).toEqual(['/auth/me']);
  });

  it('what was asked for is there', async () => {
    const queries = createQueryClient();
    await askAhead(queries, '/tasks');
    expect(queries.getQueryData(['tasks'])).toEqual({ items: [], total: 0 });
  });
});
