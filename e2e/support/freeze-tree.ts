import { readdirSync, readFileSync } from 'node:fs';

/** Stops a process and its children by SIGSTOP (a PostgreSQL server is many processes); returns what thaws them again. */
export function freezeTree(pid: number): () => void {
  process.kill(pid, 'SIGSTOP');
  // Frozen parents make no more children, so that one look is enough.
  const pids = [pid, ...childrenOf(pid)];
  for (const child of pids.slice(1)) process.kill(child, 'SIGSTOP');
  return () => {
    for (const frozen of pids.toReversed()) process.kill(frozen, 'SIGCONT');
  };
}

function childrenOf(pid: number): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && parentOf(name) === pid)
    .map(Number);
}

/** Fourth field of `/proc/<pid>/stat`, counted behind the program's name in brackets. */
function parentOf(pid: string): number | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
  } catch {
    return undefined;
  }
}
