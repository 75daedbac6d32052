import type { MetadataItemKey, MetadataItemRecord, StoredMetadataItem } from '@slipstream/database';
import { readMemory, type BothSides, type ItemMemory } from '@slipstream/replication';
import type {
  MetadataDifference,
  MetadataState,
  MetadataWhy,
  MetadataWish,
  SyncSide,
} from '@slipstream/shared';
import type { KnownBrokers } from './item-look.js';

/** An item as the sync knows it. */
export interface LedgerItem extends MetadataItemKey {
  state: MetadataState;
  why: MetadataWhy | null;
  said: string | null;
  differences: readonly MetadataDifference[];
  createdAtSide: SyncSide | null;
  memory: ItemMemory;
}

/** What of the ledger is to be stored. */
export interface LedgerChanges {
  items: MetadataItemRecord[];
  gone: MetadataItemKey[];
}

interface Entry {
  item: LedgerItem;
  /** As it is stored; undefined before. */
  stored: string | undefined;
}

/** All items of a task in memory, and which of them differ from what is stored. */
export class ItemLedger {
  readonly #entries = new Map<string, Entry>();
  readonly #gone = new Map<string, MetadataItemKey>();

  constructor(stored: readonly StoredMetadataItem[]) {
    for (const row of stored) this.learn(row);
  }

  /** Takes in an item as it is stored. */
  learn(row: StoredMetadataItem): void {
    const item: LedgerItem = { ...row, memory: readMemory(row.memory) };
    this.#entries.set(keyOf(row), { item, stored: textOf(item) });
  }

  get(key: MetadataItemKey): LedgerItem | undefined {
    return this.#entries.get(keyOf(key))?.item;
  }

  items(): LedgerItem[] {
    return [...this.#entries.values()].map(({ item }) => item);
  }

  set(item: LedgerItem): void {
    const key = keyOf(item);
    this.#gone.delete(key);
    this.#entries.set(key, { item, stored: this.#entries.get(key)?.stored });
  }

  /** Nobody has it any more, or the task does not ask for it. */
  forget(key: MetadataItemKey): void {
    const entry = this.#entries.get(keyOf(key));
    this.#entries.delete(keyOf(key));
    if (entry?.stored !== undefined)
      this.#gone.set(keyOf(key), {
        kind: key.kind,
        sourceName: key.sourceName,
        targetName: key.targetName,
      });
  }

  /**
   * What has to be stored now.
   *
   * @param answered wishes that were answered, by {@link keyOf}
   */
  changes(answered: ReadonlyMap<string, MetadataWish>): LedgerChanges {
    const items: MetadataItemRecord[] = [];
    for (const [key, { item, stored }] of this.#entries) {
      const doneWish = answered.get(key) ?? null;
      if (textOf(item) === stored && doneWish === null) continue;
      items.push({ ...item, synced: item.state === 'SAME', doneWish });
    }
    return { items, gone: [...this.#gone.values()] };
  }

  /** Those changes are stored. */
  saved({ items, gone }: LedgerChanges): void {
    for (const record of items) {
      const entry = this.#entries.get(keyOf(record));
      if (entry !== undefined) entry.stored = textOf(entry.item);
    }
    for (const key of gone) this.#gone.delete(keyOf(key));
  }

  /** Brokers that had something of this task before, and which of them are not seen now. */
  knownBrokers(answered: BothSides<readonly string[]>): BothSides<KnownBrokers> {
    const of = (side: SyncSide): KnownBrokers => {
      const all = new Set<string>();
      for (const { item } of this.#entries.values())
        for (const broker of item.memory.brokers[side]) all.add(broker);
      return { all, away: [...all].filter((broker) => !answered[side].includes(broker)).toSorted() };
    };
    return { SOURCE: of('SOURCE'), TARGET: of('TARGET') };
  }
}

/** One text for each item. */
export function keyOf({ kind, sourceName, targetName }: MetadataItemKey): string {
  return `${kind} ${sourceName} ${targetName}`;
}

function textOf(item: LedgerItem): string {
  const { state, why, said, differences, createdAtSide, memory } = item;
  return JSON.stringify([
    state,
    why,
    said,
    differences,
    createdAtSide,
    memory.base,
    memory.adopted,
    memory.refused,
    memory.writing,
    memory.changed,
    memory.brokers,
  ]);
}
