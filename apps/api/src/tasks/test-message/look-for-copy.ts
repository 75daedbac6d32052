import type { MessageQueue, SubscriptionFilter } from '@slipstream/rocketmq-remoting';
import { decodeMessages, getProperty, type StoredMessage } from '@slipstream/rocketmq-remoting/message';
import { tagCheck } from '@slipstream/replication/decisions';
import { TEST_MESSAGE_PROPERTY, type RouteFilter } from '@slipstream/shared';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ClusterClient } from '../../clusters/cluster-connection.js';

/** How often the end of a queue is asked for news, ms: an operator looks at one message, so the brokers hardly notice. */
const ASK_EVERY_MS = 25;

type Puller = Pick<ClusterClient, 'pull'>;

/** How far a search has come. */
export interface Search {
  found: StoredMessage | undefined;
  /** Where it goes on. */
  next: number;
}

/** One stored message by its place; undefined when it is not visible (any more). */
export async function readMessage(
  client: Puller,
  queue: MessageQueue,
  offset: number,
  until: number,
  signal: AbortSignal,
): Promise<StoredMessage | undefined> {
  for (;;) {
    const { status, messages } = await client.pull(queue, { offset, maxMessages: 1 }, { signal });
    if (status === 'FOUND') return decodeMessages(messages).find((message) => message.queueOffset === offset);
    // A message just acknowledged may not be visible for a moment.
    if (status !== 'NO_NEW_MESSAGE' || Date.now() >= until) return undefined;
    await sleep(ASK_EVERY_MS, undefined, { signal });
  }
}

/**
 * Reads a target queue on for the copy of a test message, until it is there or the time is over; at least once to the end.
 *
 * @param tag the message's: brokers then give out little else
 */
export async function lookForCopy(
  client: Puller,
  queue: MessageQueue,
  p: { from: number; testId: string; tag: string | null; until: number },
  signal: AbortSignal,
): Promise<Search> {
  const filter: SubscriptionFilter = p.tag === null ? { type: 'NONE' } : { type: 'TAG', expression: p.tag };
  for (let next = p.from; ;) {
    const answer = await client.pull(queue, { offset: next, filter }, { signal });
    const found = decodeMessages(answer.messages).find(
      (message) => getProperty(message.properties, TEST_MESSAGE_PROPERTY) === p.testId,
    );
    if (found !== undefined) return { found, next };
    if (answer.status === 'OFFSET_ILLEGAL') {
      // The target's retention has passed the place where the search began.
      if (answer.minOffset > next) {
        next = answer.minOffset;
        continue;
      }
    } else if (answer.nextBeginOffset > next) {
      next = answer.nextBeginOffset;
      continue;
    }
    if (Date.now() >= p.until) return { found: undefined, next };
    await sleep(ASK_EVERY_MS, undefined, { signal });
  }
}

/** Whether a route's filter lets a stored message pass: tags are compared here, SQL-92 is the source broker's to decide. */
export async function passesFilter(
  client: Puller,
  queue: MessageQueue,
  message: StoredMessage,
  filter: RouteFilter,
  signal: AbortSignal,
): Promise<boolean> {
  if (filter.type !== 'SQL92') return tagCheck(filter)(message.properties);
  const answer = await client.pull(
    queue,
    {
      offset: message.queueOffset,
      maxMessages: 1,
      filter: { type: 'SQL92', expression: filter.expression ?? '' },
    },
    { signal },
  );
  return decodeMessages(answer.messages).some(({ queueOffset }) => queueOffset === message.queueOffset);
}
