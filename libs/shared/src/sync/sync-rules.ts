/** Kinds of metadata that a task can keep the same on both sides (M-01). An account is a 4.x plain ACL account, or a 5.x user with its policies. */
export const METADATA_KINDS = ['TOPIC', 'GROUP', 'ACCOUNT'] as const;
export type MetadataKind = (typeof METADATA_KINDS)[number];

/** Which kinds of metadata a task keeps the same at the target; both ways in a two-way task (M-01, M-02). */
export interface MetadataSync {
  topics: boolean;
  groups: boolean;
  accounts: boolean;
  /** What was deleted on one side is deleted on the other when this task had created it there. */
  propagateDeletes: boolean;
}

/** Which way the progress of consumer groups follows the messages, continuously (P-01, P-02, P-03). */
export interface ProgressSync {
  /** From the task's source to its target. */
  toTarget: boolean;
  /** From the task's target back to its source: for fail-back. */
  toSource: boolean;
}

/** Nothing is synced: what tasks had before there was a choice. */
export const NO_METADATA_SYNC: MetadataSync = {
  topics: false,
  groups: false,
  accounts: false,
  propagateDeletes: false,
};
export const NO_PROGRESS_SYNC: ProgressSync = { toTarget: false, toSource: false };

/** What a new task gets when its creator does not say: everything that moving applications needs, but no accounts and no deletes. */
export const DEFAULT_METADATA_SYNC: MetadataSync = { ...NO_METADATA_SYNC, topics: true, groups: true };

/** As {@link DEFAULT_METADATA_SYNC}: progress goes where messages go. */
export function defaultProgressSync(direction: 'ONE_WAY' | 'TWO_WAY'): ProgressSync {
  return { toTarget: true, toSource: direction === 'TWO_WAY' };
}

/** Which way progress is carried: `TO_TARGET` with a one-way task's messages, `TO_SOURCE` against them. */
export const PROGRESS_SENSES = ['TO_TARGET', 'TO_SOURCE'] as const;
export type ProgressSense = (typeof PROGRESS_SENSES)[number];

/** Parts of a task that are synced beside its messages. */
export const SYNC_PARTS = ['METADATA', 'PROGRESS'] as const;
export type SyncPart = (typeof SYNC_PARTS)[number];

/** How far apart two looks at the clusters are, ms. Changes reach the other side within 10 s. */
export const SYNC_INTERVAL_MS = 5_000;

/** The two sides of a task. */
export const SYNC_SIDES = ['SOURCE', 'TARGET'] as const;
export type SyncSide = (typeof SYNC_SIDES)[number];

/** Names of consumer groups that RocketMQ accepts, and their length in characters [Validators, TopicValidator]. */
export const CONSUMER_GROUP_PATTERN = /^[%|a-zA-Z0-9_-]+$/;
export const CONSUMER_GROUP_MAX = 255;
