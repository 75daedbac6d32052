import type { ProgressSense, ProgressWhy, SyncSide } from '@slipstream/shared';
import type { BrokerQueue } from '../plan/plan-streams.js';
import type { QueueRef } from '../ports/queue-reader.js';

/** Progress of one group along one stream's pair of queues, as it is to be. Offsets are queue offsets. */
export interface PlannedQueue {
  from: BrokerQueue;
  to: BrokerQueue;
  /** Committed where it is carried from; null when the group has nothing there on this queue. */
  fromOffset: number | null;
  fromMax: number | null;
  /** Committed where it is carried to; null when there is nothing. */
  toOffset: number | null;
  toMax: number | null;
  /** The exact equivalent; null while it is not known. */
  translated: number | null;
  /** When `toOffset` was last made the equivalent, or seen to be; ms since the epoch. */
  syncedAt: number | null;
  why: ProgressWhy | null;
  /** What a broker said, in its own words. */
  said: string | null;
}

/** Progress of one group on one pair of topics. */
export interface PlannedTopic {
  sense: ProgressSense;
  consumerGroup: string;
  fromTopic: string;
  toTopic: string;
  /** Messages in the group's retry topic where it is carried from: they are not copied. */
  inRetry: number;
  queues: readonly PlannedQueue[];
}

/** An offset to be committed. */
export interface PlannedWrite {
  sense: ProgressSense;
  consumerGroup: string;
  queue: QueueRef;
  /** What is committed there now; null when there is nothing. */
  was: number | null;
  offset: number;
}

/** What is to be done about the progress of groups, and why the rest is left alone. A value: nothing is written by making it. */
export interface ProgressPlan {
  topics: readonly PlannedTopic[];
  writes: readonly PlannedWrite[];
  /** Brokers that did not answer: nothing is concluded from that. */
  unseen: readonly UnseenBroker[];
}

/** A broker that did not answer, and what was said. */
export interface UnseenBroker {
  side: SyncSide;
  brokerName: string;
  said: string;
}

/** Gravest first: what a person has to look at, then what passes by itself. */
const GRAVITY: readonly ProgressWhy[] = [
  'REFUSED',
  'NOT_SEEN',
  'GROUP_MISSING',
  'POP_UNKNOWN',
  'LIVE_MEMBERS',
  'MOVING_BY_ITSELF',
  'SEARCHING',
  'POP_RETRY',
  'POP_IN_FLIGHT',
  'AHEAD_OF_COPIES',
  'ALREADY_AHEAD',
];

/** The gravest reason of some queues; null when all are carried. */
export function gravestWhy(queues: readonly Pick<PlannedQueue, 'why'>[]): ProgressWhy | null {
  return GRAVITY.find((why) => queues.some((queue) => queue.why === why)) ?? null;
}
