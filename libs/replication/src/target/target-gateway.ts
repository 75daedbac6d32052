import type { Clock } from '../ports/clock.js';
import type { LeaseGuard } from '../ports/lease-guard.js';
import type { Incarnation, TargetBroker } from '../ports/target-broker.js';
import { BrokerGateway } from './broker-gateway.js';
import { TAKEOVER_TIMING, type TakeoverTiming } from './takeover-timing.js';

/** What a worker incarnation needs to write to one target cluster. */
export interface TargetGatewayOptions {
  brokers: (brokerName: string) => TargetBroker;
  incarnation: Incarnation;
  clock: Clock;
  guard: LeaseGuard;
  timing?: TakeoverTiming;
}

/** All ways of one worker incarnation to the brokers of one target cluster, shared by all its shards. */
export class TargetGateway {
  readonly #brokers = new Map<string, BrokerGateway>();

  constructor(private readonly options: TargetGatewayOptions) {}

  /** The way to one broker; made on first use. */
  to(brokerName: string): BrokerGateway {
    let gateway = this.#brokers.get(brokerName);
    if (gateway === undefined) {
      const { incarnation, clock, guard, timing = TAKEOVER_TIMING } = this.options;
      gateway = new BrokerGateway(this.options.brokers(brokerName), { incarnation, clock, guard, timing });
      this.#brokers.set(brokerName, gateway);
    }
    return gateway;
  }

  /** Closes all in good order; false when something unanswered may still land at one of them. */
  async close(): Promise<boolean> {
    const clean = await Promise.all([...this.#brokers.values()].map((gateway) => gateway.close()));
    return clean.every(Boolean);
  }

  /** Drops all connections by RST: the lease is lost. */
  reset(): void {
    for (const gateway of this.#brokers.values()) gateway.reset();
  }
}
