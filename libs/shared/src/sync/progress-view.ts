import type { ProgressSense } from './sync-rules.js';

/** Why a queue's progress is not carried now. Adding one means adding its words to both languages of the console. */
export const PROGRESS_WHYS = [
  /** The group is as far or farther there: progress never goes backwards. */
  'ALREADY_AHEAD',
  /** The group has members there. */
  'LIVE_MEMBERS',
  /** Its offsets there move by themselves: members behind a Proxy, which brokers do not list. */
  'MOVING_BY_ITSELF',
  /** The group is ahead of the copying: carried as far as the copies go. */
  'AHEAD_OF_COPIES',
  /** The group does not exist there. */
  'GROUP_MISSING',
  /** A broker, topic or route cannot be seen now; nothing is concluded from that. */
  'NOT_SEEN',
  /** POP: held back to the oldest message that is delivered but not acknowledged. */
  'POP_IN_FLIGHT',
  /** POP: held back because messages of the group wait in its retry topic. */
  'POP_RETRY',
  /** POP: held back because what is in flight cannot be known on that broker. */
  'POP_UNKNOWN',
  /** The broker refuses the offset: `said`. */
  'REFUSED',
  /** The equivalent offset was not found within the look-ups of one round; the search goes on. */
  'SEARCHING',
] as const;
export type ProgressWhy = (typeof PROGRESS_WHYS)[number];

/** Progress of one group on one stream's pair of queues. `from` is the side whose progress is carried. Offsets are decimal strings. */
export interface QueueProgressView {
  fromBroker: string;
  fromQueue: number;
  toBroker: string;
  toQueue: number;
  /** What the group has committed where it is carried from. */
  fromOffset: string;
  fromMax: string | null;
  /** What the group has committed where it is carried to; null when it has no offset there. */
  toOffset: string | null;
  toMax: string | null;
  /** The exact equivalent of `fromOffset`; null while it is not known. */
  translated: string | null;
  /** When `toOffset` was last made the equivalent, or seen to be, ISO 8601. */
  syncedAt: string | null;
  why: ProgressWhy | null;
  said: string | null;
}

/** Progress of one group on one topic, as the API answers it. */
export interface GroupProgressView {
  id: string;
  sense: ProgressSense;
  consumerGroup: string;
  fromTopic: string;
  toTopic: string;
  /** Messages that the group still has in its retry topic where it is carried from; they are not copied. Decimal string. */
  inRetry: string;
  queues: readonly QueueProgressView[];
  /** The gravest `why` of the queues; null when all are carried. */
  why: ProgressWhy | null;
  /** When every queue was last in step, ISO 8601. */
  syncedAt: string | null;
  /** When this was last looked at and changed, ISO 8601. */
  updatedAt: string;
}

/** What became of one queue when progress was carried by hand. `UNCHANGED`: nothing was to be written, see `why`. */
export const PROGRESS_OUTCOMES = ['APPLIED', 'UNCHANGED', 'REFUSED'] as const;
export type ProgressOutcome = (typeof PROGRESS_OUTCOMES)[number];

/** What carrying progress by hand would do to one queue. Offsets are decimal strings. */
export interface ProgressPlanQueue extends Omit<QueueProgressView, 'syncedAt'> {
  /** The offset that would be written; null when none is. */
  writes: string | null;
}

/** What it has done: `toOffset` is what was read back. */
export interface ProgressAppliedQueue extends ProgressPlanQueue {
  /** What the group had committed there before; null when it had none. */
  before: string | null;
  outcome: ProgressOutcome;
}

/** One group on one topic, when its progress is carried by hand. */
export interface ProgressPlanGroup<Queue extends ProgressPlanQueue = ProgressPlanQueue> {
  consumerGroup: string;
  fromTopic: string;
  toTopic: string;
  /** Messages that the group still has in its retry topic where it is carried from. Decimal string. */
  inRetry: string;
  queues: readonly Queue[];
}
