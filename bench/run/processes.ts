import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import {
  cpuSeconds,
  machineSeconds,
  parseStat,
  peakMemoryMb,
  treeOf,
  type ProcessStat,
} from '../core/proc-stat.ts';
import type { Use } from '../core/results.ts';

/** Programs by name, with the processes that they begin with: all that descend from those are theirs. */
export type Programs = Readonly<Record<string, readonly number[]>>;

/** What programs used, and what somebody else did meanwhile (CPU seconds). */
export interface Metered {
  use: Record<string, Use>;
  foreignCpuSeconds: number;
}

/** Measures what programs use from now on, until {@link UseMeter.read}. */
export class UseMeter {
  readonly #programs: Programs;
  readonly #before: Readonly<Record<string, number>>;
  readonly #machineBefore: number;

  constructor(programs: Programs) {
    this.#programs = programs;
    const trees = treesOf(programs);
    for (const tree of Object.values(trees)) for (const { pid } of tree) forgetPeak(pid);
    this.#before = Object.fromEntries(Object.entries(trees).map(([name, tree]) => [name, cpuSeconds(tree)]));
    this.#machineBefore = unknownSeconds(trees);
  }

  /** What was used since. */
  read(): Metered {
    const trees = treesOf(this.#programs);
    const foreignCpuSeconds = unknownSeconds(trees) - this.#machineBefore;
    const use = Object.fromEntries(
      Object.entries(trees).map(([name, tree]) => [
        name,
        {
          cpuSeconds: cpuSeconds(tree) - (this.#before[name] ?? 0),
          peakMb: tree.reduce((sum, { pid }) => sum + peakMemoryMb(readProc(pid, 'status')), 0),
        },
      ]),
    );
    return { use, foreignCpuSeconds };
  }
}

/** Processes that this one has started and that still run. */
export function children(): number[] {
  return allProcesses()
    .filter(({ parent }) => parent === process.pid)
    .map(({ pid }) => pid);
}

/** CPU seconds of the machine since it began that neither these programs nor this process have used. */
function unknownSeconds(trees: Readonly<Record<string, ProcessStat[]>>): number {
  const own = process.cpuUsage();
  const known = Object.values(trees).reduce((sum, tree) => sum + cpuSeconds(tree), 0);
  return machineSeconds(readFileSync('/proc/stat', 'utf8')) - known - (own.user + own.system) / 1e6;
}

function treesOf(programs: Programs): Record<string, ProcessStat[]> {
  const all = allProcesses();
  return Object.fromEntries(
    Object.entries(programs).map(([name, roots]) => [name, roots.flatMap((root) => treeOf(root, all))]),
  );
}

function allProcesses(): ProcessStat[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((name) => readProc(Number(name), 'stat'))
    .filter((text) => text !== '')
    .map(parseStat);
}

/** Empty when the process has ended meanwhile. */
function readProc(pid: number, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    return '';
  }
}

/** Lets Linux count the largest resident memory from now on (proc(5), clear_refs). */
function forgetPeak(pid: number): void {
  try {
    writeFileSync(`/proc/${pid}/clear_refs`, '5');
  } catch {
    // Somebody else's process: its peak is that since it began.
  }
}
