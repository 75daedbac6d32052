/**
 * Usage: npm run bench:wan [-- --messages 100000] [--mbytes 10] [--compression NONE,ZLIB] [--rtt 0,50,150] [--loss 0,1]: what
 * one task writes to a target that is far away, beside what the wire and its batches allow.
 */
import { parseArgs } from 'node:util';
import { RocketmqClient } from '@slipstream/rocketmq-remoting';
import { startRocketmq, waitFor } from '@slipstream/stack';
import { Deployment } from '../../e2e/support/deployment.ts';
import { preload } from '../../e2e/support/load.ts';
import { removeTask } from '../../e2e/support/tasks.ts';
import { compare, isPerfect } from '../core/comparison.ts';
import type { Trace } from '../core/comparison.ts';
import { BROKER_DEFAULTS, QUEUES } from '../run/stage.ts';
import { countIn } from '../run/watch.ts';
import { boundOf } from './bound.ts';
import type { LinkSettings } from './link.ts';
import { jsonMessage, readBackPlain } from './messages.ts';
import { startWanProxy } from './start-proxy.ts';

/** Where the target says that it is, and the link begins; and where it really listens. */
const FAR_HOST = '127.0.0.2';
const NEAR_HOST = '127.0.0.1';
const BODY_BYTES = 1_024;
/** Of a copy, beside its body: properties of the application and provenance, and the framing of a batch. */
const PROPERTY_BYTES = 290;
/** `MOST_BATCH_LIMITS` of the engine, and what it counts for a message beside body and properties of the source. */
const MOST_BATCH_BYTES = 3_840 * 1_024;
const COUNTED_BYTES = BODY_BYTES + 140 + 512;
const TOPIC = 'bench-wan';

const { values } = parseArgs({
  options: {
    messages: { type: 'string', default: '100000' },
    mbytes: { type: 'string', default: '10' },
    compression: { type: 'string', default: 'NONE,ZLIB' },
    rtt: { type: 'string', default: '0,50,150' },
    loss: { type: 'string', default: '0,1' },
  },
});
const numbers = (text: string): number[] => text.split(',').map(Number);

const shared = { brokerProperties: BROKER_DEFAULTS, heapMb: 2_048, version: '5.5.0' } as const;
const [source, target] = await Promise.all([
  startRocketmq({ ...shared, name: 'wan-source' }),
  startRocketmq({
    ...shared,
    name: 'wan-target',
    host: FAR_HOST,
    brokerProperties: { ...BROKER_DEFAULTS, bindAddress: NEAR_HOST },
  }),
]);
const port = target.brokers[0]?.port ?? 0;
const proxy = await startWanProxy(FAR_HOST, NEAR_HOST, port);
const sourceClient = new RocketmqClient({ nameServers: [source.nameServer] });
const targetClient = new RocketmqClient({
  nameServers: [target.nameServer],
  addressMap: [{ from: `${FAR_HOST}:${port}`, to: `${NEAR_HOST}:${port}` }],
});
const deployment = await Deployment.start();
try {
  const { api } = deployment;
  const clusters = {
    sourceClusterId: await api.registerCluster('wan-source', source.nameServer),
    targetClusterId: await api.registerCluster('wan-target', target.nameServer),
  };
  const messages = Number(values.messages);
  await preload(sourceClient, {
    topic: TOPIC,
    queues: QUEUES,
    messages,
    bodyBytes: BODY_BYTES,
    entryOf: jsonMessage,
  });
  const originals = await readBackPlain(sourceClient, TOPIC);
  // The first run warms up what runs.
  await measure(
    'warm-up',
    { roundTripMs: 0, bytesPerSecond: 1e9, loss: 0 },
    'NONE',
    originals.queues,
    clusters,
  );
  console.log('| round trip | loss | compression | msgs/s | bound, msgs/s | share | stored bodies | copy |');
  for (const compression of values.compression.split(','))
    for (const roundTripMs of numbers(values.rtt))
      for (const percent of numbers(values.loss)) {
        const link = { roundTripMs, bytesPerSecond: Number(values.mbytes) * 1e6, loss: percent / 100 };
        const name = `${compression}-${roundTripMs}-${percent}`;
        const run = await measure(name, link, compression, originals.queues, clusters);
        const messageBytes = run.bodyBytes / messages + PROPERTY_BYTES;
        const batchMessages = Math.floor(MOST_BATCH_BYTES / COUNTED_BYTES);
        const bound = boundOf(link, { streams: QUEUES, messageBytes, batchMessages });
        console.log(
          `| ${roundTripMs} ms | ${percent} % | ${compression} | ${run.rate.toFixed(0)} | ${bound.toFixed(0)} | ` +
            `${((100 * run.rate) / bound).toFixed(0)} % | ${((100 * run.bodyBytes) / originals.bodyBytes).toFixed(0)} % | ` +
            `${run.isPerfect ? 'perfect' : 'WRONG'} |`,
        );
        if (!run.isPerfect) process.exitCode = 1;
      }
} finally {
  await deployment.stop();
  await Promise.all([sourceClient.close(), targetClient.close()]);
  await proxy.stop();
  await Promise.all([source.stop(), target.stop()]);
}

/** Copies the whole topic over a link; messages per second from the first that was stored to the last. */
async function measure(
  name: string,
  link: LinkSettings,
  compression: string,
  expected: readonly (readonly Trace[])[],
  clusters: { sourceClusterId: string; targetClusterId: string },
): Promise<{ rate: number; bodyBytes: number; isPerfect: boolean }> {
  proxy.set(link);
  const topic = `${TOPIC}-${name}`;
  const count = expected.reduce((sum, queue) => sum + queue.length, 0);
  const task = await deployment.api.createTask({
    name: topic,
    level: 'TOPIC',
    ...clusters,
    routes: [{ sourceTopic: TOPIC, targetTopic: topic, filter: { type: 'NONE' } }],
    compression: { type: compression },
  });
  const copies = { topic, brokerName: 'wan-target-a', queues: QUEUES };
  await waitFor(async () => (await countIn(targetClient, copies)) >= count, {
    timeoutMs: 120_000,
    what: topic,
  });
  const { queues, firstStoredAt, lastStoredAt, bodyBytes } = await readBackPlain(targetClient, topic);
  await removeTask(deployment.api, task.id);
  return {
    rate: (1_000 * count) / (lastStoredAt - firstStoredAt),
    bodyBytes,
    isPerfect: isPerfect(compare(expected, queues)),
  };
}
