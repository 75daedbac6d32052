import type { Clock } from '@slipstream/replication';

/** One step of a shutdown. */
export interface ShutdownStep {
  name: string;
  /** A step that takes longer is left behind, ms. */
  withinMs: number;
  run: () => Promise<unknown>;
}

/** What the log hears of a shutdown. */
export interface ShutdownLog {
  info(details: object, message: string): void;
  error(details: object, message: string): void;
}

/**
 * Takes the steps one after the other. A step that fails or takes too long is logged and the next is taken all the same: a
 * process that ends without its last steps only costs its successor a fence.
 *
 * @returns true when every step was done
 */
export async function shutDown(
  steps: readonly ShutdownStep[],
  clock: Clock,
  log: ShutdownLog,
): Promise<boolean> {
  let isComplete = true;
  for (const { name, withinMs, run } of steps) {
    const began = clock.monotonic();
    const done = new AbortController();
    try {
      const tooLate = clock.sleep(withinMs, done.signal).then((): never => {
        throw new Error(`not done within ${withinMs} ms`);
      });
      tooLate.catch(() => undefined);
      await Promise.race([run(), tooLate]);
      log.info({ step: name, ms: Math.round(clock.monotonic() - began) }, 'shutdown step done');
    } catch (error) {
      isComplete = false;
      log.error({ step: name, err: error }, 'shutdown step failed');
    } finally {
      done.abort();
    }
  }
  return isComplete;
}
