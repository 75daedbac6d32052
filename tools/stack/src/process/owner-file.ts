import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { isAlive, startTicks } from './processes.ts';

/** A folder that another living process uses. */
export class FolderInUseError extends Error {
  override readonly name = 'FolderInUseError';
  /** The process that uses it. */
  readonly pid: number;

  constructor(what: string, pid: number) {
    super(`${what} is in use by process ${pid}; stop it first (kill ${pid}) or choose another folder`);
    this.pid = pid;
  }
}

/** Text that names this very process, pid reuse excluded. */
function identity(pid: number): string {
  return `${pid} ${startTicks(pid) ?? ''}`.trim();
}

/** The living process that owns the file; undefined when it has ended or there is none. */
export function livingOwner(path: string): number | undefined {
  try {
    const text = readFileSync(path, 'utf8').trim();
    const pid = Number.parseInt(text, 10);
    return Number.isSafeInteger(pid) && isAlive(pid) && identity(pid) === text ? pid : undefined;
  } catch {
    return undefined;
  }
}

/** Takes the file for this process, or throws {@link FolderInUseError} when another living process has it. */
export function takeOwnership(path: string, what: string): void {
  const owner = livingOwner(path);
  if (owner !== undefined && owner !== process.pid) {
    throw new FolderInUseError(what, owner);
  }
  writeFileSync(path, `${identity(process.pid)}\n`);
}

/** Gives the file back. */
export function dropOwnership(path: string): void {
  rmSync(path, { force: true });
}
