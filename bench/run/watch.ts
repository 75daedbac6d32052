import { setTimeout as pause } from 'node:timers/promises';
import type { RocketmqClient } from '@slipstream/rocketmq-remoting';
import { UseMeter, type Metered, type Programs } from './processes.ts';

/** Between two looks while nothing is about to begin or to end, ms. */
const CALM_MS = 250;
/** Between two looks around the first and the last message, ms. */
const CLOSE_MS = 20;
const FIRST_COPY_MS = 60_000;
/** A contender that stands still for so long has failed. */
const STALL_MS = 30_000;

/** A topic of one broker. */
export interface WatchedTopic {
  topic: string;
  brokerName: string;
  queues: number;
}

/** What was seen from the first message in a topic to the last. */
export interface Watched extends Metered {
  /** `performance.now()` of the look that began. */
  beganAt: number;
  /** Messages and time between the first look of the measured part and the last one. */
  messages: number;
  seconds: number;
}

/** The part of a topic's filling that is measured. */
export interface MeasuredPart {
  /** Begins when there are so many messages (at least one). */
  from: number;
  until: number;
}

/**
 * Measures while a topic fills; rejects when nothing moves any more.
 *
 * @param programs asked for when the measured part begins: by then all of them run
 */
export async function watch(
  client: RocketmqClient,
  watched: WatchedTopic,
  { from, until }: MeasuredPart,
  programs: () => Programs,
): Promise<Watched> {
  let begin: { meter: UseMeter; at: number; count: number } | undefined;
  let movedAt = performance.now();
  for (let last = 0; ;) {
    const now = await countIn(client, watched);
    if (now >= from && begin === undefined)
      begin = { meter: new UseMeter(programs()), at: performance.now(), count: now };
    if (now >= until && begin !== undefined)
      return {
        beganAt: begin.at,
        messages: now - begin.count,
        seconds: (performance.now() - begin.at) / 1_000,
        ...begin.meter.read(),
      };
    if (now > last) movedAt = performance.now();
    if (performance.now() - movedAt > (last === 0 ? FIRST_COPY_MS : STALL_MS))
      throw new Error(`${watched.topic} stands at ${now} of ${until} messages`);
    last = now;
    await pause(begin === undefined || now > until * 0.95 ? CLOSE_MS : CALM_MS);
  }
}

/** Messages in a topic; 0 while it does not exist. */
export async function countIn(
  client: RocketmqClient,
  { topic, brokerName, queues }: WatchedTopic,
): Promise<number> {
  const ranges = await Promise.all(
    Array.from({ length: queues }, (_, queueId) => client.range({ topic, brokerName, queueId })),
  );
  return ranges.reduce((sum, { maxOffset }) => sum + maxOffset, 0);
}
