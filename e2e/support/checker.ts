import { crc32 } from 'node:zlib';
import { RocketmqClient } from '@slipstream/rocketmq-remoting';
import { decodeMessages, getProperty, type StoredMessage } from '@slipstream/rocketmq-remoting/message';

/** A message as the checker compares it: everything that a copy has to keep (R-02). */
export interface Fingerprint {
  key: string;
  offset: number;
  content: string;
  /** When it was born at its origin, ms. */
  bornTimestamp: number;
}

/** What a comparison of one topic on two clusters found. Counts are messages. */
export interface CheckReport {
  source: number;
  target: number;
  missing: number;
  duplicates: number;
  outOfOrder: number;
  changed: number;
  /** First few findings, for the reader of a failed test. */
  examples: string[];
}

/** Properties that brokers add, or that describe delivery at one cluster; a copy has its own or none (rocketmq-facts §7). */
const DELIVERY_PROPERTIES = new Set([
  ...['CLUSTER', 'MSG_REGION', 'TRACE_ON', 'WAIT', 'MIN_OFFSET', 'MAX_OFFSET', 'INNER_NUM', 'POP_CK'],
  ...['DELAY', 'REAL_TOPIC', 'REAL_QID', 'PGROUP', 'TRAN_MSG', 'TRAN_PREPARED_QUEUE_OFFSET'],
  ...['TIMER_DELIVER_MS', 'TIMER_DELAY_SEC', 'TIMER_DELAY_MS', 'TIMER_OUT_MS'],
  ...['TIMER_ENQUEUE_MS', 'TIMER_DEQUEUE_MS', 'TIMER_ROLL_TIMES'],
]);

/** The three properties in which a copy says where it came from. */
const PROVENANCE = new Set(['REPL_ORIGIN', 'REPL_PATH', 'REPL_POS']);

/** Reads every message of a queue, `min` to `max`, straight from the broker's log. */
export async function readQueue(
  client: RocketmqClient,
  queue: { topic: string; brokerName: string; queueId: number },
  from?: number,
): Promise<StoredMessage[]> {
  const { minOffset, maxOffset } = await client.range(queue);
  const messages: StoredMessage[] = [];
  let offset = Math.max(minOffset, from ?? 0);
  while (offset < maxOffset) {
    const result = await client.pull(queue, { offset, maxMessages: 32, waitMs: 0 });
    if (result.nextBeginOffset <= offset)
      throw new Error(`the pull of ${JSON.stringify(queue)} stands still at ${offset} (${result.status})`);
    if (result.status === 'FOUND') messages.push(...decodeMessages(Buffer.from(result.messages)));
    offset = result.nextBeginOffset;
  }
  return messages;
}

/** All readable queues of a topic, by broker name and queue id. */
export async function queuesOf(
  client: RocketmqClient,
  topic: string,
): Promise<{ topic: string; brokerName: string; queueId: number }[]> {
  const route = await client.topicRoute(topic, { fresh: true });
  return route.queues
    .flatMap(({ brokerName, readQueueNums }) =>
      Array.from({ length: readQueueNums }, (_, queueId) => ({ topic, brokerName, queueId })),
    )
    .toSorted((a, b) => a.brokerName.localeCompare(b.brokerName) || a.queueId - b.queueId);
}

/**
 * Compares a topic queue by queue: the source's content is the reference. Each source queue's messages have to appear in
 * exactly one target queue, once, in order, unchanged.
 *
 * @param options.sourceFrom per source queue, only messages from this offset on are expected
 * @param options.localAtTarget true when the target has messages of its own, which are then ignored
 */
export async function checkTopic(
  sourceClient: RocketmqClient,
  targetClient: RocketmqClient,
  topic: string,
  options: {
    targetTopic?: string;
    expected?: (message: StoredMessage) => boolean;
    localAtTarget?: boolean;
  } = {},
): Promise<CheckReport> {
  const report: CheckReport = {
    source: 0,
    target: 0,
    missing: 0,
    duplicates: 0,
    outOfOrder: 0,
    changed: 0,
    examples: [],
  };
  const note = (text: string): void => {
    if (report.examples.length < 5) report.examples.push(text);
  };
  const copies = new Map<string, (Fingerprint & { queue: string })[]>();
  for (const queue of await queuesOf(targetClient, options.targetTopic ?? topic)) {
    for (const message of await readQueue(targetClient, queue)) {
      const copy = fingerprint(message);
      if (options.localAtTarget === true && !isCopy(message)) continue;
      report.target += 1;
      const places = copies.get(copy.key) ?? [];
      places.push({ queue: `${queue.brokerName}#${queue.queueId}`, ...copy });
      copies.set(copy.key, places);
    }
  }
  for (const queue of await queuesOf(sourceClient, topic)) {
    let lastQueue: string | undefined;
    let lastOffset = -1;
    for (const message of await readQueue(sourceClient, queue)) {
      if (options.expected !== undefined && !options.expected(message)) continue;
      report.source += 1;
      const { key, content, bornTimestamp } = fingerprint(message);
      const places = copies.get(key) ?? [];
      const place = places[0];
      if (place === undefined) {
        report.missing += 1;
        note(`missing: ${topic}#${queue.queueId} offset ${message.queueOffset}`);
        continue;
      }
      if (places.length > 1) {
        report.duplicates += places.length - 1;
        note(
          `${places.length} copies of ${topic}#${queue.queueId} offset ${message.queueOffset}: ${places.map((copy) => `${copy.queue}@${copy.offset}`).join(', ')}`,
        );
      }
      if (place.content !== content || place.bornTimestamp !== bornTimestamp) {
        report.changed += 1;
        note(`changed: ${content} of ${bornTimestamp} became ${place.content} of ${place.bornTimestamp}`);
      }
      if ((lastQueue !== undefined && lastQueue !== place.queue) || place.offset <= lastOffset) {
        report.outOfOrder += 1;
        note(
          `out of order: ${topic}#${queue.queueId} offset ${message.queueOffset} is at ${place.queue}@${place.offset} after ${lastQueue ?? ''}@${lastOffset}`,
        );
      }
      lastQueue = place.queue;
      lastOffset = place.offset;
    }
  }
  return report;
}

/** The report of a perfect copy of `messages` messages. */
export function perfect(messages: number): CheckReport {
  return {
    source: messages,
    target: messages,
    missing: 0,
    duplicates: 0,
    outOfOrder: 0,
    changed: 0,
    examples: [],
  };
}

/** Number of messages in all queues of a topic. */
export async function countMessages(client: RocketmqClient, topic: string): Promise<number> {
  const ranges = await Promise.all((await queuesOf(client, topic)).map((queue) => client.range(queue)));
  return ranges.reduce((sum, { minOffset, maxOffset }) => sum + maxOffset - minOffset, 0);
}

/** True for messages that a replicator wrote. */
export function isCopy(message: StoredMessage): boolean {
  return getProperty(message.properties, 'REPL_POS') !== undefined;
}

/** What makes a message itself, and what a copy has to keep. */
export function fingerprint(message: StoredMessage): Fingerprint {
  const { bodyCrc, body, flag, sysFlag } = message;
  const content = contentText(bodyCrc, body.length, flag, sysFlag, userProperties(message.properties));
  const key = getProperty(message.properties, 'UNIQ_KEY') ?? content;
  return { key, offset: message.queueOffset, content, bornTimestamp: bornAt(message) };
}

/** What a copy has to keep of a message but for its born time, as one text (R-02). */
export function contentText(
  bodyCrc: number,
  bodyLength: number,
  flag: number,
  sysFlag: number,
  properties: readonly (readonly [string, string])[],
): string {
  const compression = sysFlag & 0x701;
  return JSON.stringify([
    bodyCrc,
    bodyLength,
    flag,
    compression,
    properties.toSorted(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)),
  ]);
}

/** The user's properties as they are stored, a character per byte, so that nothing is lost in decoding. */
function userProperties(properties: Buffer): [string, string][] {
  return properties
    .toString('latin1')
    .split('\u0002')
    .filter((entry) => entry !== '')
    .map((entry): [string, string] => {
      const end = entry.indexOf('\u0001');
      return end < 0 ? [entry, '(no value)'] : [entry.slice(0, end), entry.slice(end + 1)];
    })
    .filter(([name]) => !DELIVERY_PROPERTIES.has(name) && !PROVENANCE.has(name));
}

/**
 * When a message was born at its origin: a copy carries that in its provenance (docs/adr/0002). What an application copied
 * onto a message of its own is no provenance: it is bound to another message.
 */
function bornAt({ topic, bornTimestamp, properties }: StoredMessage): number {
  const position = getProperty(properties, 'REPL_POS') ?? '';
  const [, told, bind] = /^[^:]+:\d+:\d+:(\d+):([0-9a-f]{8})$/.exec(position) ?? [];
  const uniqueKey = getProperty(properties, 'UNIQ_KEY') ?? '';
  const bound = crc32(`${uniqueKey}|${topic}|${bornTimestamp}`).toString(16).padStart(8, '0');
  return bind === bound ? Number(told) : bornTimestamp;
}
