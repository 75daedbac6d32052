import type { TaskView } from '@slipstream/shared';
import type { BenchCluster } from '../bench/fault-bench.ts';

/** The copy that is under way while faults happen. */
export interface RunningCopy {
  readonly topic: string;
  readonly queues: number;
  readonly task: TaskView;
  readonly source: BenchCluster;
  readonly target: BenchCluster;
  /** Something that a reader of the results should know. */
  note(text: string): void;
  /** Something beyond the invariants that the row expects did not happen: the run has failed. */
  fail(text: string): void;
  /** Produces to some queues of the topic at the source from now on, until the load ends. */
  produceToSource(queueIds: readonly number[], messagesPerSecond: number): void;
}
