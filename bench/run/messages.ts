import { crc32 } from 'node:zlib';
import type { RocketmqClient } from '@slipstream/rocketmq-remoting';
import { encodeProperties, type BatchEntry } from '@slipstream/rocketmq-remoting/message';
import { fingerprint, queuesOf, readQueue } from '../../e2e/support/checker.ts';
import type { Trace } from '../core/comparison.ts';

/** What a topic holds, as it was read back. */
export interface ReadBack {
  /** Per queue, in its order. */
  queues: Trace[][];
  /** Store times of its first and of its last message, ms since the epoch. */
  firstStoredAt: number;
  lastStoredAt: number;
}

/** A message as an application sends it by RocketMQ's client: unique key, keys, a tag, two user properties. */
export function applicationMessage(run: string, queueId: number, number: number, bytes: number): BatchEntry {
  const body = Buffer.alloc(bytes, `${queueId}-${number} `);
  const place = queueId.toString(16).padStart(4, '0') + number.toString(16).padStart(16, '0');
  const properties = encodeProperties([
    ['KEYS', `order-${queueId}-${number}`],
    ['UNIQ_KEY', `${run}${place}`.toUpperCase()],
    ['WAIT', 'true'],
    ['TAGS', `tag-${number % 4}`],
    ['region', 'eu-central-1'],
    ['traceId', `${run}-${number}`],
  ]);
  return { flag: 0, body, properties };
}

/** Reads all queues of a topic back. */
export async function readBack(client: RocketmqClient, topic: string): Promise<ReadBack> {
  const queues = await queuesOf(client, topic);
  const all = await Promise.all(queues.map((queue) => readQueue(client, queue)));
  const times = all.flatMap((messages) => [messages[0], messages.at(-1)]);
  const storedAt = times.flatMap((message) => message?.storeTimestamp ?? []);
  return {
    queues: all.map((messages) =>
      messages.map((message) => {
        const { key, content } = fingerprint(message);
        return { key, content: crc32(content) };
      }),
    ),
    firstStoredAt: Math.min(...storedAt),
    lastStoredAt: Math.max(...storedAt),
  };
}
