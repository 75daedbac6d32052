import type { QueueRecord } from '../plan/plan-records.js';

/** A refused message on its way to the table. */
export interface RefusedMessageRecord {
  streamId: number;
  generation: number;
  sourceOffset: number;
  sourceIdentity: string;
  uniqueKey: string | null;
  keys: string | null;
  tag: string | null;
  /** When the source stored it, ms since the epoch. */
  storeTimestamp: number;
  bodyBytes: number;
  propertyBytes: number;
  said: string;
  deadLetter: { topic: string; offset: number } | { topic: string; said: string } | null;
}

/** A message that a user wants to be sent again, with all that a worker needs for it. */
export interface MessageToRetry {
  id: number;
  streamId: number;
  /** `<flowKey>-<number>`. */
  streamKey: string;
  generation: number;
  sourceOffset: number;
  sourceIdentity: string;
  source: QueueRecord;
  target: QueueRecord;
  triedFrom: number | null;
}

/** What came of a retry; see the port of the engine. */
export type RetryOutcomeRecord =
  { kind: 'SENT'; targetOffset: number } | { kind: 'FAILED'; said: string } | { kind: 'LATER'; said: string };
