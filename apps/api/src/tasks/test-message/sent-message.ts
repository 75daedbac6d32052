import type { MessageQueue } from '@slipstream/rocketmq-remoting';
import { encodeProperties, type BatchEntry } from '@slipstream/rocketmq-remoting/message';
import { FLOW_DIRECTIONS, TEST_MESSAGE_PROPERTY, type FlowDirection } from '@slipstream/shared';

/** What a test message is made of. */
export interface TestMessageContent {
  id: string;
  /** The unique key. */
  messageId: string;
  tag: string | null;
  key: string | null;
  body: string;
}

/** Where one stream's copy is to be looked for. */
export interface CopyToFind {
  targetTopic: string;
  targetBroker: string;
  targetQueue: number;
  /** The target queue's max offset before the message was sent. */
  from: number;
}

/** A test message that is in its source queue. The event of its sending holds it, so that any API process can look for it. */
export interface SentMessage {
  testId: string;
  messageId: string;
  direction: FlowDirection;
  queue: MessageQueue;
  offset: number;
  tag: string | null;
  key: string | null;
  /** ms since the epoch, by the API's clock. */
  sentAt: number;
  copies: CopyToFind[];
}

/** A test message as it goes to the broker. */
export function toEntry({ id, messageId, tag, key, body }: TestMessageContent): BatchEntry {
  const properties: [string, string][] = [
    ['UNIQ_KEY', messageId],
    ['WAIT', 'true'],
    ...(tag === null ? [] : [['TAGS', tag] as [string, string]]),
    ...(key === null ? [] : [['KEYS', key] as [string, string]]),
    [TEST_MESSAGE_PROPERTY, id],
  ];
  return { flag: 0, body: Buffer.from(body, 'utf8'), properties: encodeProperties(properties) };
}

/** Reads the details of a TEST_MESSAGE_SENT event; undefined when it was not known whether it was stored. */
export function readSentMessage(details: Readonly<Record<string, unknown>>): SentMessage | undefined {
  const { testId, messageId, direction, queue, offset, tag, key, sentAt, copies } = details;
  const flow = FLOW_DIRECTIONS.find((known) => known === direction);
  if (typeof testId !== 'string' || typeof messageId !== 'string' || flow === undefined) return undefined;
  if (!isQueue(queue) || typeof offset !== 'number' || typeof sentAt !== 'number') return undefined;
  if (!Array.isArray(copies) || !copies.every(isCopyToFind)) return undefined;
  const textOrNull = (value: unknown): string | null => (typeof value === 'string' ? value : null);
  return {
    testId,
    messageId,
    direction: flow,
    queue,
    offset,
    tag: textOrNull(tag),
    key: textOrNull(key),
    sentAt,
    copies,
  };
}

function isQueue(value: unknown): value is MessageQueue {
  if (typeof value !== 'object' || value === null) return false;
  const { topic, brokerName, queueId } = { topic: null, brokerName: null, queueId: null, ...value };
  return typeof topic === 'string' && typeof brokerName === 'string' && typeof queueId === 'number';
}

function isCopyToFind(value: unknown): value is CopyToFind {
  if (typeof value !== 'object' || value === null) return false;
  const { targetTopic, targetBroker, targetQueue, from } = {
    targetTopic: null,
    targetBroker: null,
    targetQueue: null,
    from: null,
    ...value,
  };
  return (
    typeof targetTopic === 'string' &&
    typeof targetBroker === 'string' &&
    typeof targetQueue === 'number' &&
    typeof from === 'number'
  );
}
