import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { commandLine, endProcess, isAlive } from './processes.ts';

/** Writes the pid, in one step, so that a reader never sees half a number. */
export function writePidFile(path: string, pid: number): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(`${path}.new`, `${pid}\n`);
  renameSync(`${path}.new`, path);
}

/** The pid in the file; undefined when there is no file or no number in it. */
export function readPidFile(path: string): number | undefined {
  try {
    const pid = Number.parseInt(readFileSync(path, 'utf8'), 10);
    return Number.isSafeInteger(pid) && pid > 1 ? pid : undefined;
  } catch {
    return undefined;
  }
}

/** Removes a pid file if it is there. */
export function removePidFile(path: string): void {
  rmSync(path, { force: true });
}

/**
 * Ends the process that a pid file names if its command line contains `marker` (a pid may have been given to
 * somebody else since), and removes the file. Returns the pid that was ended.
 */
export async function endOrphan(
  path: string,
  marker: string,
  signal: NodeJS.Signals = 'SIGTERM',
  deadlineMs = 10_000,
): Promise<number | undefined> {
  const pid = readPidFile(path);
  const ours = pid !== undefined && isAlive(pid) && (commandLine(pid)?.includes(marker) ?? false);
  if (ours) {
    await endProcess(pid, signal, deadlineMs);
  }
  removePidFile(path);
  return ours ? pid : undefined;
}
