import { setTimeout as pause } from 'node:timers/promises';
import type { RocketmqClient } from '@slipstream/rocketmq-remoting';
import type { Use } from '../core/results.ts';
import { UseMeter, type Programs } from './processes.ts';

/** Between two looks while nothing is about to begin or to end, ms. */
const CALM_MS = 250;
/** Between two looks around the first and the last message, ms. */
const CLOSE_MS = 10;
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
export interface Watched {
  /** `performance.now()` of the look that saw the first message. */
  firstSeenAt: number;
  use: Record<string, Use>;
}

/**
 * Measures from the first message in a topic until there are `messages`; rejects when nothing moves any more.
 *
 * @param programs asked for when the first message is seen: by then all of them run
 */
export async function watch(
  client: RocketmqClient,
  watched: WatchedTopic,
  messages: number,
  programs: () => Programs,
): Promise<Watched> {
  let meter: UseMeter | undefined;
  let firstSeenAt = 0;
  let movedAt = performance.now();
  for (let last = 0; ;) {
    const now = await countIn(client, watched);
    if (now > 0 && meter === undefined) {
      meter = new UseMeter(programs());
      firstSeenAt = performance.now();
    }
    if (now >= messages && meter !== undefined) return { firstSeenAt, use: meter.read() };
    if (now > last) movedAt = performance.now();
    if (performance.now() - movedAt > (meter === undefined ? FIRST_COPY_MS : STALL_MS))
      throw new Error(`${watched.topic} stands at ${now} of ${messages} messages`);
    last = now;
    await pause(now === 0 || now > messages * 0.95 ? CLOSE_MS : CALM_MS);
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
