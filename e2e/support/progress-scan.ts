import type { RocketmqClient } from '@slipstream/rocketmq-remoting';
import { getProperty } from '@slipstream/rocketmq-remoting/message';
import { queuesOf, readQueue } from './checker.ts';

/** One message of a topic, as a full scan of its log finds it. */
interface ScannedMessage {
  key: string;
  offset: number;
}

/** Every message of a topic, by `broker#queue`, in the order of its log. */
export type TopicScan = ReadonlyMap<string, readonly ScannedMessage[]>;

/** Offsets of a group, by `broker#queue`. */
export type Positions = ReadonlyMap<string, number>;

/** Reads every message of a topic. Keys are unique keys, which copies share with their originals. */
export async function scanTopic(client: RocketmqClient, topic: string): Promise<TopicScan> {
  const scan = new Map<string, ScannedMessage[]>();
  for (const queue of await queuesOf(client, topic))
    scan.set(
      queueName(queue),
      (await readQueue(client, queue)).map(({ properties, queueOffset }) => ({
        key: getProperty(properties, 'UNIQ_KEY') ?? '',
        offset: queueOffset,
      })),
    );
  return scan;
}

/** Where a group may go on in a queue: at `from`, or at any offset up to `to` where that makes no difference to it. */
export interface Place {
  from: number;
  to: number;
}

/**
 * Where a group that stands at `from` on one side has to go on at the other: in each queue there, at the first message that is
 * on the first side too and that the group has not passed there; anywhere behind the last such one when it has passed all.
 */
export function exactPlaces(
  fromScan: TopicScan,
  from: Positions,
  toScan: TopicScan,
): ReadonlyMap<string, Place> {
  const isUnread = new Map<string, boolean>();
  for (const [queue, messages] of fromScan)
    for (const { key, offset } of messages) isUnread.set(key, offset >= (from.get(queue) ?? 0));
  const places = new Map<string, Place>();
  for (const [queue, messages] of toScan) {
    const first = messages.find(({ key }) => isUnread.get(key) === true)?.offset;
    const last = messages.findLast(({ key }) => isUnread.has(key))?.offset;
    const end = messages.at(-1)?.offset;
    if (first !== undefined) places.set(queue, { from: first, to: first });
    else if (last !== undefined && end !== undefined) places.set(queue, { from: last + 1, to: end + 1 });
  }
  return places;
}

/** Queues in which a group does not stand where it has to, in words. */
export function misplaced(places: ReadonlyMap<string, Place>, positions: Positions): string[] {
  return [...places].flatMap(([queue, { from, to }]) => {
    const position = positions.get(queue);
    const isThere = position !== undefined && position >= from && position <= to;
    return isThere ? [] : [`${queue} is at ${position ?? 'nothing'}, not ${from}`];
  });
}

/** How many messages a group that goes on at `places` gets although it has passed them at `from` on the other side. */
export function unavoidableRepeats(
  fromScan: TopicScan,
  from: Positions,
  toScan: TopicScan,
  places: ReadonlyMap<string, Place>,
): number {
  const read = new Set<string>();
  for (const [queue, messages] of fromScan)
    for (const { key, offset } of messages) if (offset < (from.get(queue) ?? 0)) read.add(key);
  let repeats = 0;
  for (const [queue, messages] of toScan) {
    const begin = places.get(queue)?.from ?? Infinity;
    repeats += messages.filter(({ key, offset }) => offset >= begin && read.has(key)).length;
  }
  return repeats;
}

/**
 * How far apart the places are, in messages and over all queues, that one queue of the other side would have by each of the
 * queues that meet in it alone: no more than so many messages come again when several queues become one.
 */
export function spread(fromScan: TopicScan, from: Positions, toScan: TopicScan): number {
  const all = new Map<string, number[]>();
  for (const [queue, messages] of fromScan)
    for (const [toQueue, place] of exactPlaces(new Map([[queue, messages]]), from, toScan))
      all.set(toQueue, [...(all.get(toQueue) ?? []), place.from]);
  return [...all.values()].reduce((sum, places) => sum + Math.max(...places) - Math.min(...places), 0);
}

/** What a group has committed on a topic now, by `broker#queue`; a queue without an offset is left out. */
export async function committedPositions(
  client: RocketmqClient,
  topic: string,
  consumerGroup: string,
): Promise<Positions> {
  const positions = new Map<string, number>();
  for (const queue of await queuesOf(client, topic)) {
    const offset = await client.consumerOffset(queue, consumerGroup);
    if (offset !== null) positions.set(queueName(queue), offset);
  }
  return positions;
}

/** `broker#queue`. */
export function queueName(queue: { brokerName: string; queueId: number }): string {
  return `${queue.brokerName}#${queue.queueId}`;
}

/** What happened to messages that one group got on its way from cluster to cluster. */
export interface DeliveryCount {
  expected: number;
  missing: number;
  /** Deliveries of a message beyond its first. */
  again: number;
  /** Deliveries of messages that were not expected. */
  foreign: number;
}

/** Counts what a group got, in all places together, against what it should have got once each. */
export function countDeliveries(
  expected: ReadonlySet<string>,
  deliveries: Iterable<{ key: string }>,
): DeliveryCount {
  const times = new Map<string, number>();
  let foreign = 0;
  for (const { key } of deliveries)
    if (expected.has(key)) times.set(key, (times.get(key) ?? 0) + 1);
    else foreign += 1;
  let again = 0;
  for (const count of times.values()) again += count - 1;
  return { expected: expected.size, missing: expected.size - times.size, again, foreign };
}
