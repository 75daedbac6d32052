import { createHash } from 'node:crypto';
import { RocketmqClient, type RocketmqClientOptions } from '@slipstream/rocketmq-remoting';
import type { FlowCluster } from '../flow/flow-model.js';

/** A client in use; give it back once. */
export interface ClientHandle {
  /** Same for the same registered cluster, addresses and credentials; tells nothing of the secret. */
  readonly key: string;
  readonly client: RocketmqClient;
  release(): Promise<void>;
}

interface Entry {
  client: RocketmqClient;
  users: number;
}

/** One client per registered cluster and credentials, shared by all shards, closed when the last one gives it back. */
export class ClientPool {
  readonly #entries = new Map<string, Entry>();

  constructor(
    private readonly options: Omit<RocketmqClientOptions, 'nameServers' | 'addressMap' | 'credentials'> = {},
    private readonly create: (options: RocketmqClientOptions) => RocketmqClient = (p) =>
      new RocketmqClient(p),
  ) {}

  /** Clients that are open. */
  get size(): number {
    return this.#entries.size;
  }

  acquire(cluster: FlowCluster): ClientHandle {
    const key = clientKey(cluster);
    const entry = this.#entries.get(key) ?? this.#open(key, cluster);
    entry.users += 1;
    let isReleased = false;
    return {
      key,
      client: entry.client,
      release: async () => {
        if (isReleased) return;
        isReleased = true;
        entry.users -= 1;
        if (entry.users > 0) return;
        this.#entries.delete(key);
        await entry.client.close();
      },
    };
  }

  /** Closes all, whoever still uses them. */
  async close(): Promise<void> {
    const entries = [...this.#entries.values()];
    this.#entries.clear();
    await Promise.all(entries.map((entry) => entry.client.close()));
  }

  #open(key: string, cluster: FlowCluster): Entry {
    const credentials = cluster.credentials === null ? {} : { credentials: cluster.credentials };
    const { nameServers, addressMap } = cluster;
    const client = this.create({ ...this.options, nameServers, addressMap, ...credentials });
    const entry = { client, users: 0 };
    this.#entries.set(key, entry);
    return entry;
  }
}

/** What makes two clients one; the secret goes in as a hash only. */
export function clientKey(cluster: FlowCluster): string {
  const { id, nameServers, addressMap, credentials } = cluster;
  return createHash('sha256')
    .update(JSON.stringify([id, nameServers, addressMap, credentials]))
    .digest('hex');
}
