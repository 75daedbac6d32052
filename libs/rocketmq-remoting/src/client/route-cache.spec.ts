import { beforeEach, describe, expect, it } from 'vitest';

import type { TopicRoute } from '../apis/get-route-info.js';
import { RequestAbortedError, RouteNotFoundError } from '../errors.js';
import { RouteCache } from './route-cache.js';

describe('RouteCache', () => {
  const asked: { topic: string; answer: PromiseWithResolvers<TopicRoute> }[] = [];
  let now = 0;
  let cache: RouteCache;

  const route = (): TopicRoute => ({ brokers: new Map(), queues: [] });
  const answer = (index: number, value = route()): TopicRoute => {
    asked[index]?.answer.resolve(value);
    return value;
  };

  beforeEach(() => {
    asked.length = 0;
    now = 0;
    cache = new RouteCache({
      load: (topic) => {
        const question = { topic, answer: Promise.withResolvers<TopicRoute>() };
        asked.push(question);
        return question.answer.promise;
      },
      ttlMs: 1_000,
      now: () => now,
    });
  });

  it('asks once and answers from memory until the route is too old', async () => {
    const first = cache.get('t');
    const loaded = answer(0);
    expect(await first).toBe(loaded);
    now = 999;
    expect(await cache.get('t')).toBe(loaded);
    expect(asked).toHaveLength(1);
    now = 1_000;
    const second = cache.get('t');
    const newer = answer(1);
    expect(await second).toBe(newer);
  });

  it('lets callers who come at the same time share one question', async () => {
    const callers = [cache.get('t'), cache.get('t'), cache.get('t')];
    const loaded = answer(0);
    expect(await Promise.all(callers)).toEqual([loaded, loaded, loaded]);
    expect(asked).toHaveLength(1);
  });

  it('keeps topics apart', async () => {
    const callers = Promise.all([cache.get('a'), cache.get('b')]);
    answer(0);
    answer(1);
    await callers;
    expect(asked.map(({ topic }) => topic)).toEqual(['a', 'b']);
  });

  it('asks anew for a fresh route, even while an older question is under way', async () => {
    const older = cache.get('t');
    const fresh = cache.get('t', { fresh: true });
    expect(asked).toHaveLength(2);
    const freshRoute = answer(1);
    expect(await fresh).toBe(freshRoute);
    answer(0);
    await older;
    expect(await cache.get('t')).toBeDefined();
    expect(asked).toHaveLength(2);
  });

  it('does not let an older answer replace a newer one', async () => {
    const older = cache.get('t');
    now = 5;
    const fresh = cache.get('t', { fresh: true });
    const freshRoute = answer(1);
    await fresh;
    answer(0);
    await older;
    expect(await cache.get('t')).toBe(freshRoute);
  });

  it('remembers no failure, "no route" among them', async () => {
    const first = cache.get('t');
    asked[0]?.answer.reject(new RouteNotFoundError({ topic: 't' }));
    await expect(first).rejects.toBeInstanceOf(RouteNotFoundError);
    const second = cache.get('t');
    answer(1);
    await second;
    expect(asked).toHaveLength(2);
  });

  it('forgets on demand', async () => {
    const first = cache.get('t');
    answer(0);
    await first;
    cache.forget('t');
    const second = cache.get('t');
    answer(1);
    await second;
    expect(asked).toHaveLength(2);
  });

  it('ends one caller’s wait at his abort; the others get their route', async () => {
    const abort = new AbortController();
    const impatient = cache.get('t', { signal: abort.signal });
    const patient = cache.get('t');
    abort.abort();
    await expect(impatient).rejects.toBeInstanceOf(RequestAbortedError);
    const loaded = answer(0);
    expect(await patient).toBe(loaded);
  });
});
