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
}
