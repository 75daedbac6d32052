import type { QueueRef } from './queue-reader.js';
import type { StreamCheckpoint } from './checkpoint-store.js';

/** What became of a refused message at the dead-letter topic. */
export type DeadLetterOutcome =
  | { topic: string; offset: number }
  /** Not there; `said` is why. */
  | { topic: string; said: string };

/** A message that the target refuses for good, as it is recorded. Its content is not: a retry reads it at the source again. */
export interface RefusedMessage {
  streamId: number;
  generation: number;
  sourceOffset: number;
  /** See `identity.ts`: tells later whether the message at the offset is still this one. */
  sourceIdentity: string;
  uniqueKey: string | null;
  keys: string | null;
  tag: string | null;
  /** When the source stored it, ms since the epoch. */
  storeTimestamp: number;
  bodyBytes: number;
  propertyBytes: number;
  /** The broker's words. */
  said: string;
  /** Null when the policy names no dead-letter topic. */
  deadLetter: DeadLetterOutcome | null;
}

/** A recorded message that a person wants to be sent again. */
export interface FailedMessage {
  id: number;
  streamId: number;
  streamKey: string;
  generation: number;
  sourceOffset: number;
  sourceIdentity: string;
  source: QueueRef;
  target: QueueRef;
  sourceClusterId: string;
  /** Epoch of the shard's lease. */
  epoch: number;
  /** End of the target queue before the first try whose outcome is not known; null when no such try was made. */
  triedFrom: number | null;
}

/** What came of a retry. */
export type RetryOutcome =
  | { kind: 'SENT'; targetOffset: number }
  /** Surely not at the target, and of no use to try again by itself: back to the people. */
  | { kind: 'FAILED'; said: string }
  /** Not now, or not known: it is tried again. */
  | { kind: 'LATER'; said: string };

/**
 * The failure table of one shard, written under the epoch of its lease. Every method throws LeaseLostError when the shard has
 * another owner by now (nothing was written), and PortError when the store cannot be reached (written or not).
 */
export interface FailureStore {
  /**
   * Stores a refused message and, in the same transaction, that its stream has passed over it: either both are known to the
   * next owner or none. The same message of the same generation is one record, however often it is refused.
   */
  record(message: RefusedMessage, passed: StreamCheckpoint): Promise<void>;
  /**
   * The target lost its tail and the stream begins at `sourceOffset` again: what it had recorded from there on, it will send
   * or refuse anew.
   */
  steppedBack(streamId: number, generation: number, sourceOffset: number): Promise<void>;
  /** Messages to be sent again, by rising id, from behind `afterId` on. */
  toRetry(afterId: number, limit: number): Promise<readonly FailedMessage[]>;
  /** Notes the end of the target queue before the first try; false when the message is not to be sent any more. */
  noteTry(id: number, triedFrom: number): Promise<boolean>;
  settle(id: number, outcome: RetryOutcome): Promise<void>;
}
