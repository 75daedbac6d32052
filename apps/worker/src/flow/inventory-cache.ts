import type { Clock } from '@slipstream/replication';
import { readInventory, type ClusterInventory, type InventoryClient } from './cluster-inventory.js';

interface Entry {
  readAt: number;
  inventory: Promise<ClusterInventory>;
}

/** What clusters had a moment ago, shared by all flows that look at them: many flows cost a cluster no more than one. */
export class InventoryCache {
  readonly #entries = new WeakMap<InventoryClient, Entry>();

  constructor(private readonly clock: Pick<Clock, 'monotonic'>) {}

  /**
   * @param maxAgeMs how old the answer may be; 0 for one of now
   */
  read(client: InventoryClient, maxAgeMs: number): Promise<ClusterInventory> {
    const now = this.clock.monotonic();
    const known = this.#entries.get(client);
    if (known !== undefined && maxAgeMs > 0 && now - known.readAt < maxAgeMs) return known.inventory;
    const inventory = readInventory(client);
    const entry = { readAt: now, inventory };
    this.#entries.set(client, entry);
    inventory.catch(() => {
      if (this.#entries.get(client) === entry) this.#entries.delete(client);
    });
    return inventory;
  }
}
