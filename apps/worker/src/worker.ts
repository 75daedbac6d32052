import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import {
  CheckpointRepository,
  CheckRepository,
  createDataSource,
  EventRepository,
  FenceRepository,
  LEASE_MARGIN_MS,
  LEASE_MS,
  LeaseRepository,
  MetadataRepository,
  NotificationListener,
  PlanRepository,
  RefusalRepository,
  RENEW_EVERY_MS,
  ROLL_UP_EVERY_MS,
  SampleHousekeeping,
  SampleRepository,
  SecretBox,
  StreamStatusRepository,
  SyncStatusRepository,
  ThrottleRepository,
  WorkerRepository,
  type Notification,
} from '@slipstream/database';
import { AbortedError, MemoryBudget, type Clock, type Tuning } from '@slipstream/replication';
import { SAMPLE_INTERVAL_MS } from '@slipstream/shared';
import type { Logger } from 'pino';
import { ClientPool } from './adapters/client-pool.js';
import { PgFlowStore } from './adapters/pg-flow-store.js';
import { PgReportStore } from './adapters/pg-report-store.js';
import { systemClock } from './adapters/system-clock.js';
import { CheckRunner } from './check/check-runner.js';
import { RemotingCheckClients } from './check/remoting-check-clients.js';
import { BodyCompressor } from './compression/body-compressor.js';
import type { WorkerConfig } from './config/worker-config.js';
import { FlowSession } from './flow/flow-session.js';
import type { FlowShardTiming } from './flow/flow-shard.js';
import { FlowSignals } from './flow/flow-signals.js';
import { InventoryCache } from './flow/inventory-cache.js';
import type { MetricFigures } from './health/merged-metrics.js';
import { WorkerMetrics } from './health/worker-metrics.js';
import { LeaseKeeper } from './lease/lease-keeper.js';
import { metadataSyncs } from './metadata/metadata-syncs.js';
import { progressSyncs } from './progress/progress-syncs.js';
import { Reporter } from './report/reporter.js';
import { shutDown, type ShutdownStep } from './shutdown.js';
import { Supervisor } from './supervisor/supervisor.js';
import type { TaskSyncContext } from './sync/task-sync.js';
import { TaskThrottles } from './throttle/task-throttles.js';

/** Version that the worker reports of itself. */
const VERSION = '0.1.0';
/** Messages read ahead by all streams of all processes of a worker together, bytes. */
const READ_AHEAD_BYTES = 128 * 1024 * 1024;
/** Most connections to the database of all processes of a worker together, and the least that each may have. */
const CONNECTIONS = 10;
const LEAST_CONNECTIONS = 4;
/** A statement without an answer by then is given up: a lease must not wait for ever, ms. */
const QUERY_TIMEOUT_MS = 5_000;
/** Between two rounds of housekeeping, ms. */
const HOUSEKEEPING_MS = 10 * 60_000;
/** How long a shutdown lets shards finish what is in flight, ms. */
const STOP_SHARDS_MS = 5_000;

/** What a test may want otherwise. */
export interface WorkerOverrides {
  clock?: Clock;
  tuning?: Tuning;
  shardTiming?: FlowShardTiming;
}

/** What a worker process needs of its settings. */
export type WorkerSettings = Pick<WorkerConfig, 'databaseUrl' | 'secretKey' | 'name' | 'concurrency'>;

/** The work of one process: everything from the database to the clusters, wired together. */
export class Worker {
  readonly #clock: Clock;
  readonly #dataSource;
  readonly #leases: LeaseRepository;
  readonly #sampleHousekeeping: SampleHousekeeping;
  readonly #metrics = new WorkerMetrics();
  readonly #clients: ClientPool;
  readonly #signals = new FlowSignals();
  readonly #retrySignals = new FlowSignals();
  readonly #syncSignals = new FlowSignals();
  readonly #throttleRows: ThrottleRepository;
  readonly #throttles: TaskThrottles;
  readonly #checks: CheckRunner;
  readonly #reporter: Reporter;
  readonly #supervisor: Supervisor;
  readonly #keeper: LeaseKeeper;
  readonly #listener: NotificationListener;
  readonly #ending = new AbortController();
  readonly #loops: Promise<void>[] = [];
  #workerId = '';
  #stopping: Promise<boolean> | undefined;

  constructor(
    private readonly config: WorkerSettings,
    private readonly log: Logger,
    private readonly overrides: WorkerOverrides = {},
  ) {
    this.#clock = overrides.clock ?? systemClock;
    this.#dataSource = createDataSource(config.databaseUrl, {
      applicationName: 'slipstream-worker',
      poolSize: Math.max(LEAST_CONNECTIONS, Math.ceil(CONNECTIONS / config.concurrency)),
      queryTimeoutMs: QUERY_TIMEOUT_MS,
      onPoolError: (error) => log.warn({ err: error }, 'a database connection broke'),
    });
    this.#leases = new LeaseRepository(this.#dataSource);
    this.#sampleHousekeeping = new SampleHousekeeping(this.#dataSource);
    const store = new PgReportStore(
      new SampleRepository(this.#dataSource),
      new StreamStatusRepository(this.#dataSource),
      new EventRepository(this.#dataSource),
      () => this.#workerId,
    );
    this.#reporter = new Reporter(store, this.#metrics, this.#clock, log);
    this.#clients = new ClientPool({ onEvent: (event) => log.debug({ event }, 'client') });
    this.#throttleRows = new ThrottleRepository(this.#dataSource);
    this.#throttles = new TaskThrottles({
      store: this.#throttleRows,
      clock: this.#clock,
      workerId: () => this.#workerId,
      onTrouble: (error) => this.#reporter.trouble('divide throttles', error),
    });
    this.#checks = this.#createChecks();
    this.#supervisor = this.#createSupervisor();
    this.#keeper = this.#createKeeper();
    this.#listener = new NotificationListener(config.databaseUrl, {
      onNotification: (notification) => this.#notified(notification),
      onReconnect: () => {
        this.#supervisor.wake();
        this.#throttles.wake();
        this.#checks.wake();
        this.#signals.emitAll();
        this.#retrySignals.emitAll();
        this.#syncSignals.emitAll();
      },
      onError: (error) => log.warn({ err: error }, 'notifications are interrupted'),
    });
  }

  /** Begins to work, as soon as the database can be reached. */
  async start(): Promise<void> {
    await this.#connect();
    if (this.#stopping !== undefined) return;
    this.#supervisor.start();
    this.#keeper.start();
    this.#listener.start();
    this.#loops.push(this.#throttles.run(this.#ending.signal), this.#checks.run(this.#ending.signal));
    this.#every(SAMPLE_INTERVAL_MS, 'report', () => this.#reporter.flush());
    this.#every(ROLL_UP_EVERY_MS, 'roll samples up', () => this.#sampleHousekeeping.run());
    this.#every(HOUSEKEEPING_MS, 'keep house', () => this.#keepHouse());
  }

  /**
   * Stops in order: nothing is claimed any more; shards stop (answers in, checkpoints saved) and are released clean;
   * connections to targets close; the last figures are written; the worker's row ends; everything else closes.
   *
   * @returns true when every step was done
   */
  stop(): Promise<boolean> {
    this.#stopping ??= shutDown(this.#shutdownSteps(), this.#clock, this.log);
    return this.#stopping;
  }

  /** Its lease runs: it may work. */
  get isReady(): boolean {
    return this.#keeper.current !== undefined;
  }

  /** Figures for Prometheus. */
  metrics(): Promise<MetricFigures[]> {
    return this.#metrics.registry.getMetricsAsJSON();
  }

  /** Shards that run here now. */
  get runningShards(): number {
    return this.#supervisor.running.length;
  }

  #shutdownSteps(): ShutdownStep[] {
    return [
      { name: 'stop claiming', withinMs: 6_000, run: () => this.#stopClaiming() },
      {
        name: 'stop and release shards',
        withinMs: STOP_SHARDS_MS + 2_000,
        run: () => this.#supervisor.stopShards(STOP_SHARDS_MS),
      },
      { name: 'close connections to targets', withinMs: 3_000, run: () => this.#supervisor.closeSession() },
      { name: 'write the last figures', withinMs: 3_000, run: () => this.#endLoops() },
      { name: 'end the worker row', withinMs: 3_000, run: () => this.#keeper.stop() },
      { name: 'stop listening', withinMs: 2_000, run: () => this.#listener.close() },
      { name: 'close clients', withinMs: 3_000, run: () => this.#clients.close() },
      { name: 'close the database pool', withinMs: 3_000, run: () => this.#disconnect() },
    ];
  }

  async #stopClaiming(): Promise<void> {
    const incarnation = this.#keeper.current;
    await Promise.all([
      this.#supervisor.stopClaiming(),
      // Others take over at once what is released.
      incarnation === undefined
        ? undefined
        : this.#leases
            .drain(incarnation.id)
            .catch((error: unknown) => this.#reporter.trouble('drain', error)),
    ]);
  }

  async #endLoops(): Promise<void> {
    this.#ending.abort();
    await Promise.all(this.#loops);
    await this.#reporter.flush();
  }

  /** The database may come up after the worker. */
  async #connect(): Promise<void> {
    while (!this.#dataSource.isInitialized && this.#stopping === undefined) {
      try {
        await this.#dataSource.initialize();
      } catch (error) {
        this.log.warn({ err: error }, 'PostgreSQL cannot be reached; trying again');
        await this.#clock.sleep(1_000);
      }
    }
  }

  async #disconnect(): Promise<void> {
    if (this.#dataSource.isInitialized) await this.#dataSource.destroy();
  }

  #createChecks(): CheckRunner {
    const secrets = new SecretBox(this.config.secretKey);
    return new CheckRunner({
      store: new CheckRepository(this.#dataSource),
      workers: new WorkerRepository(this.#dataSource),
      clients: new RemotingCheckClients(),
      open: (runId, cipher) => secrets.open(runId, cipher),
      workerId: () => this.#keeper.current?.id,
      clock: this.#clock,
      onTrouble: (error) => this.#reporter.trouble('pre-check', error),
    });
  }

  #createSupervisor(): Supervisor {
    const clock = this.#clock;
    const checkpoints = new CheckpointRepository(this.#dataSource);
    const secrets = new SecretBox(this.config.secretKey);
    const store = new PgFlowStore(
      new PlanRepository(this.#dataSource),
      this.#leases,
      new MetadataRepository(this.#dataSource),
      (id, sealed) => secrets.open(id, sealed),
      () => clock.now(),
    );
    const budget = new MemoryBudget(Math.floor(READ_AHEAD_BYTES / this.config.concurrency));
    const inventories = new InventoryCache(clock);
    const metadata = metadataSyncs({
      inventories,
      store: new MetadataRepository(this.#dataSource),
      status: new SyncStatusRepository(this.#dataSource),
      signals: this.#syncSignals,
      digest: (text) => secrets.fingerprint(text),
      listener: this.#reporter,
    });
    const progress = progressSyncs(this.#dataSource, (what, error) => this.#reporter.trouble(what, error));
    const { tuning, shardTiming: timing } = this.overrides;
    const shared = {
      store,
      checkpoints,
      failures: new RefusalRepository(this.#dataSource),
      clients: this.#clients,
      inventories,
      signals: this.#signals,
      fences: new FenceRepository(this.#dataSource),
      retrySignals: this.#retrySignals,
      budget,
      clock,
      listener: this.#reporter,
      throttles: this.#throttles,
      compressor: new BodyCompressor(),
      syncs: (context: TaskSyncContext) => [...metadata(context), ...progress(context)],
      tuning,
      timing,
    };
    return new Supervisor({
      leases: this.#leases,
      openSession: (incarnation) => new FlowSession({ ...shared, incarnation }),
      clock,
      random: Math.random,
      listener: this.#reporter,
      retire: (incarnation) => this.#keeper.retire(incarnation),
    });
  }

  #createKeeper(): LeaseKeeper {
    return new LeaseKeeper({
      store: this.#leases,
      clock: this.#clock,
      timing: { leaseMs: LEASE_MS, renewEveryMs: RENEW_EVERY_MS, marginMs: LEASE_MARGIN_MS, retryMs: 500 },
      worker: { name: this.config.name, host: hostname(), pid: process.pid, version: VERSION },
      newId: randomUUID,
      listener: {
        live: (incarnation) => {
          this.#workerId = incarnation.id;
          this.#metrics.lease(true);
          this.log.info(
            { incarnation: incarnation.id, producerGroup: incarnation.producerGroup },
            'lease begins',
          );
          this.#supervisor.begin(incarnation);
        },
        lost: (incarnation, why) => {
          this.#supervisor.lose(incarnation);
          this.#metrics.lease(false);
          this.log.error({ incarnation: incarnation.id, why }, 'lease lost');
        },
        trouble: (error) => this.log.warn({ err: error }, 'PostgreSQL does not answer about the lease'),
      },
    });
  }

  #notified({ kind, id }: Notification): void {
    if (kind === 'plan') this.#signals.emit(id);
    if (kind === 'failure') this.#retrySignals.emit(id);
    if (kind === 'sync') this.#syncSignals.emit(id);
    if (kind === 'check') this.#checks.wake();
    if (kind === 'task') this.#throttles.wake();
    if (kind === 'task' || kind === 'shard' || kind === 'worker') this.#supervisor.wake();
  }

  async #keepHouse(): Promise<void> {
    await this.#throttleRows.deleteStale();
    await this.#leases.forgetDeadWorkers();
  }

  /** Runs again and again until the worker ends; a failure is logged and waits for the next time. */
  #every(ms: number, what: string, run: () => Promise<void>): void {
    const { signal } = this.#ending;
    const loop = async (): Promise<void> => {
      for (;;) {
        await this.#clock.sleep(ms, signal);
        await run().catch((error: unknown) => this.#reporter.trouble(what, error));
      }
    };
    this.#loops.push(
      loop().catch((error: unknown) => {
        if (!(error instanceof AbortedError)) throw error;
      }),
    );
  }
}
