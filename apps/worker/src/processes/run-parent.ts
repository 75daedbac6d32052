import { fileURLToPath } from 'node:url';
import type { Logger } from 'pino';
import { systemClock } from '../adapters/system-clock.js';
import type { WorkerConfig } from '../config/worker-config.js';
import { HealthServer } from '../health/health-server.js';
import { metricsText } from '../health/merged-metrics.js';
import { forkChild } from './child-process.js';
import { stopOnSignals } from './ending.js';
import { ParentMetrics } from './parent-metrics.js';
import { WorkerProcesses } from './worker-processes.js';

const CHILD_MAIN = fileURLToPath(new URL('../child.js', import.meta.url));

/** A worker of several processes: keeps them running, and speaks for all of them. */
export async function runParent(config: WorkerConfig, log: Logger): Promise<void> {
  const env = {
    ...process.env,
    WORKER_NAME: config.name,
    WORKER_CONCURRENCY: String(config.concurrency),
  };
  const metrics = new ParentMetrics();
  const processes = new WorkerProcesses({
    count: config.concurrency,
    start: (index) => forkChild(CHILD_MAIN, index, env),
    clock: systemClock,
    random: Math.random,
    log,
    onRestart: () => metrics.restarted(),
  });
  const health = new HealthServer({
    isReady: () => processes.isReady(),
    metrics: async () => metricsText([await metrics.figures(), ...(await processes.metrics())]),
  });
  stopOnSignals(async () => {
    const isComplete = await processes.stop();
    await health.close();
    return isComplete;
  }, log);
  const port = await health.listen(config.port, config.bind);
  processes.start();
  log.info({ port, pid: process.pid, processes: config.concurrency }, 'worker started');
}
