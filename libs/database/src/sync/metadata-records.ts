import type {
  MetadataCounts,
  MetadataDifference,
  MetadataItemView,
  MetadataKind,
  MetadataState,
  MetadataWhy,
  MetadataWish,
  SyncSide,
} from '@slipstream/shared';

/** What makes an item one item of its task. */
export interface MetadataItemKey {
  kind: MetadataKind;
  sourceName: string;
  targetName: string;
}

/** An item as its worker stores it. Holds no secret. */
export interface MetadataItemRecord extends MetadataItemKey {
  state: MetadataState;
  why: MetadataWhy | null;
  said: string | null;
  differences: readonly MetadataDifference[];
  createdAtSide: SyncSide | null;
  /** What the sync remembers from one look to the next. */
  memory: object;
  /** Both sides were made or seen the same now. */
  synced: boolean;
  /** The wish that this carries out or answers; taken away unless the user has another by now. */
  doneWish: MetadataWish | null;
}

/** An item as its worker reads it when it begins. */
export interface StoredMetadataItem extends Omit<MetadataItemRecord, 'synced' | 'doneWish' | 'memory'> {
  memory: unknown;
}

/** A wish that is still to be carried out. */
export interface PendingWish extends MetadataItemKey {
  wish: MetadataWish;
}

/** Which items of a task a user looks at. */
export interface MetadataPage {
  kind?: MetadataKind | undefined;
  state?: MetadataState | undefined;
  /** Part of the name at either side; case does not matter. */
  search?: string | undefined;
  limit: number;
  /** `next` of the page before. */
  after?: string | undefined;
}

/** Items by kind and name, with how many the task has in all. */
export interface MetadataItemPage {
  items: MetadataItemView[];
  /** Where the next page begins; null when this is the last. */
  next: string | null;
  counts: MetadataCounts;
}
