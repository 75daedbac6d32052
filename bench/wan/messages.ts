import { crc32 } from 'node:zlib';
import type { RocketmqClient } from '@slipstream/rocketmq-remoting';
import { decompressBody, getProperty, type BatchEntry } from '@slipstream/rocketmq-remoting/message';
import { queuesOf, readQueue } from '../../e2e/support/checker.ts';
import { applicationMessage, type ReadBack } from '../run/messages.ts';

const WORDS = [
  'status',
  'paid',
  'customer',
  'amount',
  'currency',
  'street',
  'item',
  'quantity',
  'shipped',
  'note',
];

/** A message whose body is JSON of words and numbers, as many applications send it: it compresses to 40 % or so. */
export function jsonMessage(run: string, queueId: number, number: number, bytes: number): BatchEntry {
  let text = '[';
  while (text.length < bytes)
    text += `{"${word()}":"${word()}","${word()}":${Math.trunc(Math.random() * 1_000_000)}},`;
  return { ...applicationMessage(run, queueId, number, 0), body: Buffer.from(text.slice(0, bytes)) };
}

function word(): string {
  return WORDS[Math.trunc(Math.random() * WORDS.length)] ?? '';
}

/** Reads all queues of a topic back, bodies as a consumer's client gives them. */
export async function readBackPlain(
  client: RocketmqClient,
  topic: string,
): Promise<ReadBack & { bodyBytes: number }> {
  const result: ReadBack & { bodyBytes: number } = {
    queues: [],
    firstStoredAt: Number.POSITIVE_INFINITY,
    lastStoredAt: 0,
    bodyBytes: 0,
  };
  for (const queue of await queuesOf(client, topic)) {
    const messages = await readQueue(client, queue);
    result.queues.push(
      messages.map((message) => ({
        key: getProperty(message.properties, 'UNIQ_KEY') ?? '',
        content: crc32(decompressBody(message)),
      })),
    );
    for (const { storeTimestamp, body } of messages) {
      result.bodyBytes += body.length;
      result.firstStoredAt = Math.min(result.firstStoredAt, storeTimestamp);
      result.lastStoredAt = Math.max(result.lastStoredAt, storeTimestamp);
    }
  }
  return result;
}
