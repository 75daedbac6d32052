/**
 * Usage: npm run measure -w e2e [-- --rate 1000 --seconds 30 --bytes 1024]
 *
 * Two local clusters (4.9.7 to 5.5.0), RocketMQ's own Java producer at a steady rate, a running task. Prints the time from "create" to the
 * first replicated message, and how much later each message was stored at the target than at the source.
 */
import { parseArgs } from 'node:util';
import { RocketmqClient } from '@slipstream/rocketmq-remoting';
import { parseProperties, type StoredMessage } from '@slipstream/rocketmq-remoting/message';
import { startRocketmq, waitFor } from '@slipstream/stack';
import { checkTopic, countMessages, queuesOf, readQueue } from '../support/checker.ts';
import { Deployment } from '../support/deployment.ts';
import { startJavaProducer } from '../support/java.ts';
import { createTopic } from '../support/load.ts';

const { values } = parseArgs({
  options: {
    rate: { type: 'string', default: '1000' },
    seconds: { type: 'string', default: '30' },
    bytes: { type: 'string', default: '1024' },
  },
});
const TOPIC = 'measure-delay';
const count = Number(values.rate) * Number(values.seconds);

async function storeTimes(client: RocketmqClient): Promise<Map<string, number>> {
  const times = new Map<string, number>();
  for (const queue of await queuesOf(client, TOPIC)) {
    for (const message of await readQueue(client, queue))
      times.set(uniqueKey(message), message.storeTimestamp);
  }
  return times;
}

function uniqueKey(message: StoredMessage): string {
  return parseProperties(message.properties).get('UNIQ_KEY') ?? '';
}

function percentile(sorted: readonly number[], part: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? Number.NaN;
}

const [source, target] = await Promise.all([
  startRocketmq({ version: '4.9.7', name: 'measure-source' }),
  startRocketmq({ version: '5.5.0', name: 'measure-target' }),
]);
const deployment = await Deployment.start();
const sourceClient = new RocketmqClient({ nameServers: [source.nameServer] });
const targetClient = new RocketmqClient({ nameServers: [target.nameServer] });
try {
  const { api } = deployment;
  await createTopic(sourceClient, TOPIC, 8);
  const sourceClusterId = await api.registerCluster('measure-source', source.nameServer);
  const targetClusterId = await api.registerCluster('measure-target', target.nameServer);
  const producer = startJavaProducer(source, {
    topic: TOPIC,
    count,
    rate: Number(values.rate),
    bodyBytes: Number(values.bytes),
    queues: 8,
  });
  await waitFor(async () => (await countMessages(sourceClient, TOPIC)) > 0, {
    timeoutMs: 30_000,
    what: 'the producer',
    intervalMs: 20,
  });
  const created = performance.now();
  await api.createTask({
    name: TOPIC,
    level: 'TOPIC',
    sourceClusterId,
    targetClusterId,
    routes: [{ sourceTopic: TOPIC, targetTopic: TOPIC, filter: { type: 'NONE' } }],
  });
  await waitFor(() => countMessages(targetClient, TOPIC).then((copied) => copied > 0), {
    timeoutMs: 30_000,
    what: 'the first copy',
    intervalMs: 20,
  });
  console.log(`create to first replicated message: ${Math.round(performance.now() - created)} ms`);
  const steadyFrom = Date.now() + 3_000;
  await producer.done;
  await waitFor(async () => (await countMessages(targetClient, TOPIC)) >= count, {
    timeoutMs: 60_000,
    what: 'all copies',
  });
  const [sent, copied] = [await storeTimes(sourceClient), await storeTimes(targetClient)];
  const delays: number[] = [];
  for (const [key, at] of sent) if (at >= steadyFrom) delays.push((copied.get(key) ?? Number.NaN) - at);
  delays.sort((a, b) => a - b);
  console.log(
    `delay of ${delays.length} messages at ${values.rate}/s of ${values.bytes} B: p50 ${percentile(delays, 0.5)} ms, p99 ${percentile(delays, 0.99)} ms, max ${delays.at(-1)} ms`,
  );
  console.log(JSON.stringify(await checkTopic(sourceClient, targetClient, TOPIC)));
} finally {
  await deployment.stop();
  await Promise.all([sourceClient.close(), targetClient.close()]);
  await Promise.all([source.stop(), target.stop()]);
}
