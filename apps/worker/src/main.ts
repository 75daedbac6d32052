import { pino } from 'pino';
import { ConfigError, readConfig, type WorkerConfig } from './config/worker-config.js';
import { endOnTheUnexpected } from './processes/ending.js';

const config = readConfigOrExit();
const log = pino({ level: config.logLevel, base: { name: 'worker', worker: config.name } });
endOnTheUnexpected(log);

// Loaded only where it is needed: a parent does no work itself, and needs little memory.
if (config.concurrency === 1) {
  const { runAlone } = await import('./processes/run-alone.js');
  await runAlone(config, log);
} else {
  const { runParent } = await import('./processes/run-parent.js');
  await runParent(config, log);
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
