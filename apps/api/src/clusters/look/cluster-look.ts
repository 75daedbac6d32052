import type { BrokerState, ClusterFault, ClusterFaultLine, ClusterHealth } from '@slipstream/shared';
import type { RuntimeFigures } from './runtime-figures.js';

/** Share of a disk from which on a broker soon refuses messages: it does so at 0.9 [DefaultMessageStore]. */
export const DISK_FILLING_RATIO = 0.85;

/** One Name Server in a look. */
export interface NameServerLook {
  address: string;
  /** Why it does not answer; null when it does. */
  error: string | null;
}

/** One broker in a look. */
export interface BrokerLook {
  name: string;
  /** 0 is the master, others are slaves. */
  brokerId: number;
  /** `host:port` that it gives out. */
  address: string;
  /** `host:port` that is connected to. */
  reachedAt: string;
  state: Exclude<BrokerState, 'GONE' | 'UNKNOWN'>;
  /** What it said, or how it was silent; empty when it is up. */
  said: string;
  /** Of a master that is up. */
  figures: RuntimeFigures | null;
}

/** What one look at a cluster saw. */
export interface ClusterLook {
  nameServers: readonly NameServerLook[];
  brokers: readonly BrokerLook[];
  /** Topics of its users; null when no Name Server said it. */
  topics: number | null;
}

/** A broker as it is known from all looks so far. */
export interface KnownBroker extends Omit<BrokerLook, 'state'> {
  state: BrokerState;
  /** When it was first seen in this state, ms since the epoch. */
  since: number;
  /** When it was last listed by a Name Server, ms since the epoch. */
  listedAt: number;
}

/** What is known of a cluster. */
export interface KnownCluster {
  health: ClusterHealth;
  faults: ClusterFaultLine[];
  /** When it was first seen so, ms since the epoch; null before the first look. */
  since: number | null;
  lookedAt: number | null;
  tookMs: number | null;
  look: ClusterLook | null;
  brokers: readonly KnownBroker[];
}

/** How long a broker that is no longer listed is told of: after that it was taken away, not lost. */
const GONE_FOR_MS = 24 * 60 * 60 * 1000;

/** What is known of the brokers after another look: since when each is as it is, and which are gone. Pure. */
export function rememberBrokers(
  before: readonly KnownBroker[],
  look: ClusterLook,
  now: number,
): KnownBroker[] {
  const key = (broker: Pick<BrokerLook, 'name' | 'brokerId'>): string => `${broker.brokerId} ${broker.name}`;
  const earlier = new Map(before.map((broker) => [key(broker), broker]));
  const seen = look.brokers.map((broker): KnownBroker => {
    const last = earlier.get(key(broker));
    return { ...broker, since: last?.state === broker.state ? last.since : now, listedAt: now };
  });
  // While no Name Server answers, nobody knows which brokers are there.
  const listed = look.nameServers.some(({ error }) => error === null);
  const names = new Set(look.brokers.map(key));
  const missing = before
    .filter((broker) => !names.has(key(broker)) && now - broker.listedAt < GONE_FOR_MS)
    .map((broker): KnownBroker => {
      if (!listed) return unknownBroker(broker, now);
      if (broker.state === 'GONE') return broker;
      return { ...broker, state: 'GONE', said: '', figures: null, since: now };
    });
  return [...seen, ...missing].toSorted((a, b) =>
    a.name < b.name ? -1 : a.name > b.name ? 1 : a.brokerId - b.brokerId,
  );
}

/** A broker of which nobody could say anything just now: it may be up or not. */
export function unknownBroker(broker: KnownBroker, now: number): KnownBroker {
  if (broker.state === 'GONE' || broker.state === 'UNKNOWN') return broker;
  return { ...broker, state: 'UNKNOWN', said: '', figures: null, since: now };
}

/** How a cluster is, and everything that is wrong with it, worst first. Pure. */
export function judgeCluster(
  look: ClusterLook,
  brokers: readonly KnownBroker[],
): { health: ClusterHealth; faults: ClusterFaultLine[] } {
  const faults: ClusterFaultLine[] = [];
  const add = (fault: ClusterFault, subject: string, said: string): number =>
    faults.push({ fault, subject, said });
  const silent = look.nameServers.filter(({ error }) => error !== null);
  if (silent.length === look.nameServers.length) {
    for (const { address, error } of silent) add('NAME_SERVERS_DOWN', address, error ?? '');
    return { health: 'UNAVAILABLE', faults };
  }
  if (look.brokers.length === 0) {
    add('NO_BROKERS', look.nameServers.map(({ address }) => address).join(';'), '');
    for (const broker of brokers) if (broker.state === 'GONE') add('BROKER_GONE', broker.name, '');
    return { health: 'UNAVAILABLE', faults };
  }
  for (const broker of brokers) {
    const subject = `${broker.name} ${broker.reachedAt}`;
    if (broker.state === 'GONE') add('BROKER_GONE', subject, broker.said);
    if (broker.state === 'UNREACHABLE') add('BROKER_UNREACHABLE', subject, broker.said);
    if (broker.state === 'REFUSED') add('ACCESS_REFUSED', subject, broker.said);
    if (broker.state === 'TROUBLE') add('BROKER_TROUBLE', subject, broker.said);
  }
  for (const name of new Set(look.brokers.map((broker) => broker.name)))
    if (!look.brokers.some((broker) => broker.name === name && broker.brokerId === 0))
      add('NO_MASTER', name, '');
  for (const { address, error } of silent) add('NAME_SERVER_DOWN', address, error ?? '');
  for (const { name, figures } of look.brokers) {
    const used = figures?.diskUsed ?? 0;
    if (used >= DISK_FILLING_RATIO) add('DISK_FILLING', name, `${Math.round(used * 100)} %`);
  }
  const usable = look.brokers.some(({ brokerId, state }) => brokerId === 0 && state === 'UP');
  return { health: !usable ? 'UNAVAILABLE' : faults.length > 0 ? 'DEGRADED' : 'HEALTHY', faults };
}
