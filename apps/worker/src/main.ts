import 'reflect-metadata';
import { pino } from 'pino';
import { ConfigError, readConfig, type WorkerConfig } from './config/worker-config.js';
import { Worker } from './worker.js';

const config = readConfigOrExit();
const log = pino({ level: config.logLevel, base: { name: 'worker', worker: config.name } });
const worker = new Worker(config, log);

process.on('unhandledRejection', die);
process.on('uncaughtException', die);
process.once('SIGTERM', stop);
process.once('SIGINT', stop);

const { port } = await worker.start();
log.info({ port, pid: process.pid }, 'worker started');

function stop(signal: NodeJS.Signals): void {
  log.info({ signal }, 'worker stops');
  worker.stop().then(
    (isComplete) => process.exit(isComplete ? 0 : 1),
    (error: unknown) => die(error),
  );
}

/** What nobody expected: the lease and the fence make an abrupt end safe, going on would not be. */
function die(error: unknown): never {
  log.fatal({ err: error }, 'worker ends unexpectedly');
  process.exit(1);
}

function readConfigOrExit(): WorkerConfig {
  try {
    return readConfig(process.env);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    for (const problem of error.problems) process.stderr.write(`${problem}\n`);
    process.exit(1);
  }
}
