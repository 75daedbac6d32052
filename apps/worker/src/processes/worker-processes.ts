import type { Clock } from '@slipstream/replication';
import { mergeMetrics, type MetricFigures } from '../health/merged-metrics.js';
import { ChildKeeper, type ProcessLog } from './child-keeper.js';
import type { Child } from './child-process.js';

/** What the processes of a worker are kept with. */
export interface WorkerProcessesOptions {
  /** How many. */
  count: number;
  /** @param index from 1 */
  start: (index: number) => Child;
  clock: Clock;
  random: () => number;
  log: ProcessLog;
  /** One ended unexpectedly and was started again. */
  onRestart: () => void;
}

/** The processes of one worker. Each is a worker incarnation with a lease of its own; none waits for another. */
export class WorkerProcesses {
  readonly #keepers: readonly ChildKeeper[];

  constructor(options: WorkerProcessesOptions) {
    this.#keepers = Array.from(
      { length: options.count },
      (_, index) => new ChildKeeper({ ...options, start: () => options.start(index + 1), index: index + 1 }),
    );
  }

  /** Starts all of them; returns at once. */
  start(): void {
    for (const keeper of this.#keepers) keeper.start();
  }

  /** The lease of each of them runs. */
  async isReady(): Promise<boolean> {
    const answers = await Promise.all(this.#keepers.map((keeper) => keeper.isReady()));
    return answers.every(Boolean);
  }

  /** The figures of each of them; what one has counted stays when it ends. */
  async metrics(): Promise<MetricFigures[][]> {
    return Promise.all(this.#keepers.map(async (keeper) => mergeMetrics(await keeper.metrics())));
  }

  /**
   * Stops all of them at once, each in good order.
   *
   * @returns true when each has done all of its steps
   */
  async stop(): Promise<boolean> {
    const complete = await Promise.all(this.#keepers.map((keeper) => keeper.stop()));
    return complete.every(Boolean);
  }
}
