import type { Logger } from 'pino';

/** What nobody expected: the lease and the fence make an abrupt end safe, going on would not be. */
export function endOnTheUnexpected(log: Logger): void {
  const die = dieOf(log);
  process.on('unhandledRejection', die);
  process.on('uncaughtException', die);
}

/**
 * Stops in good order, and ends the process with 0 when every step was done.
 *
 * @param stop resolves with true when every step was done
 */
export function endAfter(stop: () => Promise<boolean>, log: Logger): void {
  stop().then((isComplete) => process.exit(isComplete ? 0 : 1), dieOf(log));
}

/** Has SIGTERM and SIGINT stop the process in good order; a second one of a kind ends it at once. */
export function stopOnSignals(stop: () => Promise<boolean>, log: Logger): void {
  const onSignal = (signal: NodeJS.Signals): void => {
    log.info({ signal }, 'worker stops');
    endAfter(stop, log);
  };
  process.once('SIGTERM', onSignal);
  process.once('SIGINT', onSignal);
}

function dieOf(log: Logger): (error: unknown) => never {
  return (error) => {
    log.fatal({ err: error }, 'worker ends unexpectedly');
    process.exit(1);
  };
}
