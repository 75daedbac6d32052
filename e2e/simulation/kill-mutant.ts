import { bundleSimulation } from './bundle.ts';
import type { Mutant } from './mutants.ts';
import { runSeeds, type Violation } from './run-seeds.ts';

/** How a mutant fared; `violation` undefined: nobody noticed. */
export interface MutantFate {
  /** How many seeds it took. */
  seedsNeeded: number | undefined;
  violation: Violation | undefined;
}

/** Seeds that one process tries before it looks whether another was faster. */
const SLICE = 50;

/** Runs seeds against a mutant until one of them notices it. */
export async function killMutant(
  mutant: Mutant,
  from: number,
  seeds: number,
  processes: number,
): Promise<MutantFate> {
  const bundle = await bundleSimulation(mutant.changes);
  const noticed: Violation[] = [];
  let next = from;
  const work = async (): Promise<void> => {
    while (next < from + seeds && noticed.length === 0) {
      const range = { from: next, count: Math.min(SLICE, from + seeds - next) };
      next += range.count;
      const { violated } = await runSeeds(bundle, range, { untilViolation: true });
      noticed.push(...violated);
    }
  };
  try {
    await Promise.all(Array.from({ length: processes }, work));
  } finally {
    await bundle.remove();
  }
  const violation = noticed.toSorted((a, b) => a.seed - b.seed)[0];
  return { violation, seedsNeeded: violation === undefined ? undefined : violation.seed - from + 1 };
}
