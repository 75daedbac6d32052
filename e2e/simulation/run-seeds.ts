import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Bundle } from './bundle.ts';

/** A seed that broke a promise; run it again with `npm run simulate -w e2e -- --seed N --trace`. */
export interface Violation {
  seed: number;
  /** The first few. */
  violations: readonly string[];
  kinds: readonly string[];
}

/** What many seeds came to. */
export interface SeedTotals {
  seeds: number;
  messages: number;
  takeovers: number;
  /** Virtual seconds. */
  seconds: number;
  violated: readonly Violation[];
}

export interface SeedRange {
  from: number;
  count: number;
}

/** The simulation's process ended without its totals. */
export class SimulationProcessError extends Error {
  constructor({ from, count }: SeedRange, said: string) {
    super(`seeds ${from} to ${from + count - 1} did not come to their end: ${said.slice(-500)}`);
    this.name = 'SimulationProcessError';
  }
}

/** Runs seeds in one process. */
export function runSeeds(
  bundle: Bundle,
  range: SeedRange,
  options: { untilViolation?: boolean } = {},
): Promise<SeedTotals> {
  const { from, count } = range;
  const args = [bundle.path, '--from', String(from), '--count', String(count)];
  if (options.untilViolation === true) args.push('--until-violation');
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  const violated: Violation[] = [];
  let totals: SeedTotals | undefined;
  let said = '';
  child.stderr.on('data', (text: Buffer) => (said += text.toString()));
  createInterface({ input: child.stdout }).on('line', (line) => {
    const message = JSON.parse(line) as { kind: string } & Violation & SeedTotals;
    if (message.kind === 'VIOLATION') violated.push(message);
    else totals = { ...message, violated };
  });
  const stop = (): boolean => child.kill('SIGKILL');
  process.once('exit', stop);
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', () => {
      process.removeListener('exit', stop);
      if (totals === undefined) reject(new SimulationProcessError(range, said));
      else resolve(totals);
    });
  });
}

/** Runs seeds in several processes at once, in slices, so that all of them end together. */
export async function runSeedsInParallel(
  bundle: Bundle,
  { from, count }: SeedRange,
  options: { processes: number; sliceSeeds: number; onSlice?: (done: SeedTotals) => void },
): Promise<SeedTotals> {
  const { processes, sliceSeeds, onSlice } = options;
  let next = from;
  let done: SeedTotals = { seeds: 0, messages: 0, takeovers: 0, seconds: 0, violated: [] };
  const work = async (): Promise<void> => {
    while (next < from + count) {
      const slice = { from: next, count: Math.min(sliceSeeds, from + count - next) };
      next += slice.count;
      const totals = await runSeeds(bundle, slice);
      done = add(done, totals);
      onSlice?.(done);
    }
  };
  await Promise.all(Array.from({ length: processes }, work));
  return done;
}

function add(a: SeedTotals, b: SeedTotals): SeedTotals {
  return {
    seeds: a.seeds + b.seeds,
    messages: a.messages + b.messages,
    takeovers: a.takeovers + b.takeovers,
    seconds: a.seconds + b.seconds,
    violated: [...a.violated, ...b.violated],
  };
}
