import { explainError } from '@slipstream/rocketmq-remoting';
import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { ClusterRepository, type ClusterRow } from '@slipstream/database';
import { mapBounded } from '@slipstream/shared';
import { notFound } from '../../common/problems/problem-error.js';
import { ClusterClients } from '../cluster-connection.js';
import { ClusterConnections } from '../cluster-connections.js';
import { judgeCluster, rememberBrokers, unknownBroker, type KnownCluster } from './cluster-look.js';
import { lookAtCluster } from './look-at-cluster.js';
import { toHealthView, toLookView, type ClusterHealthListView, type ClusterLookView } from './look.views.js';

/** A cluster is looked at once in this time at most, however many people watch. */
const FRESH_MS = 15_000;
/** A look ends by then; what has not answered counts as silent. */
const DEADLINE_MS = 8_000;
/** The list waits so long for looks that are due, then says what it knows. */
const LIST_WAIT_MS = 1_500;
const PARALLEL = 8;

interface Entry {
  /** Of the registration that was looked at: an edit asks for a new look. */
  updatedAt: number;
  known: KnownCluster;
  running: Promise<void> | null;
}

const NOTHING_KNOWN: KnownCluster = {
  health: 'UNKNOWN',
  faults: [{ fault: 'LOOKING', subject: '', said: '' }],
  since: null,
  lookedAt: null,
  tookMs: null,
  look: null,
  brokers: [],
};

/** Health of the registered clusters, as this process sees them: looked at when somebody asks, remembered in between. */
@Injectable()
export class ClusterLooks {
  private readonly entries = new Map<string, Entry>();

  constructor(
    private readonly clusters: ClusterRepository,
    private readonly connections: ClusterConnections,
    private readonly clients: ClusterClients,
  ) {}

  /** All clusters at once. One that has not answered in a moment is told as it was known before, or as being looked at. */
  async list(): Promise<ClusterHealthListView> {
    const rows = await this.clusters.list();
    const ids = new Set(rows.map(({ id }) => id));
    for (const id of this.entries.keys()) if (!ids.has(id)) this.entries.delete(id);
    const waited = new AbortController();
    await Promise.race([
      mapBounded(rows, PARALLEL, (row) => this.refresh(row)),
      sleep(LIST_WAIT_MS, undefined, { signal: waited.signal }).catch(() => undefined),
    ]);
    waited.abort();
    const items = rows.map((row) => toHealthView(row.id, this.entry(row).known));
    return { items, total: items.length };
  }

  /** One cluster with its Name Servers and brokers, after a look that is at most 15 s old. */
  async one(id: string): Promise<ClusterLookView> {
    const row = await this.clusters.get(id);
    if (row === undefined) throw notFound('cluster');
    await this.refresh(row);
    return toLookView(id, this.entry(row).known);
  }

  private entry(row: ClusterRow): Entry {
    const updatedAt = row.updatedAt.getTime();
    let entry = this.entries.get(row.id);
    if (entry === undefined || entry.updatedAt < updatedAt) {
      entry = { updatedAt, known: NOTHING_KNOWN, running: null };
      this.entries.set(row.id, entry);
    }
    return entry;
  }

  private async refresh(row: ClusterRow): Promise<void> {
    const entry = this.entry(row);
    const age = Date.now() - (entry.known.lookedAt ?? 0);
    if (age >= 0 && age < FRESH_MS) return;
    entry.running ??= this.look(row.id, entry).finally(() => (entry.running = null));
    await entry.running;
  }

  private async look(id: string, entry: Entry): Promise<void> {
    const begin = performance.now();
    const before = entry.known;
    const seen = await this.see(id, before);
    const lookedAt = Date.now();
    const since = before.since !== null && before.health === seen.health ? before.since : lookedAt;
    entry.known = { ...seen, since, lookedAt, tookMs: Math.round(performance.now() - begin) };
  }

  private async see(
    id: string,
    before: KnownCluster,
  ): Promise<Pick<KnownCluster, 'health' | 'faults' | 'look' | 'brokers'>> {
    try {
      const connection = await this.connections.ofSaved(id);
      const look = await lookAtCluster(this.clients, connection, AbortSignal.timeout(DEADLINE_MS));
      const brokers = rememberBrokers(before.brokers, look, Date.now());
      return { ...judgeCluster(look, brokers), look, brokers };
    } catch (error) {
      const faults = [{ fault: 'LOOK_FAILED' as const, subject: '', said: explainError(error) }];
      const brokers = before.brokers.map((broker) => unknownBroker(broker, Date.now()));
      return { health: 'UNKNOWN', faults, look: null, brokers };
    }
  }
}
