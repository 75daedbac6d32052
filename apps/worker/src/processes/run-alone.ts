import 'reflect-metadata';
import type { Logger } from 'pino';
import type { WorkerConfig } from '../config/worker-config.js';
import { HealthServer } from '../health/health-server.js';
import { metricsText } from '../health/merged-metrics.js';
import { Worker } from '../worker.js';
import { stopOnSignals } from './ending.js';

/** A worker of one process. */
export async function runAlone(config: WorkerConfig, log: Logger): Promise<void> {
  const worker = new Worker(config, log);
  const health = new HealthServer({
    isReady: () => worker.isReady,
    metrics: async () => metricsText([await worker.metrics()]),
  });
  stopOnSignals(async () => {
    const isComplete = await worker.stop();
    await health.close();
    return isComplete;
  }, log);
  const port = await health.listen(config.port, config.bind);
  await worker.start();
  log.info({ port, pid: process.pid }, 'worker started');
}
