import type { FlowDirection } from './task-rules.js';

/**
 * Where the copying of what was there at the start stands. `NONE`: there is nothing of the kind (the task began at the
 * latest message). `UNKNOWN`: not every queue has told yet how much it held.
 */
export const BACKFILL_STATES = ['NONE', 'UNKNOWN', 'COPYING', 'DONE'] as const;
export type BackfillState = (typeof BACKFILL_STATES)[number];

/** Figures of a backfill, of a whole task or of one topic. Null is unknown, and never 0. */
export interface BackfillFigures {
  state: Exclude<BackfillState, 'NONE'>;
  /** Source queues that belong to it, and how many of them have told how much they held. */
  queues: number;
  queuesKnown: number;
  /** Messages that were there to copy at the start; decimal string. */
  total: string | null;
  /** How many of them are still to come; decimal string. */
  left: string | null;
  /** 0 to 100 with one decimal, rounded down; 100 only when every queue has passed what it held. */
  percent: number | null;
  /** Over the last minute, while the task runs. */
  messagesPerSecond: number | null;
  /** Time that the rest takes at this rate, ms. */
  etaMs: number | null;
  /** When the last queue had passed what it held, ISO 8601; null before. */
  doneAt: string | null;
}

/** Figures of one source topic. */
export interface BackfillTopic extends BackfillFigures {
  direction: FlowDirection;
  topic: string;
}

/** Progress of a task that copies what was there before it, as the API answers it. */
export interface BackfillView extends Omit<BackfillFigures, 'state'> {
  state: BackfillState;
  /** Those with the most left first, no more than {@link BACKFILL_TOPICS_MAX}. */
  topics: BackfillTopic[];
  /** Topics in all. */
  topicsTotal: number;
}

/** Topics that one answer tells of. */
export const BACKFILL_TOPICS_MAX = 500;
