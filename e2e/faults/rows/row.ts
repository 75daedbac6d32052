import type { Random } from '../core/random.ts';
import type { FaultBench } from '../bench/fault-bench.ts';
import type { Need } from '../bench/machine.ts';
import type { RunningCopy } from '../run/running-copy.ts';

/** What a fault may do to the promise; what is not named here has to hold. */
export interface Allowance {
  /** The source lost messages that were copied before: copies without an original are no violation. */
  phantoms?: boolean;
  /** The target lost what it had acknowledged: its local producers' messages may be gone. */
  localLoss?: boolean;
  /** A stream may have to wait for a host that stays unreachable: 150 s to catch up instead of 60. */
  unreachable?: boolean;
  /** Offsets of source or target start anew in the run: checkpoints and counts from before it say nothing. */
  offsetsRestart?: boolean;
}

/** One drawn fault: everything random about it is decided, and told by `what`. */
export interface Fault {
  row: number;
  /** For people, with every drawn parameter. */
  what: string;
  /** Rough time from its begin until it is healed, ms. */
  lastsMs: number;
  /** Processes and paths that it works on; faults that share one are not performed at the same time. */
  touches: readonly string[];
  allows?: Allowance;
  /** The task copies both ways: each side is checked against the other. */
  twoWay?: boolean;
  /** Does it and heals it; resolves when it is healed. */
  perform(bench: FaultBench, copy: RunningCopy): Promise<void>;
}

/** A row of the fault plan (reliability §4). */
export interface Row {
  row: number;
  title: string;
  needs: readonly Need[];
  /** Directed runs that the plan asks for. */
  plannedRuns: number;
  /** Whether random histories draw from it: not when it needs a course of its own. */
  inHistories: boolean;
  draw(random: Random): Fault;
}
