import { setTimeout as pause } from 'node:timers/promises';
import { RocketmqClient } from '@slipstream/rocketmq-remoting';
import { getProperty } from '@slipstream/rocketmq-remoting/message';
import { waitFor } from '@slipstream/stack';
import { checkTopic, countMessages, perfect, queuesOf, readQueue } from '../../e2e/support/checker.ts';
import { startJavaProducer } from '../../e2e/support/java.ts';
import { createTopic } from '../../e2e/support/load.ts';
import { RawProducer } from '../../e2e/support/raw-producer.ts';
import type { DelayResult } from '../core/results-file.ts';
import { percentile } from '../core/statistics.ts';
import { applicationMessage } from './messages.ts';
import { UseMeter } from './processes.ts';
import { QUEUES, type Stage } from './stage.ts';

const TOPIC = 'bench-delay';
const RATE = 1_000;
const BODY_BYTES = 1_024;
const STEADY_SECONDS = 90;
/** Delays count from here on: the task begins with a backlog, and the compilers of the JVMs want the cores at first. */
const WARM_UP_MS = 45_000;
const PAUSES_SECONDS = [15, 65];

/** How much later a running task stores a message at the target than it was stored at the source. */
export async function measureDelay(stage: Stage, repetitions: number): Promise<DelayResult> {
  const { source, sourceClient, targetClient, slipstream } = stage;
  const { deployment, sourceClusterId, targetClusterId, pids } = slipstream;
  await createTopic(sourceClient, TOPIC, QUEUES);
  const count = RATE * STEADY_SECONDS;
  const load = { topic: TOPIC, count, rate: RATE, bodyBytes: BODY_BYTES, queues: QUEUES };
  const producer = startJavaProducer(source, load);
  await untilCount(sourceClient, 1, 'the producer');
  const created = performance.now();
  await deployment.api.createTask({
    name: TOPIC,
    level: 'TOPIC',
    sourceClusterId,
    targetClusterId,
    routes: [{ sourceTopic: TOPIC, targetTopic: TOPIC, filter: { type: 'NONE' } }],
  });
  await untilCount(targetClient, 1, 'the first copy');
  const createToFirstMs = performance.now() - created;
  const steadyFrom = Date.now() + WARM_UP_MS;
  await pause(WARM_UP_MS);
  const steadyUse = coresOf(pids);
  await producer.done;
  const steadyCores = steadyUse();
  await untilCount(targetClient, count, 'all copies');
  const delays = await delaysOf(stage, steadyFrom);

  const afterPause: { pauseSeconds: number; delays: number[] }[] = [];
  let sent = count;
  let idleCores: Record<string, number> = {};
  for (const pauseSeconds of PAUSES_SECONDS) {
    const found: number[] = [];
    for (let run = 0; run < repetitions; run++) {
      const use = coresOf(pids);
      await pause(pauseSeconds * 1_000);
      idleCores = use();
      const since = Date.now();
      await sendOne(sourceClient, sent % QUEUES, sent);
      sent += 1;
      await untilCount(targetClient, sent, 'the copy after a pause');
      found.push(...(await delaysOf(stage, since)));
    }
    console.log(`first message after ${pauseSeconds} s: ${found.join(', ')} ms`);
    afterPause.push({ pauseSeconds, delays: found });
  }
  const report = await checkTopic(sourceClient, targetClient, TOPIC);
  if (JSON.stringify(report) !== JSON.stringify(perfect(sent)))
    throw new Error(`the copy is wrong: ${JSON.stringify(report)}`);
  return {
    createToFirstMs,
    steady: {
      rate: RATE,
      bodyBytes: BODY_BYTES,
      messages: delays.length,
      p50: percentile(delays, 0.5),
      p99: percentile(delays, 0.99),
      max: percentile(delays, 1),
    },
    afterPause,
    cores: { steady: steadyCores, idle: idleCores },
  };
}

function untilCount(client: RocketmqClient, count: number, what: string): Promise<unknown> {
  const isThere = async (): Promise<boolean> => (await countMessages(client, TOPIC)) >= count;
  return waitFor(isThere, { timeoutMs: 60_000, what, intervalMs: 20 });
}

/** Begins to measure; what it returns tells the cores that programs were busy on since. */
function coresOf(programs: Readonly<Record<string, readonly number[]>>): () => Record<string, number> {
  const [meter, began] = [new UseMeter(programs), performance.now()];
  return () => {
    const seconds = (performance.now() - began) / 1_000;
    const { use } = meter.read();
    return Object.fromEntries(
      Object.entries(use).map(([name, { cpuSeconds }]) => [name, cpuSeconds / seconds]),
    );
  };
}

async function sendOne(client: RocketmqClient, queueId: number, number: number): Promise<void> {
  const producer = await RawProducer.open(client);
  const { body, properties } = applicationMessage('after-a-pause', queueId, number, BODY_BYTES);
  await producer.single({ topic: TOPIC, queueId, body, properties });
  await producer.close();
}

/** Delays of the messages that the source has stored at `since` or later, ms. */
async function delaysOf({ sourceClient, targetClient }: Stage, since: number): Promise<number[]> {
  const copied = await storeTimes(targetClient);
  return [...(await storeTimes(sourceClient))]
    .filter(([, at]) => at >= since)
    .map(([key, at]) => (copied.get(key) ?? Number.NaN) - at);
}

/** Store time of each message of the topic by its unique key. */
async function storeTimes(client: RocketmqClient): Promise<Map<string, number>> {
  const times = new Map<string, number>();
  for (const queue of await queuesOf(client, TOPIC))
    for (const { properties, storeTimestamp } of await readQueue(client, queue))
      times.set(getProperty(properties, 'UNIQ_KEY') ?? '', storeTimestamp);
  return times;
}
