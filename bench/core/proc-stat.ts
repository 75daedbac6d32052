/** Linux gives times of processes in hundredths of a second on every platform that Node runs on. */
const TICKS_PER_SECOND = 100;

/** What `/proc/<pid>/stat` tells of one process. */
export interface ProcessStat {
  pid: number;
  parent: number;
  /** Seconds of CPU that it used itself, user and system. */
  ownSeconds: number;
  /** Seconds of its children that have ended and were waited for, with theirs. */
  reapedSeconds: number;
}

/** Reads `/proc/<pid>/stat`; the program's name in brackets may hold blanks and brackets itself. */
export function parseStat(text: string): ProcessStat {
  const end = text.lastIndexOf(')');
  const pid = Number(text.slice(0, text.indexOf(' ')));
  const fields = text.slice(end + 2).split(' ');
  const number = (index: number): number => {
    const value = Number(fields[index]);
    if (end < 0 || !Number.isFinite(value)) throw new TypeError(`not a line of /proc/<pid>/stat: ${text}`);
    return value;
  };
  return {
    pid,
    parent: number(1),
    ownSeconds: (number(11) + number(12)) / TICKS_PER_SECOND,
    reapedSeconds: (number(13) + number(14)) / TICKS_PER_SECOND,
  };
}

/** A process and all that descend from it, of everything that runs. */
export function treeOf(root: number, all: readonly ProcessStat[]): ProcessStat[] {
  const tree = all.filter(({ pid }) => pid === root);
  for (const member of tree) tree.push(...all.filter(({ parent }) => parent === member.pid));
  return tree;
}

/** CPU seconds of a tree since it began: what lives in it, and what has ended in it. */
export function cpuSeconds(tree: readonly ProcessStat[]): number {
  return tree.reduce((sum, { ownSeconds, reapedSeconds }) => sum + ownSeconds + reapedSeconds, 0);
}

/**
 * CPU seconds of the whole machine since it began, from `/proc/stat`: all work, and what the host of a virtual machine took away
 * (idle times and waiting for a disk are no work).
 */
export function machineSeconds(text: string): number {
  const [, ...figures] = text.slice(0, text.indexOf('\n')).split(/ +/).map(Number);
  const [user = Number.NaN, nice = 0, system = 0, , , irq = 0, softIrq = 0, stolen = 0] = figures;
  return (user + nice + system + irq + softIrq + stolen) / TICKS_PER_SECOND;
}

/** Largest resident memory so far in MiB, from `/proc/<pid>/status`; 0 for a process without memory. */
export function peakMemoryMb(status: string): number {
  const [, kilobytes] = /^VmHWM:\s+(\d+) kB$/m.exec(status) ?? [];
  return kilobytes === undefined ? 0 : Number(kilobytes) / 1024;
}
