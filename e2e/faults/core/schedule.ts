import type { Fault, Row } from '../rows/row.ts';
import { Random, seedOf } from './random.ts';

/** A fault and when it begins, ms after the load began. */
export interface Planned {
  atMs: number;
  fault: Fault;
}

/** Everything about one run that its seed decides. */
export interface Schedule {
  /** `row-1 run 3` or `history 2`. */
  name: string;
  seed: number;
  faults: readonly Planned[];
  /** How long messages are produced, ms; a fault that lasts longer prolongs it. */
  loadMs: number;
}

/** How long random histories are, and how much happens in one. */
export interface HistoryShape {
  loadMs: number;
  minFaults: number;
  maxFaults: number;
}

/** Before the first fault the copy is under way. */
const WARM_MS = 3_000;
/** After the last fault messages still come. */
const AFTER_MS = 5_000;
const SHORTEST_LOAD_MS = 15_000;

/** One directed run of a row. */
export function directedRun(row: Row, seed: number, run: number): Schedule {
  const own = seedOf(seed, row.row, run);
  const random = new Random(own);
  const fault = row.draw(random.fork());
  const atMs = WARM_MS + random.between(0, 4_000);
  return {
    name: `row-${row.row} run ${run}`,
    seed,
    faults: [{ atMs, fault }],
    loadMs: Math.max(SHORTEST_LOAD_MS, atMs + fault.lastsMs + AFTER_MS),
  };
}

/** One random history: some faults of some rows, at random moments of the load. */
export function history(rows: readonly Row[], seed: number, run: number, shape: HistoryShape): Schedule {
  const random = new Random(seedOf(seed, 1_000, run));
  const [first, ...others] = rows.filter((row) => row.inHistories);
  if (first === undefined) throw new Error('no row can be drawn');
  const loadMs = random.between(Math.floor(shape.loadMs * 0.75), shape.loadMs);
  const count = random.between(shape.minFaults, shape.maxFaults);
  const faults = Array.from({ length: count }, () => ({
    atMs: random.between(WARM_MS, loadMs - AFTER_MS),
    fault: random.pick([first, ...others]).draw(random.fork()),
  }));
  return { name: `history ${run}`, seed, faults: faults.toSorted((a, b) => a.atMs - b.atMs), loadMs };
}

/** The schedule for people: one line per fault. */
export function scheduleText(schedule: Schedule): string {
  return schedule.faults
    .map(({ atMs, fault }) => `  ${(atMs / 1000).toFixed(1).padStart(5)} s  row ${fault.row}: ${fault.what}`)
    .join('\n');
}
