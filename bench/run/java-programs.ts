import { join } from 'node:path';
import { repositoryRoot, rocketmqExampleJars, type JavaRun } from '@slipstream/stack';
import type { Stage } from './stage.ts';
import { watch, type MeasuredPart, type Watched, type WatchedTopic } from './watch.ts';

const COPY = join(repositoryRoot, 'bench/java/Copy.java');
const BATCH_PRODUCER = 'org.apache.rocketmq.example.benchmark.BatchProducer';
/** Largest heap of a Java program, MiB. */
const HEAP_MB = 1_024;
/** As many as a pull brings, so that the broker gets requests like those of a copier. */
const BATCH = 32;

/** What a plain copier copies: as many messages of each queue of one topic into another. */
export interface CopyPhase {
  from: string;
  to: WatchedTopic;
  perQueue: number;
}

/** Runs the plain copier: a warm-up, then what is measured. */
export async function copyByJava(
  stage: Stage,
  way: 'one' | 'batch',
  warmUp: CopyPhase,
  measured: CopyPhase,
): Promise<Watched> {
  const { source, target } = stage;
  const { queues, brokerName } = measured.to;
  await stage.createTarget(warmUp.to.topic);
  await stage.createTarget(measured.to.topic);
  const phases = [warmUp, measured].flatMap(({ from, to, perQueue }) => [from, to.topic, perQueue]);
  const from = `${source.clusterName}-a`;
  const program = target.java(
    COPY,
    [source.nameServer, target.nameServer, from, brokerName, queues, way, ...phases].map(String),
    { mode: 'MEASURED', heapMb: HEAP_MB },
  );
  return watchProgram(stage, program, measured.to, { from: 1, until: measured.perQueue * queues });
}

/** Runs RocketMQ's own benchmark against the target alone, with batches as large as a pull: what the broker can take. */
export async function fillByBatchProducer(
  stage: Stage,
  to: WatchedTopic,
  bodyBytes: number,
  part: MeasuredPart,
): Promise<Watched> {
  await stage.createTarget(to.topic);
  const { nameServer, version } = stage.target;
  const args = { n: nameServer, t: to.topic, s: bodyBytes, b: BATCH, k: true, l: 4 };
  const program = stage.target.java(
    BATCH_PRODUCER,
    Object.entries(args).flatMap(([name, value]) => [`-${name}`, String(value)]),
    { mode: 'MEASURED', heapMb: HEAP_MB, moreJars: await rocketmqExampleJars(version) },
  );
  return watchProgram(stage, program, to, part);
}

/** Measures while a program fills a topic, and ends it then. */
async function watchProgram(
  stage: Stage,
  program: JavaRun,
  to: WatchedTopic,
  part: MeasuredPart,
): Promise<Watched> {
  try {
    const failed = program.done.then(({ code, stderr, stdout }) => {
      if (code !== 0)
        throw new Error(`the Java program ended with ${code}: ${stderr.slice(-2000)} ${stdout}`);
      return new Promise<never>(() => undefined);
    });
    const programs = () => ({ copier: [program.pid], ...stage.brokerPids });
    return await Promise.race([watch(stage.targetClient, to, part, programs), failed]);
  } finally {
    await program.stop('SIGKILL');
  }
}
