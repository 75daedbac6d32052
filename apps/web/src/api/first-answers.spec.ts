import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { askFirst, takeFirstAnswer } from './first-answers.js';

let asked: string[];
let answer: () => Promise<Response>;

beforeEach(() => {
  asked = [];
  answer = async () => Response.json({ items: [] });
  vi.stubGlobal('fetch', (path: string) => {
    asked.push(path.replace('/api/v1', ''));
    return answer();
  });
});
afterEach(() => {
  for (const path of LIST) void take(path);
  vi.unstubAllGlobals();
});

const LIST = ['/auth/me', '/tasks', '/clusters'];
const take = (path: string, method = 'GET'): Promise<Response> | undefined =>
  takeFirstAnswer(new Request(`http://console/api/v1${path}`, { method }));

describe('before the console itself is there (W-07)', () => {
  it.each([
    ['/tasks', LIST],
    ['/', LIST],
    ['/clusters', ['/auth/me']],
    ['/login', []],
  ])('%s asks for what it will show', async (path, expected) => {
    await askFirst(path);
    expect(asked).toEqual(expected);
  });

  it('a refusal of before the sign-in is no answer after it', async () => {
    answer = async () => new Response('', { status: 401 });
    await askFirst('/tasks');
    expect(take('/tasks')).toBeUndefined();
    expect((await take('/auth/me'))?.status).toBe(401);
  });

  it('the client gets each answer once, and then asks anew', async () => {
    await askFirst('/tasks');
    expect(await (await take('/tasks'))?.json()).toEqual({ items: [] });
    expect(take('/tasks')).toBeUndefined();
  });

  it('what changes something, or asks for more, is never answered by it', async () => {
    await askFirst('/tasks');
    expect(take('/tasks', 'POST')).toBeUndefined();
    expect(take('/tasks?x=1')).toBeUndefined();
  });

  it('who asks for what failed is told so', async () => {
    answer = () => Promise.reject(new TypeError('Failed to fetch'));
    await askFirst('/tasks');
    await expect(take('/auth/me')).rejects.toThrow('Failed to fetch');
  });
});
