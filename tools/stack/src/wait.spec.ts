import { expect, it } from 'vitest';
import { settlesWithin, waitFor, WaitTimeoutError } from './wait.ts';

it('returns the first value that is there', async () => {
  let looks = 0;
  const value = await waitFor(() => (++looks === 3 ? { looks } : undefined), {
    timeoutMs: 1000,
    intervalMs: 1,
    what: 'three looks',
  });
  expect(value).toEqual({ looks: 3 });
});

it('takes an error for "not yet" and tells the last one when time is over', async () => {
  const waiting = waitFor(() => Promise.reject(new Error('refused')), {
    timeoutMs: 20,
    intervalMs: 5,
    what: 'a server',
  });
  await expect(waiting).rejects.toThrow(
    new WaitTimeoutError('timed out after 20 ms waiting for a server: refused'),
  );
});

it('says whether a promise settles in time', async () => {
  expect(await settlesWithin(Promise.reject(new Error('no')), 1000)).toBe(true);
  expect(await settlesWithin(new Promise(() => undefined), 10)).toBe(false);
});
