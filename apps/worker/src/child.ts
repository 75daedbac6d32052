import 'reflect-metadata';
import { pino } from 'pino';
import { readConfig } from './config/worker-config.js';
import { endAfter, endOnTheUnexpected, stopOnSignals } from './processes/ending.js';
import { isToChild, type Answer } from './processes/messages.js';
import { Worker } from './worker.js';

// One process of a worker that has several. The argument is its number, from 1; its parent gives it the same environment
// that it has read itself.
const index = Number(process.argv[2]);
const config = readConfig(process.env);
const log = pino({ level: config.logLevel, base: { name: 'worker', worker: config.name, child: index } });
const worker = new Worker({ ...config, name: `${config.name}/${index}` }, log);
const stop = (): Promise<boolean> => worker.stop();

endOnTheUnexpected(log);
// A parent that is killed takes its children along: nobody would start or stop them any more.
process.once('disconnect', endWithParent);
if (!process.connected) endWithParent();
process.on('message', (message) => {
  if (!isToChild(message)) return;
  if (message.kind === 'stop') return endAfter(stop, log);
  const { id, question } = message;
  const answer = question === 'isReady' ? Promise.resolve(worker.isReady) : worker.metrics();
  void answer.then((value) => reply({ kind: 'answer', id, value }));
});
stopOnSignals(stop, log);

await worker.start();

function reply(answer: Answer): void {
  process.send?.(answer, undefined, undefined, () => undefined);
}

function endWithParent(): never {
  log.fatal('the parent process has ended');
  process.exit(1);
}
