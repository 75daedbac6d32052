import { Child, ChildFailedError } from '../process/child.ts';
import { waitFor } from '../wait.ts';
import { statusOf } from './http.ts';
import type { SupervisedProcess } from './supervisor.ts';

/** One of our own Node programs. */
export interface NodeServiceOptions {
  name: string;
  main: string;
  env: NodeJS.ProcessEnv;
  logFile: string;
  /** Answers 200 as soon as the program is ready. */
  readyUrl: string;
  /** Milliseconds until then. */
  readyMs: number;
  /** Milliseconds for an orderly end. */
  stopMs: number;
  onOutput?: (text: string) => void;
}

/** Starts the program with this very Node, and waits until it says that it is ready. */
export async function startNodeService(
  options: NodeServiceOptions,
  onPid: (pid: number) => void,
): Promise<SupervisedProcess> {
  const child = await Child.start({
    name: options.name,
    command: process.execPath,
    args: ['--enable-source-maps', options.main],
    env: options.env,
    logFile: options.logFile,
    // A killed launcher must not cut a worker off in the middle of its own shutdown.
    exitSignal: 'SIGTERM',
    ...(options.onOutput === undefined ? {} : { onOutput: options.onOutput }),
  });
  onPid(child.pid);
  try {
    await waitFor(async () => child.exit !== undefined || (await statusOf(options.readyUrl)) === 200, {
      timeoutMs: options.readyMs,
      what: `${options.name} to be ready (${options.readyUrl})`,
    });
    if (child.exit !== undefined) {
      throw new Error(`exit code ${child.exit.code ?? child.exit.signal}`);
    }
  } catch (error) {
    const log = child.logTail();
    await child.stop('SIGTERM', 2000);
    throw new ChildFailedError(options.name, 'did not get ready', log, error);
  }
  return { pid: child.pid, exited: child.exited, stop: () => child.stop('SIGTERM', options.stopMs) };
}
