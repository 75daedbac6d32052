import type { FlowDirection } from './task-rules.js';

/**
 * States of a recorded failure. `PENDING` waits for a person; `RETRYING` waits for a worker, or is on its way; `SENT` is at the
 * target by a retry; `GIVEN_UP` was given up by a person.
 */
export const FAILURE_STATES = ['PENDING', 'RETRYING', 'SENT', 'GIVEN_UP'] as const;
export type FailureState = (typeof FAILURE_STATES)[number];

/** Recorded failures of a task by state. */
export interface FailureCounts {
  pending: number;
  retrying: number;
  sent: number;
  givenUp: number;
}

/** A message that the target refused for good, as the API answers it. Its content stays at the source. Offsets are decimal strings. */
export interface FailureView {
  id: string;
  state: FailureState;
  direction: FlowDirection;
  sourceTopic: string;
  sourceBroker: string;
  sourceQueue: number;
  sourceOffset: string;
  targetTopic: string;
  targetBroker: string;
  targetQueue: number;
  uniqueKey: string | null;
  keys: string | null;
  tag: string | null;
  /** When the source stored the message, ISO 8601. */
  storedAt: string;
  bodyBytes: number;
  propertyBytes: number;
  /** What the target's broker said, in its own words. */
  said: string;
  /** When it was recorded, ISO 8601. */
  recordedAt: string;
  /** When its state last changed, ISO 8601. */
  changedAt: string;
  /** Retries so far. */
  tries: number;
  /** What came of the last retry when it did not succeed; null before. */
  retrySaid: string | null;
  /** Where the retried copy lies in the target queue; null unless `SENT`. */
  sentOffset: string | null;
  /** Dead-letter topic that it was offered to; null when the policy named none. */
  deadLetterTopic: string | null;
  /** Offset in the dead-letter topic's queue 0; null when it is not there. */
  deadLetterOffset: string | null;
  /** Why the dead-letter topic did not take it; null when it did. */
  deadLetterSaid: string | null;
}
