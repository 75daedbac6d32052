import { selectTopics } from '@slipstream/replication/decisions';
import { explainError, RemotingError } from '@slipstream/rocketmq-remoting';
import { offsetMessageId, type StoredMessage } from '@slipstream/rocketmq-remoting/message';
import type { StreamView, TaskSpec, TaskState, TestMessageCopy, TestMessagePlace } from '@slipstream/shared';
import type { ClusterClient } from '../../clusters/cluster-connection.js';
import { compareCopy } from './compare-copy.js';
import { lookForCopy, passesFilter, readMessage, type Search } from './look-for-copy.js';
import type { CopyToFind, SentMessage } from './sent-message.js';
import type { TestMessageView } from './test-message.views.js';
import { whyNotThere } from './why-not-there.js';

/** A copy that is found this long after the sending was not watched for all the time: when it came is not known, ms. */
const WATCHED_MS = 60_000;

/** How often a stream is looked at while its copy is waited for, ms. */
const ASK_AGAIN_MS = 1_000;

/** What a look works with. */
export interface Look {
  source: Pick<ClusterClient, 'pull'>;
  target: Pick<ClusterClient, 'pull'>;
  signal: AbortSignal;
  /** How long to wait for copies, ms since the epoch. */
  until: number;
  now: () => number;
  task: () => Promise<{ spec: TaskSpec; state: TaskState; throttled: boolean }>;
  streams: () => Promise<StreamView[]>;
}

/** Looks at both sides of a test message: each copy, or why it is not there. */
export async function lookAtCopies(sent: SentMessage, look: Look): Promise<TestMessageView> {
  const message = await orUndefined(
    readMessage(look.source, sent.queue, sent.offset, look.until, look.signal),
  );
  const { topic, brokerName, queueId } = sent.queue;
  const copies = await Promise.all(sent.copies.map((copy) => lookAtCopy(sent, copy, message, look)));
  return {
    id: sent.testId,
    direction: sent.direction,
    sentAt: new Date(sent.sentAt).toISOString(),
    messageId: sent.messageId,
    tag: sent.tag,
    key: sent.key,
    source: {
      topic,
      broker: brokerName,
      queue: queueId,
      offset: String(sent.offset),
      ...readings(message),
    },
    copies,
  };
}

async function lookAtCopy(
  sent: SentMessage,
  copy: CopyToFind,
  message: StoredMessage | undefined,
  look: Look,
): Promise<TestMessageCopy> {
  const { source, target, signal } = look;
  const { targetTopic, targetBroker, targetQueue } = copy;
  const queue = { topic: targetTopic, brokerName: targetBroker, queueId: targetQueue };
  const filter = filterOf((await look.task()).spec, sent, targetTopic);
  const isFiltered =
    message !== undefined &&
    !((await orUndefined(passesFilter(source, sent.queue, message, filter, signal))) ?? true);
  const search = async (from: number, until: number): Promise<Search | string> => {
    try {
      return await lookForCopy(target, queue, { from, testId: sent.testId, tag: sent.tag, until }, signal);
    } catch (error) {
      if (!(error instanceof RemotingError)) throw error;
      return explainError(error);
    }
  };
  for (let from = copy.from; ;) {
    // In this order: what a stream has passed is in its target queue by now, if it ever will be.
    const stream = (await look.streams()).find((candidate) => isOf(candidate, sent, copy));
    const isSettled = isFiltered || (stream !== undefined && Number(stream.position) > sent.offset);
    const until = isSettled ? 0 : Math.min(look.until, look.now() + ASK_AGAIN_MS);
    const seen = await search(from, until);
    if (typeof seen !== 'string' && seen.found !== undefined)
      return foundCopy(sent, copy, message, seen.found, look.now());
    if (typeof seen === 'string' || isSettled || look.now() >= look.until) {
      const { state, throttled } = await look.task();
      const { ahead, ...why } = whyNotThere({
        isFiltered,
        taskState: state,
        throttled,
        sourceOffset: sent.offset,
        stream: stream === undefined ? undefined : { ...stream, position: Number(stream.position) },
        unreadable: typeof seen === 'string' ? seen : null,
      });
      return {
        ...NOT_THERE,
        ...{ targetTopic, targetBroker, targetQueue },
        state: isFiltered ? 'FILTERED' : 'WAITING',
        ...why,
        ahead: ahead === null ? null : String(ahead),
      };
    }
    from = seen.next;
  }
}

const NOT_THERE = {
  place: null,
  betweenMs: null,
  seenMs: null,
  bodyEqual: null,
  changedProperties: [],
  addedProperties: [],
};

function foundCopy(
  { sentAt }: SentMessage,
  { targetTopic, targetBroker, targetQueue }: CopyToFind,
  message: StoredMessage | undefined,
  found: StoredMessage,
  now: number,
): TestMessageCopy {
  const sinceMs = now - sentAt;
  return {
    targetTopic,
    targetBroker,
    targetQueue,
    state: 'FOUND',
    place: {
      topic: targetTopic,
      broker: targetBroker,
      queue: targetQueue,
      offset: String(found.queueOffset),
      ...readings(found),
    },
    betweenMs: message === undefined ? null : found.storeTimestamp - message.storeTimestamp,
    seenMs: sinceMs > WATCHED_MS ? null : Math.max(0, sinceMs),
    ...(message === undefined
      ? { bodyEqual: null, changedProperties: [], addedProperties: [] }
      : compareCopy(message, found)),
    why: null,
    reason: null,
    said: null,
    ahead: null,
  };
}

function readings(
  message: StoredMessage | undefined,
): Pick<TestMessagePlace, 'offsetMessageId' | 'storedAt'> {
  if (message === undefined) return { offsetMessageId: null, storedAt: null };
  return {
    offsetMessageId: offsetMessageId(message),
    storedAt: new Date(message.storeTimestamp).toISOString(),
  };
}

function filterOf(
  spec: TaskSpec,
  { direction, queue }: SentMessage,
  targetTopic: string,
): TaskSpec['routes'][0]['filter'] {
  const { level, topics, routes } = spec;
  const selector = selectTopics({ level, direction, topics, routes }, new Set());
  return selector.filterOf({ sourceTopic: queue.topic, targetTopic });
}

function isOf(stream: StreamView, { direction, queue }: SentMessage, copy: CopyToFind): boolean {
  return (
    stream.direction === direction &&
    stream.sourceTopic === queue.topic &&
    stream.sourceBroker === queue.brokerName &&
    stream.sourceQueue === queue.queueId &&
    stream.targetTopic === copy.targetTopic
  );
}

/** What a side that cannot be read says is told with the copies, if it is in their way. */
async function orUndefined<T>(reading: Promise<T>): Promise<T | undefined> {
  try {
    return await reading;
  } catch (error) {
    if (error instanceof RemotingError) return undefined;
    throw error;
  }
}
