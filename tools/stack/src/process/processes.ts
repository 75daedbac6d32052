import { readFileSync, readdirSync, readlinkSync } from 'node:fs';
import { waitFor, WaitTimeoutError } from '../wait.ts';

function readProc(pid: number, file: string): string | undefined {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    return undefined;
  }
}

function statFields(pid: number): string[] | undefined {
  const stat = readProc(pid, 'stat');
  return stat?.slice(stat.lastIndexOf(')') + 2).split(' ');
}

/** Whether the process exists and is not a zombie. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') {
      return false;
    }
  }
  return statFields(pid)?.[0] !== 'Z';
}

/** The command line, parts joined by blanks; undefined when there is no such process. */
export function commandLine(pid: number): string | undefined {
  return readProc(pid, 'cmdline')?.replaceAll('\0', ' ').trim();
}

/** Clock ticks from boot to the start of the process: with the pid, an identity that survives pid reuse. */
export function startTicks(pid: number): string | undefined {
  return statFields(pid)?.[19];
}

/** Processes whose working folder is `folder` (the backends of a PostgreSQL server, for example). */
export function processesIn(folder: string): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => {
      try {
        return readlinkSync(`/proc/${pid}/cwd`) === folder;
      } catch {
        return false;
      }
    });
}

/** Sends a signal; a process that is gone already is fine. */
export function signalProcess(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') {
      throw error;
    }
  }
}

/** Ends a process that is not our child: `signal` first, SIGKILL after `deadlineMs` milliseconds. */
export async function endProcess(pid: number, signal: NodeJS.Signals, deadlineMs: number): Promise<void> {
  const gone = (): boolean => !isAlive(pid);
  signalProcess(pid, signal);
  try {
    await waitFor(gone, { timeoutMs: deadlineMs, what: `the end of process ${pid}`, intervalMs: 50 });
  } catch (error) {
    if (!(error instanceof WaitTimeoutError)) {
      throw error;
    }
    signalProcess(pid, 'SIGKILL');
    await waitFor(gone, {
      timeoutMs: 10_000,
      what: `the end of process ${pid} after SIGKILL`,
      intervalMs: 50,
    });
  }
}
