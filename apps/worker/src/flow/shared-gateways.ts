import { TargetGateway, type Clock } from '@slipstream/replication';
import type { RocketmqClient } from '@slipstream/rocketmq-remoting';
import { RocketmqTargetBroker } from '../adapters/rocketmq-target-broker.js';
import { TargetUsers, type TargetUsersOptions } from '../fence/target-users.js';
import type { LiveIncarnation } from '../lease/live-incarnation.js';
import type { FlowCluster } from './flow-model.js';

/** A gateway in use; give it back once. */
export interface GatewayHandle {
  readonly gateway: TargetGateway;
  /** False when something unanswered may still land at its brokers. */
  release(): Promise<boolean>;
}

interface Entry {
  gateway: TargetGateway;
  users: number;
}

/** One gateway per target cluster and credentials for all shards of an incarnation. */
export class SharedGateways {
  readonly #entries = new Map<string, Entry>();

  constructor(
    private readonly incarnation: LiveIncarnation,
    private readonly clock: Clock,
    private readonly fences: Pick<TargetUsersOptions, 'store' | 'onTrouble'>,
  ) {}

  /** A gateway of this key is in use: it knows what may still be on its way. */
  has(key: string): boolean {
    return this.#entries.has(key);
  }

  acquire(key: string, cluster: FlowCluster, client: RocketmqClient): GatewayHandle {
    const entry = this.#entries.get(key) ?? this.#open(key, cluster, client);
    entry.users += 1;
    return {
      gateway: entry.gateway,
      release: async () => {
        entry.users -= 1;
        if (entry.users > 0) return true;
        if (this.#entries.get(key) === entry) this.#entries.delete(key);
        return entry.gateway.close();
      },
    };
  }

  async close(): Promise<boolean> {
    const clean = await Promise.all([...this.#entries.values()].map((entry) => entry.gateway.close()));
    return clean.every(Boolean);
  }

  reset(): void {
    for (const entry of this.#entries.values()) entry.gateway.reset();
  }

  #open(key: string, cluster: FlowCluster, client: RocketmqClient): Entry {
    const { id: clusterId, name, credentials } = cluster;
    const users = new TargetUsers({ ...this.fences, client, clusterId, hasAccount: credentials !== null });
    const gateway = new TargetGateway({
      brokers: (brokerName) => new RocketmqTargetBroker(client, name, brokerName, users),
      incarnation: this.incarnation,
      clock: this.clock,
      guard: this.incarnation,
    });
    const entry = { gateway, users: 0 };
    this.#entries.set(key, entry);
    return entry;
  }
}
