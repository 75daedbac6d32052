import type { Comparison } from './comparison.ts';
import type { Contender } from './contenders.ts';

/** A run is no good figure when others kept more than so much of a core busy. */
export const DISTURBED_CORES = 0.15;

/** What one program used within the measured time. */
export interface Use {
  cpuSeconds: number;
  /** Largest resident memory of its processes, added up, MiB. */
  peakMb: number;
}

/** One measured copy of a topic. */
export interface RunResult {
  contender: Contender;
  bodyBytes: number;
  repetition: number;
  messages: number;
  /** From the first to the last message stored at the target, by the target broker's store times. */
  seconds: number;
  /** From the wish (a task created, a program started) to the first copy; absent where a warm-up comes before it. */
  startMs?: number;
  /** By program: `copier`, `source`, `target`, and for Slipstream `api` and `postgres`. */
  use: Readonly<Record<string, Use>>;
  /** CPU seconds of the machine that neither those programs nor the benchmark itself used: what disturbed the run. */
  foreignCpuSeconds: number;
  /** Absent where nothing is copied. */
  comparison?: Comparison;
}

/** What is printed of one run. */
export interface Figures {
  messagesPerSecond: number;
  /** Of bodies, in units of 1,000,000 bytes. */
  megabytesPerSecond: number;
  /** By program. */
  cpuPerMillion: Readonly<Record<string, number>>;
  /** Cores that somebody else was busy on. */
  foreignCores: number;
}

/** Rates and costs of one run. */
export function figuresOf({ messages, seconds, bodyBytes, use, foreignCpuSeconds }: RunResult): Figures {
  const messagesPerSecond = messages / seconds;
  return {
    messagesPerSecond,
    megabytesPerSecond: (messagesPerSecond * bodyBytes) / 1e6,
    foreignCores: foreignCpuSeconds / seconds,
    cpuPerMillion: Object.fromEntries(
      Object.entries(use).map(([name, { cpuSeconds }]) => [name, (cpuSeconds * 1e6) / messages]),
    ),
  };
}
