import { ApiProperty } from '@nestjs/swagger';
import {
  BROKER_STATES,
  CLUSTER_FAULTS,
  CLUSTER_HEALTHS,
  type BrokerState,
  type ClusterFault,
  type ClusterFaultLine,
  type ClusterHealth,
} from '@slipstream/shared';
import { decimal, nullableNumber, nullableText } from '../../common/openapi/nullable.js';
import type { KnownBroker, KnownCluster } from './cluster-look.js';

/** One thing that is wrong with a cluster. */
export class ClusterFaultView implements ClusterFaultLine {
  @ApiProperty({ enum: CLUSTER_FAULTS, enumName: 'ClusterFault' })
  fault!: ClusterFault;

  @ApiProperty({ description: 'Address or broker; empty for the cluster.' })
  subject!: string;

  @ApiProperty({ description: 'What was seen, in the words of the other side where it said something.' })
  said!: string;
}

/** How a cluster is, as the API last saw it. */
export class ClusterHealthView {
  @ApiProperty({ format: 'uuid', description: 'Id of the registered cluster.' })
  id!: string;

  @ApiProperty({
    enum: CLUSTER_HEALTHS,
    enumName: 'ClusterHealth',
    description: 'UNKNOWN: not looked at yet, or the look failed here; the fault says why.',
  })
  health!: ClusterHealth;

  @ApiProperty({ type: [ClusterFaultView], description: 'Everything that is wrong, worst first.' })
  faults!: ClusterFaultView[];

  @ApiProperty(nullableText({ format: 'date-time', description: 'When the API first saw it so.' }))
  since!: string | null;

  @ApiProperty(nullableText({ format: 'date-time', description: 'null before the first look.' }))
  lookedAt!: string | null;

  @ApiProperty(nullableNumber({ description: 'How long the look took.' }))
  tookMs!: number | null;

  @ApiProperty(nullableNumber({ description: 'Brokers that answer, masters and slaves; null when unknown.' }))
  brokersUp!: number | null;

  @ApiProperty(nullableNumber({ description: 'Brokers that are listed or are missed; null when unknown.' }))
  brokersTotal!: number | null;

  @ApiProperty({ type: [String], description: 'Versions of its masters, each once, oldest first.' })
  versions!: string[];

  @ApiProperty(nullableNumber({ description: 'Topics, without those of the system; null when unknown.' }))
  topics!: number | null;

  @ApiProperty(nullableNumber({ description: 'Messages written per second; null when unknown.' }))
  inPerSecond!: number | null;

  @ApiProperty(nullableNumber({ description: 'Messages read per second; null when unknown.' }))
  outPerSecond!: number | null;
}

/** Health of all registered clusters. */
export class ClusterHealthListView {
  @ApiProperty({ type: [ClusterHealthView] })
  items!: ClusterHealthView[];

  @ApiProperty()
  total!: number;
}

/** A Name Server of a cluster. */
export class NameServerLookView {
  @ApiProperty()
  address!: string;

  @ApiProperty(nullableText({ description: 'Why it does not answer; null when it does.' }))
  error!: string | null;
}

/** A broker of a cluster. */
export class BrokerLookView {
  @ApiProperty()
  name!: string;

  @ApiProperty({ description: '0 is the master, others are slaves.' })
  brokerId!: number;

  @ApiProperty({ description: 'host:port that the broker gives out.' })
  address!: string;

  @ApiProperty({ description: 'host:port that is connected to: another one under the address map.' })
  reachedAt!: string;

  @ApiProperty({ enum: BROKER_STATES, enumName: 'BrokerState' })
  state!: BrokerState;

  @ApiProperty({ format: 'date-time', description: 'When the API first saw it so.' })
  since!: string;

  @ApiProperty({ description: 'What it said, or how it was silent; empty when it is up.' })
  said!: string;

  @ApiProperty(nullableText({ description: 'null for a slave, and for a broker that does not answer.' }))
  version!: string | null;

  @ApiProperty(nullableNumber({ description: 'Messages written per second, over the last 10 s.' }))
  inPerSecond!: number | null;

  @ApiProperty(nullableNumber({ description: 'Messages read per second, over the last 10 s.' }))
  outPerSecond!: number | null;

  @ApiProperty(
    decimal({ nullable: true, description: "Messages written since midnight, by the broker's clock." }),
  )
  inToday!: string | null;

  @ApiProperty(
    decimal({ nullable: true, description: "Messages read since midnight, by the broker's clock." }),
  )
  outToday!: string | null;

  @ApiProperty(nullableNumber({ description: "Share of the commit log's disk in use, 0 to 1." }))
  diskUsed!: number | null;

  @ApiProperty(nullableText({ format: 'date-time' }))
  startedAt!: string | null;
}

/** A cluster with its Name Servers and brokers. */
export class ClusterLookView extends ClusterHealthView {
  @ApiProperty({ type: [NameServerLookView] })
  nameServers!: NameServerLookView[];

  @ApiProperty({
    type: [BrokerLookView],
    description: 'By name; those that went away in the last day are among them.',
  })
  brokers!: BrokerLookView[];
}

/** What is known of a cluster, in short. */
export function toHealthView(id: string, known: KnownCluster): ClusterHealthView {
  const { health, faults, since, lookedAt, tookMs, look, brokers } = known;
  const listed = look !== null && look.nameServers.some(({ error }) => error === null);
  const figures = brokers.flatMap((broker) => (broker.figures === null ? [] : [broker.figures]));
  const versions = new Set(figures.flatMap(({ version }) => (version === null ? [] : [version])));
  return {
    id,
    health,
    faults,
    since: instant(since),
    lookedAt: instant(lookedAt),
    tookMs,
    brokersUp: listed ? brokers.filter(({ state }) => state === 'UP').length : null,
    brokersTotal: listed ? brokers.length : null,
    versions: [...versions].toSorted((a, b) => a.localeCompare(b, 'en', { numeric: true })),
    topics: look?.topics ?? null,
    inPerSecond: sum(figures.map(({ inPerSecond }) => inPerSecond)),
    outPerSecond: sum(figures.map(({ outPerSecond }) => outPerSecond)),
  };
}

/** What is known of a cluster, with its Name Servers and brokers. */
export function toLookView(id: string, known: KnownCluster): ClusterLookView {
  return Object.assign(toHealthView(id, known), {
    nameServers: (known.look?.nameServers ?? []).map(({ address, error }) => ({ address, error })),
    brokers: known.brokers.map(toBrokerView),
  });
}

function toBrokerView(broker: KnownBroker): BrokerLookView {
  const { name, brokerId, address, reachedAt, state, since, said, figures } = broker;
  return {
    name,
    brokerId,
    address,
    reachedAt,
    state,
    since: new Date(since).toISOString(),
    said,
    version: figures?.version ?? null,
    inPerSecond: figures?.inPerSecond ?? null,
    outPerSecond: figures?.outPerSecond ?? null,
    inToday: figures?.inToday?.toString() ?? null,
    outToday: figures?.outToday?.toString() ?? null,
    diskUsed: figures?.diskUsed ?? null,
    startedAt: instant(figures?.startedAt ?? null),
  };
}

/** Unknown when any part is, and when there is none. */
function sum(values: readonly (number | null)[]): number | null {
  let total = 0;
  for (const value of values) {
    if (value === null) return null;
    total += value;
  }
  return values.length === 0 ? null : total;
}

function instant(ms: number | null): string | null {
  return ms === null ? null : new Date(ms).toISOString();
}
