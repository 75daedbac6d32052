import { setTimeout as delay } from 'node:timers/promises';

/** Options of {@link waitFor}. */
export interface WaitOptions {
  /** Milliseconds after which the wait fails. */
  timeoutMs: number;
  /** What is waited for; ends up in the error: `timed out after 5000 ms waiting for <what>`. */
  what: string;
  /** Milliseconds between two looks (default 100). */
  intervalMs?: number;
  /** Ends the wait early with the signal's reason. */
  signal?: AbortSignal;
}

/** A wait that was not fulfilled in time. */
export class WaitTimeoutError extends Error {
  override readonly name = 'WaitTimeoutError';
}

/**
 * Looks again and again until `condition` gives something other than `undefined`, `null` or `false`, and returns it.
 * A condition that throws counts as "not yet"; its last error is the cause of the time-out.
 */
export async function waitFor<T>(
  condition: () => T | Promise<T>,
  options: WaitOptions,
): Promise<Exclude<T, undefined | null | false>> {
  const deadline = performance.now() + options.timeoutMs;
  let lastError: unknown;
  for (;;) {
    options.signal?.throwIfAborted();
    try {
      const value = await condition();
      if (value !== undefined && value !== null && value !== false) {
        return value as Exclude<T, undefined | null | false>;
      }
      lastError = undefined;
    } catch (error) {
      lastError = error;
    }
    if (performance.now() >= deadline) {
      const detail = lastError instanceof Error ? `: ${lastError.message}` : '';
      throw new WaitTimeoutError(
        `timed out after ${options.timeoutMs} ms waiting for ${options.what}${detail}`,
        {
          cause: lastError,
        },
      );
    }
    await delay(options.intervalMs ?? 100);
  }
}

/** Resolves to true when `promise` settles within `timeoutMs` milliseconds, to false otherwise. */
export async function settlesWithin(promise: Promise<unknown>, timeoutMs: number): Promise<boolean> {
  const timer = new AbortController();
  try {
    return await Promise.race([
      promise.then(
        () => true,
        () => true,
      ),
      delay(timeoutMs, false, { signal: timer.signal }),
    ]);
  } finally {
    timer.abort();
  }
}
