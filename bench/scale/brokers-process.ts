import { setTimeout as sleep } from 'node:timers/promises';
import { FakeBroker } from '@slipstream/rocketmq-remoting/testing';
import { encodeProperties } from '@slipstream/rocketmq-remoting/message';
import { serveTasks } from './child-tasks.ts';
import {
  queueOf,
  QUEUES,
  SOURCE_BROKER,
  TARGET_BROKER,
  type BrokersTask,
  type Delays,
  type LoadResult,
  type Pair,
} from './protocol.ts';

/** Between two bursts of the load, ms. */
const STEP_MS = 10;
/** A quiet queue gets a message this often, ms. */
const QUIET_EVERY_MS = 100;
/** How long the last copies may take, ms. */
const DRAIN_MS = 5_000;

const source = await FakeBroker.start({ brokerName: SOURCE_BROKER });
const target = await FakeBroker.start({ brokerName: TARGET_BROKER });
let streams = 0;
let produced = 0;

function produce(stream: number): void {
  const { topic, queueId } = queueOf(stream);
  produced += 1;
  const properties = encodeProperties([
    ['UNIQ_KEY', `SCALE${produced}`],
    ['KEYS', `key-${produced}`],
    ['TAGS', 'even'],
  ]);
  source.store.append({ topic, queueId, entries: [{ flag: 0, body: Buffer.alloc(1024), properties }] });
}

async function prepare(topics: number, each: number): Promise<void> {
  streams = topics * QUEUES;
  for (let topic = 0; topic < topics; topic++)
    for (const { store } of [source, target])
      store.putTopic({ topicName: `orders-${topic}`, readQueueNums: QUEUES, writeQueueNums: QUEUES });
  for (let stream = 0; stream < streams; stream++) for (let one = 0; one < each; one++) produce(stream);
}

async function load(busy: number, rate: number, seconds: number): Promise<LoadResult> {
  const first = new Map<number, number>();
  const loaded = (stream: number): void => {
    const { topic, queueId } = queueOf(stream);
    if (!first.has(stream)) first.set(stream, source.store.queue(topic, queueId)?.nextOffset ?? 0);
    produce(stream);
  };
  const began = performance.now();
  let sent = 0;
  let quietAt = began;
  let quiet = busy;
  for (let now = began; now < began + seconds * 1_000; now = performance.now()) {
    for (const due = ((now - began) / 1_000) * rate; sent < due; sent++) loaded(sent % busy);
    if (now >= quietAt && streams > busy) {
      // A step that has no divisor in common with the number of streams: each time another queue.
      quiet = busy + ((quiet + 7_919) % (streams - busy));
      if (!first.has(quiet)) loaded(quiet);
      quietAt += QUIET_EVERY_MS;
    }
    await sleep(STEP_MS);
  }
  const took = (performance.now() - began) / 1_000;
  await sleep(DRAIN_MS);
  const delaysOf = (isWanted: (stream: number) => boolean): Delays =>
    summary(
      [...first].filter(([stream]) => isWanted(stream)).flatMap(([stream, from]) => delays(stream, from)),
    );
  return {
    perSecond: Math.round(sent / took),
    busy: delaysOf((stream) => stream < busy),
    quiet: delaysOf((stream) => stream >= busy),
  };
}

/** From store time to store time of all messages of a stream since `from`. */
function delays(stream: number, from: number): number[] {
  const { topic, queueId } = queueOf(stream);
  const original = source.store.queue(topic, queueId);
  const copy = target.store.queue(topic, queueId);
  if (original === undefined || copy === undefined || original.nextOffset !== copy.nextOffset)
    throw new Error(`${topic}#${queueId}: ${original?.nextOffset} messages, ${copy?.nextOffset} copies`);
  return Array.from({ length: original.nextOffset - from }, (_, index) => {
    const stored = original.at(from + index)?.storeTimestamp ?? 0;
    return (copy.at(from + index)?.storeTimestamp ?? Infinity) - stored;
  });
}

function summary(all: number[]): Delays {
  const sorted = all.toSorted((a, b) => a - b);
  const at = (share: number): number => sorted[Math.floor(share * (sorted.length - 1))] ?? 0;
  return { messages: sorted.length, p50: at(0.5), p99: at(0.99), max: at(1) };
}

serveTasks<BrokersTask>(async (task) => {
  switch (task.do) {
    case 'PREPARE':
      await prepare(task.topics, task.each);
      return { source: source.address, target: target.address } satisfies Pair;
    case 'COUNT':
      return source.requests.length + target.requests.length;
    case 'LOAD':
      return load(task.busy, task.rate, task.seconds);
  }
});
