import type { MetadataDifference, MetadataWhy, SyncSide } from '@slipstream/shared';

/** What one side of a task has of an item now, as far as the merge needs to know. */
export type Sighting =
  | {
      seen: 'VALUE';
      /** Equal for equal values of this side. */
      fingerprint: string;
      /** When the brokers' table last changed, by their data versions, ms since the epoch; null when they do not say. */
      changedAt: number | null;
      /** How the brokers of this side differ among themselves; null when they agree. */
      disagreement: string | null;
    }
  | { seen: 'ABSENT' }
  /** A broker that has, or may have, it is away: nothing may be concluded (facts §14). */
  | { seen: 'NOT_SEEN'; said: string };

/** What it takes to carry one side's value to the other. */
export interface Fit {
  /** Settings that would be written; empty when the other side has all it needs. */
  differences: readonly MetadataDifference[];
  /** What the other side has that is kept although it differs. */
  kept: MetadataWhy | null;
  /** Brokers of the other side that lack the item though others have it. */
  gaps: readonly string[];
  /** Why the other side cannot have this value, and what to do by hand; null when it can. */
  unsupported: string | null;
}

/** A value on its way to the other side. */
export interface Carried<Value> extends Fit {
  /** What the other side has afterwards. */
  value: Value;
}

/** One setting's two values, seen from the side that is carried from. */
export function difference(
  setting: string,
  from: SyncSide,
  values: { from: string | null; to: string | null },
): MetadataDifference {
  return from === 'SOURCE'
    ? { setting, source: values.from, target: values.to }
    : { setting, source: values.to, target: values.from };
}

/** The other side of a task. */
export function otherSide(side: SyncSide): SyncSide {
  return side === 'SOURCE' ? 'TARGET' : 'SOURCE';
}
