import type {
  MetadataDifference,
  MetadataState,
  MetadataWhy,
  MetadataWish,
  SyncSide,
} from '@slipstream/shared';
import type { ItemMemory, SeenChange } from './item-memory.js';
import { otherSide, type Fit, type Sighting } from './sighting.js';

/** All that the decision about one item is made from. */
export interface MergeInput {
  sightings: Readonly<Record<SyncSide, Sighting>>;
  /** By the side that is carried from; null where that side has no value to carry. */
  fits: Readonly<Record<SyncSide, Fit | null>>;
  memory: ItemMemory;
  /** Where the task created the item. */
  createdAt: SyncSide | null;
  isTwoWay: boolean;
  propagateDeletes: boolean;
  wish: MetadataWish | null;
}

/** What is to be done at one side. `WRITE` carries the other side's value there. */
export interface MergeAction {
  type: 'WRITE' | 'DELETE';
  side: SyncSide;
}

/** The decision about one item. */
export interface Verdict {
  action: MergeAction | null;
  state: MetadataState;
  why: MetadataWhy | null;
  said: string | null;
  differences: readonly MetadataDifference[];
  /** To be stored before the action is begun. */
  memory: ItemMemory;
  createdAt: SyncSide | null;
  /** Both sides are in step. */
  inStep: boolean;
  /** Neither side has it any more, or it never was this task's: forget it. */
  gone: boolean;
  /** Both sides were changed: the one that wins. */
  conflict: SyncSide | null;
  /** The wish was heard; one about what cannot be seen now waits. */
  wishDone: boolean;
}

/**
 * The three-way merge of one topic, consumer group or account: what each side has, what both had when they were last in step,
 * and who may change what (M-01, M-02). What the task wrote itself is never taken for a change, so nothing goes back and forth.
 */
export function decide(input: MergeInput): Verdict {
  const { SOURCE: source, TARGET: target } = input.sightings;
  const memory = noteChanges(input);
  const { createdAt } = input;
  // What the task created and somebody deleted is, if it ever comes back, theirs.
  const isGoneThere = createdAt !== null && input.sightings[createdAt].seen === 'ABSENT';
  const item: Item = { ...input, memory, createdAt: isGoneThere ? null : createdAt };
  const unseen = [source, target].find((sighting) => sighting.seen === 'NOT_SEEN');
  if (unseen !== undefined)
    return verdict(item, {
      state: 'SKIPPED',
      why: 'NOT_SEEN',
      said: unseen.said,
      memory: input.memory,
      wishDone: false,
    });
  if (source.seen === 'ABSENT' && target.seen === 'ABSENT')
    return verdict(item, { state: 'MISSING', gone: true });
  return input.isTwoWay ? twoWay(item) : oneWay(item);
}

type Item = MergeInput;

/** The source is right where the target is as the task left it. */
function oneWay(item: Item): Verdict {
  const { sightings, memory, createdAt, wish } = item;
  if (sightings.SOURCE.seen !== 'VALUE') {
    const isOurs = memory.base !== null || createdAt === 'TARGET';
    return isOurs ? remove(item, 'TARGET') : verdict(item, { state: 'MISSING', gone: true });
  }
  if (isEnough(item, 'SOURCE')) return inStep(item);
  if (wish === 'OVERWRITE') return carry(item, 'SOURCE');
  if (wish === 'ADOPT') return adopt(item);
  const isMissing = sightings.TARGET.seen === 'ABSENT';
  if (memory.base === null)
    return isMissing || createdAt === 'TARGET' || memory.writing === 'TARGET'
      ? carry(item, 'SOURCE')
      : standOff(item, 'NOT_OURS');
  if (isTouched(item, 'TARGET')) return standOff(item, 'CHANGED_BY_HAND');
  return isTouched(item, 'SOURCE') ? carry(item, 'SOURCE') : unmoved(item);
}

/** Whichever side was changed since both were last in step is carried to the other. */
function twoWay(item: Item): Verdict {
  const { sightings, memory, createdAt, wish } = item;
  const absent = (['SOURCE', 'TARGET'] as const).find((side) => sightings[side].seen === 'ABSENT');
  if (absent !== undefined) return twoWayWithout(item, absent);
  if (isEnough(item, 'SOURCE') && isEnough(item, 'TARGET')) return inStep(item);
  if (wish === 'OVERWRITE') return carry(item, 'SOURCE');
  if (wish === 'ADOPT') return carry(item, 'TARGET');
  if (memory.writing !== null) return carry(item, otherSide(memory.writing));
  if (memory.base === null) {
    if (createdAt !== null) return carry(item, otherSide(createdAt));
    return isEnough(item, 'SOURCE') ? inStep(item) : standOff(item, 'NOT_OURS');
  }
  const isSourceTouched = isTouched(item, 'SOURCE');
  if (isSourceTouched && isTouched(item, 'TARGET')) return settleConflict(item);
  if (isSourceTouched) return carry(item, 'SOURCE');
  return isTouched(item, 'TARGET') ? carry(item, 'TARGET') : unmoved(item);
}

/** Two-way: one side has it and the other has not. */
function twoWayWithout(item: Item, absent: SyncSide): Verdict {
  const { memory } = item;
  const present = otherSide(absent);
  const wasThere = memory.base !== null && memory.base[absent] !== null;
  if (!wasThere || memory.writing === absent) return carry(item, present);
  // Deleted on one side, changed on the other: the change says that somebody needs it.
  if (isTouched(item, present)) return carry(item, present, { conflict: present });
  return remove(item, present);
}

/** Both sides were changed, each in its own way: the later change wins; without times a person decides. */
function settleConflict(item: Item): Verdict {
  const { SOURCE: source, TARGET: target } = item.memory.changed;
  const sourceAt = source?.at ?? null;
  const targetAt = target?.at ?? null;
  if (sourceAt === null || targetAt === null) return standOff(item, 'CHANGED_BY_HAND');
  const winner = targetAt > sourceAt ? 'TARGET' : 'SOURCE';
  return carry(item, winner, { conflict: winner });
}

/** Nobody changed anything since the last time, and still the two differ. */
function unmoved(item: Item): Verdict {
  const { memory, isTwoWay, fits } = item;
  if (memory.adopted)
    return standOff(item, 'ADOPTED', item.sightings.TARGET.seen === 'ABSENT' ? 'MISSING' : 'SAME');
  if (memory.refused !== null) return { ...standOff(item, 'REFUSED'), said: memory.refused };
  if (!isTwoWay) return carry(item, 'SOURCE');
  // Queues that one side has more of, or what only one kind of access control can say; but every broker has to have it.
  const lacking = (['SOURCE', 'TARGET'] as const).find((from) => (fits[from]?.gaps.length ?? 0) > 0);
  return lacking === undefined ? inStep(item) : carry(item, lacking);
}

/** Carries a side's value to the other. */
function carry(item: Item, from: SyncSide, over: Partial<Pick<Verdict, 'conflict'>> = {}): Verdict {
  const side = otherSide(from);
  const sighting = item.sightings[from];
  const fit = item.fits[from];
  if (sighting.seen !== 'VALUE' || fit === null)
    throw new Error(`there is nothing to carry from the ${from}`);
  const isMissing = item.sightings[side].seen === 'ABSENT';
  const state = isMissing ? 'MISSING' : 'DIFFERS';
  const told = { ...over, differences: fit.differences };
  if (sighting.disagreement !== null)
    return verdict(item, {
      ...told,
      state,
      why: 'BROKERS_DISAGREE',
      said: sighting.disagreement,
      conflict: null,
    });
  if (fit.unsupported !== null)
    return verdict(item, {
      ...told,
      state: 'SKIPPED',
      why: 'NOT_SUPPORTED',
      said: fit.unsupported,
      conflict: null,
    });
  if (!isMissing && fit.differences.length === 0) return inStep(item);
  return verdict(item, {
    ...told,
    state,
    why: 'PENDING',
    action: { type: 'WRITE', side },
    memory: { ...item.memory, writing: side, adopted: false, refused: null },
    createdAt: isMissing ? side : item.createdAt,
  });
}

/** The other side deleted it: deleted here only when the task made it here, may delete, and nobody has changed it since. */
function remove(item: Item, side: SyncSide): Verdict {
  const orphaned = (why: MetadataWhy): Verdict => verdict(item, { state: 'ORPHANED', why });
  if (item.createdAt !== side) return orphaned('NOT_CREATED_HERE');
  if (!item.propagateDeletes) return orphaned('DELETES_OFF');
  if (isTouched(item, side)) return orphaned('CHANGED_BY_HAND');
  return verdict(item, {
    state: 'ORPHANED',
    why: 'PENDING',
    action: { type: 'DELETE', side },
    memory: { ...item.memory, writing: side },
  });
}

/** One-way: what the target has, or has not, is right from now on. */
function adopt(item: Item): Verdict {
  const isMissing = item.sightings.TARGET.seen === 'ABSENT';
  return verdict(item, {
    state: isMissing ? 'MISSING' : 'SAME',
    why: 'ADOPTED',
    memory: { ...stepMemory(item), adopted: true },
  });
}

/** Both sides have what they need of each other. */
function inStep(item: Item): Verdict {
  return verdict(item, {
    state: 'SAME',
    why: item.fits.SOURCE?.kept ?? item.fits.TARGET?.kept ?? null,
    differences: [],
    memory: stepMemory(item),
    inStep: true,
  });
}

/** Nothing is done until a person says what, or something changes. */
function standOff(item: Item, why: MetadataWhy, state?: MetadataState): Verdict {
  const isMissing = item.sightings.TARGET.seen === 'ABSENT' || item.sightings.SOURCE.seen === 'ABSENT';
  return verdict(item, { state: state ?? (isMissing ? 'MISSING' : 'DIFFERS'), why });
}

function verdict(item: Item, over: Partial<Verdict> & Pick<Verdict, 'state'>): Verdict {
  return {
    action: null,
    why: null,
    said: null,
    differences: item.fits.SOURCE?.differences ?? [],
    memory: item.memory,
    createdAt: item.createdAt,
    inStep: false,
    gone: false,
    conflict: null,
    wishDone: item.wish !== null,
    ...over,
  };
}

/** The other side has all that this side's value asks for. */
function isEnough(item: Item, from: SyncSide): boolean {
  const fit = item.fits[from];
  return (
    item.sightings[otherSide(from)].seen === 'VALUE' &&
    fit !== null &&
    fit.unsupported === null &&
    fit.differences.length === 0
  );
}

/** Somebody else changed this side since both were last in step. */
function isTouched(item: Item, side: SyncSide): boolean {
  const { base, writing } = item.memory;
  return base !== null && writing !== side && base[side] !== fingerprintOf(item.sightings[side]);
}

function stepMemory(item: Item): ItemMemory {
  return {
    ...item.memory,
    base: {
      SOURCE: fingerprintOf(item.sightings.SOURCE),
      TARGET: fingerprintOf(item.sightings.TARGET),
    },
    adopted: false,
    refused: null,
    writing: null,
    changed: { SOURCE: null, TARGET: null },
  };
}

/** Remembers when a value that is not the one of `base` was first seen. */
function noteChanges({ sightings, memory }: MergeInput): ItemMemory {
  const change = (side: SyncSide): SeenChange | null => {
    const sighting = sightings[side];
    const before = memory.changed[side];
    if (sighting.seen === 'NOT_SEEN') return before;
    if (sighting.seen === 'ABSENT' || memory.base?.[side] === sighting.fingerprint) return null;
    if (before?.fingerprint === sighting.fingerprint) return before;
    return { fingerprint: sighting.fingerprint, at: sighting.changedAt };
  };
  return { ...memory, changed: { SOURCE: change('SOURCE'), TARGET: change('TARGET') } };
}

function fingerprintOf(sighting: Sighting): string | null {
  return sighting.seen === 'VALUE' ? sighting.fingerprint : null;
}

/** What a write was meant to leave behind, and what was read back. */
export interface WrittenItem {
  memory: ItemMemory;
  side: SyncSide;
  /** Fingerprint of the value that was carried. */
  carried: string;
  /** Fingerprint of what the written side was to have. */
  intended: string;
  /** What is there now; null when it is not there. */
  readBack: string | null;
  /** What is there now has all that was carried, and nothing to carry back: it may have settings that only its version knows. */
  isWritten: boolean;
  isTwoWay: boolean;
}

/**
 * The memory after a write whose answers all came. What was written is no change. In a two-way task anything else that is read
 * back is: somebody was quicker, and it will be carried. In a one-way task it is what the broker made of it, and a person has
 * to look.
 */
export function settleWrite({
  memory,
  side,
  carried,
  intended,
  readBack,
  isWritten,
  isTwoWay,
}: WrittenItem): ItemMemory {
  const isOther = readBack !== intended && !isWritten;
  const base = isOther && isTwoWay ? intended : readBack;
  return {
    ...memory,
    base: side === 'TARGET' ? { SOURCE: carried, TARGET: base } : { SOURCE: base, TARGET: carried },
    writing: null,
    adopted: false,
    refused: isOther && !isTwoWay ? 'The broker has something else than what was written.' : null,
    changed: { SOURCE: null, TARGET: null },
  };
}
