import { Counter, Gauge, Registry } from 'prom-client';
import type { MetricFigures } from '../health/merged-metrics.js';

/** What the parent adds to its children's figures: its own CPU and memory, and how often it started one again. */
export class ParentMetrics {
  readonly #registry = new Registry();
  readonly #restarts = new Counter({
    name: 'rocketmq_replicator_process_restarts_total',
    help: 'Processes of this worker that ended unexpectedly and were started again.',
    registers: [this.#registry],
  });
  #cpuSeconds = 0;

  constructor() {
    const registers = [this.#registry];
    // Named as prom-client names those of the children, so that they add up.
    const cpu: Counter = new Counter({
      name: 'process_cpu_seconds_total',
      help: 'Total user and system CPU time spent in seconds.',
      registers,
      collect: () => {
        const { user, system } = process.cpuUsage();
        cpu.inc((user + system) / 1e6 - this.#cpuSeconds);
        this.#cpuSeconds = (user + system) / 1e6;
      },
    });
    const memory: Gauge = new Gauge({
      name: 'process_resident_memory_bytes',
      help: 'Resident memory size in bytes.',
      registers,
      collect: () => memory.set(process.memoryUsage.rss()),
    });
  }

  restarted(): void {
    this.#restarts.inc();
  }

  figures(): Promise<MetricFigures[]> {
    return this.#registry.getMetricsAsJSON();
  }
}
