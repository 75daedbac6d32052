import type { RunResult } from './results.ts';

/** What the figures were measured on and with. */
export interface Machine {
  cpu: string;
  cores: number;
  memoryGb: number;
  kernel: string;
  node: string;
  java: string;
}

/** Delays of copies behind their originals, ms, by the store times of the two brokers. */
export interface DelayResult {
  /** From "create" to the first replicated message. */
  createToFirstMs: number;
  steady: { rate: number; bodyBytes: number; messages: number; p50: number; p99: number; max: number };
  /** Of the first message after a pause. */
  afterPause: readonly { pauseSeconds: number; delays: readonly number[] }[];
  /** CPU that Slipstream used, in parts of a core, by program. */
  cores: { steady: Readonly<Record<string, number>>; idle: Readonly<Record<string, number>> };
}

/** Kept results: `bench/results/<name>.json`. */
export interface ResultsFile {
  date: string;
  commit: string;
  sourceVersion: string;
  targetVersion: string;
  machine: Machine;
  runs: readonly RunResult[];
  delay?: DelayResult;
}

/** New results added to those of the same name: long benchmarks are run in slices. Date and commit are the newer ones. */
export function merged(old: ResultsFile | undefined, now: ResultsFile): ResultsFile {
  if (old === undefined) return now;
  if (old.sourceVersion !== now.sourceVersion || old.targetVersion !== now.targetVersion)
    throw new Error(
      `the kept results are of ${old.sourceVersion} to ${old.targetVersion}: choose another name for --save`,
    );
  const delay = now.delay ?? old.delay;
  return { ...now, runs: [...old.runs, ...now.runs], ...(delay === undefined ? {} : { delay }) };
}
