import type { ClusterInfo } from '../apis/get-cluster-info.js';
import { abortable } from '../network/abortable.js';
import { mapAddress, type AddressRule } from '../network/address-map.js';
import type { ClientEventListener } from '../network/client-event.js';
import { BrokerNotFoundError } from './errors.js';

export interface BrokerDirectoryOptions {
  load: () => Promise<ClusterInfo>;
  /** Where a broker is really reached, by the address that it gives out. */
  addressMap?: readonly AddressRule[] | undefined;
  onEvent?: ClientEventListener | undefined;
  /** Monotonic ms; for tests. */
  now?: () => number;
}

const MASTER_ID = 0;
const STALE_AFTER_MS = 30_000;
const SUSPICION_PAUSE_MS = 1_000;

/**
 * The masters of a cluster. A known address stays in use while the Name Server is away, or has dropped a broker that is only
 * restarting; a question about it goes out in the background when it is old, or when a call to it failed.
 */
export class BrokerDirectory {
  readonly #options: BrokerDirectoryOptions;
  readonly #now: () => number;
  readonly #masters = new Map<string, string>();
  #refreshedAt = Number.NEGATIVE_INFINITY;
  #refreshing: Promise<void> | null = null;

  constructor(options: BrokerDirectoryOptions) {
    this.#options = options;
    this.#now = options.now ?? (() => performance.now());
  }

  /** Throws `BrokerNotFoundError`, or what the Name Servers' failure was, when the broker has never been known. */
  async masterAddress(brokerName: string, signal?: AbortSignal): Promise<string> {
    let address = this.#masters.get(brokerName);
    if (address === undefined) {
      await abortable(this.#refresh(), signal);
      address = this.#masters.get(brokerName);
      if (address === undefined) throw new BrokerNotFoundError(brokerName);
    } else if (this.#now() - this.#refreshedAt > STALE_AFTER_MS) {
      this.#refreshInBackground();
    }
    return mapAddress(this.#options.addressMap ?? [], address);
  }

  /** A call to a master failed in a way that a move of the master would explain. */
  suspect(): void {
    if (this.#now() - this.#refreshedAt > SUSPICION_PAUSE_MS) this.#refreshInBackground();
  }

  /** Takes over what a Name Server said. */
  learn(info: ClusterInfo): void {
    this.#refreshedAt = this.#now();
    for (const [brokerName, { addresses }] of info.brokers) {
      const master = addresses.get(MASTER_ID);
      if (master !== undefined) this.#masters.set(brokerName, master);
    }
  }

  #refresh(): Promise<void> {
    this.#refreshing ??= this.#options
      .load()
      .then((info) => this.learn(info))
      .finally(() => (this.#refreshing = null));
    return this.#refreshing;
  }

  #refreshInBackground(): void {
    // Also a failed attempt counts: the next one waits its turn.
    this.#refreshedAt = this.#now();
    this.#refresh().catch((error: unknown) =>
      this.#options.onEvent?.({ type: 'CLUSTER_REFRESH_FAILED', error }),
    );
  }
}
