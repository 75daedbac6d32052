import type { MetadataKind, SyncSide } from './sync-rules.js';

/**
 * How one topic, group or account of a task stands (M-03). `ORPHANED`: deleted at the source (two-way: on one side), still
 * there on the other.
 */
export const METADATA_STATES = ['SAME', 'DIFFERS', 'MISSING', 'ORPHANED', 'SKIPPED'] as const;
export type MetadataState = (typeof METADATA_STATES)[number];

/** Why an item is not simply the same. Adding one means adding its words to both languages of the console. */
export const METADATA_WHYS = [
  /**
   * DIFFERS, MISSING: somebody changed or deleted it at the target (two-way: nothing says which side is right): adopt or
   * overwrite. ORPHANED: deleted at the source, and changed at the target since it was last in step, so it is not deleted.
   */
  'CHANGED_BY_HAND',
  /** DIFFERS: it was there, different, before the task looked for the first time: adopt or overwrite. */
  'NOT_OURS',
  /** SAME, MISSING: a person said that what the target has, or has not, is right. */
  'ADOPTED',
  /** SAME: the target keeps more queues than the source has; taking queues away would hide messages. */
  'KEPT_WIDER',
  /** DIFFERS, MISSING: about to be written; `said` tells what the last attempt met, when there was one. */
  'PENDING',
  /** DIFFERS, MISSING: a broker refuses it: `said`. */
  'REFUSED',
  /** DIFFERS: brokers of one side do not agree among themselves: `said`. */
  'BROKERS_DISAGREE',
  /** ORPHANED: the task does not propagate deletes. */
  'DELETES_OFF',
  /** ORPHANED: the task has not created it there, so it does not delete it. */
  'NOT_CREATED_HERE',
  /** SAME: the topic stays writable there although it is closed on the other side: copies are still written to it. */
  'KEPT_WRITABLE',
  /** SKIPPED: RocketMQ's own. */
  'SYSTEM',
  /** SKIPPED: the account that Slipstream itself uses there, or one of its fences. */
  'OWN_ACCOUNT',
  /** SKIPPED: the other side's access control has no such thing, or it does not give out what is needed: `said` tells how to finish by hand. */
  'NOT_SUPPORTED',
  /** SKIPPED: a broker is away, so that its state cannot be known. To adopt it says that the broker is gone for good. */
  'NOT_SEEN',
] as const;
export type MetadataWhy = (typeof METADATA_WHYS)[number];

/** What a user can do with an item that differs: accept what the target has, or write the source's over it. */
export const METADATA_WISHES = ['ADOPT', 'OVERWRITE'] as const;
export type MetadataWish = (typeof METADATA_WISHES)[number];

/** One difference in words: a setting's name, and its value on either side; null where it has none. Never a secret. */
export interface MetadataDifference {
  setting: string;
  source: string | null;
  target: string | null;
}

/** One topic, consumer group or account of a task, as the API answers it. */
export interface MetadataItemView {
  id: string;
  kind: MetadataKind;
  sourceName: string;
  targetName: string;
  state: MetadataState;
  why: MetadataWhy | null;
  /** What a broker or the system said, in its own words. */
  said: string | null;
  differences: readonly MetadataDifference[];
  /** Where the task created it; null when it was there on both sides. */
  createdAt: SyncSide | null;
  /** A user's wish that is still to be carried out. */
  wish: MetadataWish | null;
  /** What the user may wish now. */
  allowedWishes: readonly MetadataWish[];
  /** When both sides were last made or seen the same, ISO 8601. */
  syncedAt: string | null;
  /** Since when it has this state, ISO 8601. */
  since: string;
}

/** What a user may wish of an item: a decision is asked for where two people, or a broker, disagree with the task. */
export function allowedWishes(item: Pick<MetadataItemView, 'state' | 'why'>): readonly MetadataWish[] {
  switch (item.why) {
    case 'CHANGED_BY_HAND':
    case 'NOT_OURS':
    case 'BROKERS_DISAGREE':
      return item.state === 'ORPHANED' ? [] : METADATA_WISHES;
    case 'REFUSED':
    case 'ADOPTED':
      return ['OVERWRITE'];
    case 'NOT_SEEN':
      return ['ADOPT'];
    default:
      return [];
  }
}

/** How many items of a kind have which state. */
export type MetadataCounts = Readonly<Record<MetadataKind, Readonly<Record<MetadataState, number>>>>;
