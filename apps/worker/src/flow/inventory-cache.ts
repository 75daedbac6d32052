import type { Clock } from '@slipstream/replication';
import { readInventory, type ClusterInventory, type InventoryClient } from './cluster-inventory.js';

interface Entry {
  readAt: number;
  inventory: Promise<ClusterInventory>;
  isReading: boolean;
  /** The read that begins when this one has ended, for all who ask meanwhile for an answer of now. */
  next: Promise<ClusterInventory> | undefined;
}

/** What clusters had a moment ago, shared by all flows that look at them: many flows cost a cluster no more than one. */
export class InventoryCache {
  readonly #entries = new WeakMap<InventoryClient, Entry>();

  constructor(private readonly clock: Pick<Clock, 'monotonic'>) {}

  /**
   * @param maxAgeMs how old the answer may be; 0 for one that was asked for after this call
   */
  read(client: InventoryClient, maxAgeMs: number): Promise<ClusterInventory> {
    const known = this.#entries.get(client);
    if (known === undefined) return this.#read(client);
    if (maxAgeMs > 0 && this.clock.monotonic() - known.readAt < maxAgeMs) return known.inventory;
    if (!known.isReading) return this.#read(client);
    // Many flows that start at one moment wait for one more look, not for one each.
    const begin = (): Promise<ClusterInventory> => this.#read(client);
    known.next ??= known.inventory.then(begin, begin);
    return known.next;
  }

  #read(client: InventoryClient): Promise<ClusterInventory> {
    const inventory = readInventory(client);
    const entry: Entry = {
      readAt: this.clock.monotonic(),
      inventory,
      isReading: true,
      next: undefined,
    };
    this.#entries.set(client, entry);
    const ended = (): void => {
      entry.isReading = false;
    };
    inventory.then(ended, () => {
      ended();
      if (this.#entries.get(client) === entry) this.#entries.delete(client);
    });
    return inventory;
  }
}
