import type { Reason } from './reason.js';
import type { FlowDirection } from './task-rules.js';

/** User property by which a test message is known on both sides; its value is the test's id. */
export const TEST_MESSAGE_PROPERTY = 'SLIPSTREAM_TEST';

/** Tag of a test message when none is given and no filter asks for one: consumers of other tags do not see it. */
export const TEST_MESSAGE_TAG = 'slipstream-test';

/** Limits of a test message, in characters. */
export const TEST_MESSAGE_LIMITS = { tagMax: 64, keyMax: 64, bodyMax: 4_096 } as const;

/** One word that no tag expression reads as more than one. */
export const TAG_PATTERN = /^[^\s|*]+$/;

/** No spaces: RocketMQ takes them as what separates keys. */
export const KEY_PATTERN = /^\S+$/;

/** What has become of a copy of a test message. */
export const TEST_COPY_STATES = ['FOUND', 'FILTERED', 'WAITING'] as const;
export type TestCopyState = (typeof TEST_COPY_STATES)[number];

/** Why a copy is not there (yet). */
export const TEST_COPY_WHYS = [
  'FILTERED',
  'TASK_NOT_RUNNING',
  'STREAM_GONE',
  'STREAM_HELD',
  'THROTTLED',
  'BEHIND',
  'PASSED',
  'TARGET_UNREADABLE',
  'NOT_YET',
] as const;
export type TestCopyWhy = (typeof TEST_COPY_WHYS)[number];

/** Where a message is in a cluster. */
export interface TestMessagePlace {
  topic: string;
  broker: string;
  queue: number;
  /** Decimal string. */
  offset: string;
  /** Id by which the broker finds the record; null when it could not be read. */
  offsetMessageId: string | null;
  /** By the broker's clock, ISO 8601; null when it could not be read. */
  storedAt: string | null;
}

/** The copy that one stream makes of a test message. */
export interface TestMessageCopy {
  targetTopic: string;
  targetBroker: string;
  targetQueue: number;
  state: TestCopyState;
  place: TestMessagePlace | null;
  /** Stored at the target minus stored at the source, by the brokers' clocks, ms: their difference is in it; null when unknown. */
  betweenMs: number | null;
  /** From the source's answer until the copy was seen, by one clock, ms; null when it was looked for too late to say. */
  seenMs: number | null;
  /** Null until both were read. */
  bodyEqual: boolean | null;
  /** Names of properties that the copy should have kept and has not. */
  changedProperties: string[];
  /** Names of properties that the copy has and the message has not: where it came from, the task's tag. */
  addedProperties: string[];
  why: TestCopyWhy | null;
  /** What holds the stream, with `STREAM_HELD`. */
  reason: Reason | null;
  /** What the cluster said, in its own words. */
  said: string | null;
  /** Messages that the stream has to copy first, with `BEHIND`; decimal string. */
  ahead: string | null;
}

/** A test message, and what has become of it. */
export interface TestMessageView {
  id: string;
  direction: FlowDirection;
  /** ISO 8601, by the API's clock. */
  sentAt: string;
  /** The unique key: the same on both sides. */
  messageId: string;
  tag: string | null;
  key: string | null;
  source: TestMessagePlace;
  copies: TestMessageCopy[];
}
