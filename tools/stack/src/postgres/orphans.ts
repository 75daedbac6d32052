import { readFileSync, realpathSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { commandLine, endProcess, isAlive, processesIn, signalProcess } from '../process/processes.ts';
import { waitFor, WaitTimeoutError } from '../wait.ts';

const BACKENDS_END_MS = 5000;

function isPostgres(pid: number): boolean {
  return /\bpostgres\b/.test(commandLine(pid) ?? '');
}

/** Ends a server that a dead parent left behind in this data folder. */
export async function endOrphanServer(dataDir: string): Promise<void> {
  const pidFile = join(dataDir, 'postmaster.pid');
  let pid: number;
  try {
    pid = Number.parseInt(readFileSync(pidFile, 'utf8'), 10);
  } catch {
    return;
  }
  if (Number.isSafeInteger(pid) && isAlive(pid) && isPostgres(pid) && commandLine(pid)?.includes(dataDir)) {
    await endProcess(pid, 'SIGINT', 15_000);
  } else {
    rmSync(pidFile, { force: true });
  }
}

/**
 * After a `kill -9` of the postmaster its backends live on for a moment and hold the shared memory that the next
 * start needs. They end by themselves as soon as they look up; those that do not are killed.
 */
export async function endOrphanBackends(dataDir: string): Promise<void> {
  const folder = realpathSync(dataDir);
  const backends = (): number[] => processesIn(folder).filter(isPostgres);
  try {
    await waitFor(() => backends().length === 0, {
      timeoutMs: BACKENDS_END_MS,
      intervalMs: 50,
      what: `the orphaned backends in ${dataDir}`,
    });
  } catch (error) {
    if (!(error instanceof WaitTimeoutError)) {
      throw error;
    }
    backends().forEach((pid) => signalProcess(pid, 'SIGKILL'));
    await waitFor(() => backends().length === 0, {
      timeoutMs: BACKENDS_END_MS,
      intervalMs: 50,
      what: `the killed backends in ${dataDir}`,
    });
  }
}
