import { randomBytes, randomUUID } from 'node:crypto';
import {
  ClusterRepository,
  createDataSource,
  EventRepository,
  SampleRepository,
  SecretBox,
  TaskRepository,
} from '@slipstream/database';
import { createTestDatabase, type TestDatabase } from '@slipstream/database/testing';
import {
  deriveTaskState,
  NO_METADATA_SYNC,
  NO_PROGRESS_SYNC,
  type AddressMapEntry,
  type DerivedTaskState,
  type EventKind,
  type TaskSpec,
  type TaskTotals,
} from '@slipstream/shared';
import { pino } from 'pino';
import { Worker, type WorkerOverrides } from '../worker.js';

type DataSource = ReturnType<typeof createDataSource>;

/** A registered cluster for a test. */
export interface GivenCluster {
  nameServers: string;
  addressMap?: AddressMapEntry[];
  accessKey?: string;
  secretKey?: string;
}

/** Everything around workers in one database: clusters, tasks, and a look at how they are. */
export class WorkerWorld {
  readonly tasks: TaskRepository;
  readonly clusters: ClusterRepository;
  readonly events: EventRepository;
  readonly samples: SampleRepository;
  readonly secretKey = randomBytes(32).toString('base64');
  readonly #workers: Worker[] = [];
  #count = 0;

  static async create(adminUrl: string): Promise<WorkerWorld> {
    const database = await createTestDatabase(adminUrl);
    return new WorkerWorld(database, await createDataSource(database.url).initialize());
  }

  private constructor(
    private readonly database: TestDatabase,
    readonly dataSource: DataSource,
  ) {
    this.tasks = new TaskRepository(dataSource);
    this.clusters = new ClusterRepository(dataSource);
    this.events = new EventRepository(dataSource);
    this.samples = new SampleRepository(dataSource);
  }

  get databaseUrl(): string {
    return this.database.url;
  }

  /** Starts a worker in this process. */
  async worker(overrides: WorkerOverrides = {}): Promise<Worker> {
    const config = {
      databaseUrl: this.database.url,
      secretKey: this.secretKey,
      name: `worker-${this.#workers.length + 1}`,
      concurrency: 1,
    };
    const level = process.env['TEST_LOG_LEVEL'] ?? 'silent';
    const worker = new Worker(config, pino({ level }), {
      shardTiming: { replanEveryMs: 500, reloadEveryMs: 2_000 },
      ...overrides,
    });
    this.#workers.push(worker);
    await worker.start();
    return worker;
  }

  /** Registers a cluster; its row id. */
  async cluster(given: GivenCluster): Promise<string> {
    const id = randomUUID();
    const name = `cluster-${++this.#count}`;
    await this.clusters.create(id, { name, clusterId: name, networkType: 'VPC', ...this.sealed(id, given) });
    return id;
  }

  /** A cluster's columns with its secret sealed. */
  sealed(id: string, { nameServers, addressMap = [], accessKey, secretKey }: GivenCluster) {
    const secretKeyCipher =
      secretKey === undefined ? null : new SecretBox(this.secretKey).seal(id, secretKey);
    return {
      nameServers,
      addressMap,
      aclEnabled: accessKey !== undefined,
      accessKey: accessKey ?? null,
      secretKeyCipher,
    };
  }

  /** Creates a task that is to run; its id. */
  async task(
    spec: Pick<TaskSpec, 'sourceClusterId' | 'targetClusterId'> & Partial<TaskSpec>,
  ): Promise<string> {
    const { id } = await this.tasks.create({
      name: `task-${++this.#count}`,
      direction: 'ONE_WAY',
      level: 'CLUSTER',
      startFrom: { type: 'EARLIEST' },
      topics: {},
      routes: [],
      failurePolicy: { type: 'BLOCK' },
      throttle: {},
      compression: { type: 'NONE' },
      tag: null,
      metadata: NO_METADATA_SYNC,
      progress: NO_PROGRESS_SYNC,
      groups: {},
      ...spec,
    });
    return id;
  }

  /** A task's state as its user sees it. */
  async state(taskId: string): Promise<DerivedTaskState> {
    const row = await this.tasks.get(taskId);
    if (row === undefined) throw new Error(`no task ${taskId}`);
    return deriveTaskState(row.input);
  }

  /** A task's counts since it was created. */
  async totals(taskId: string): Promise<TaskTotals | undefined> {
    return (await this.tasks.get(taskId))?.totals;
  }

  /** Kinds of a task's events, oldest first. */
  async eventKinds(taskId: string): Promise<EventKind[]> {
    const events = await this.events.list(taskId, { limit: 100 });
    return events.map((event) => event.kind).toReversed();
  }

  /** Stops all workers and removes the database. */
  async destroy(): Promise<void> {
    await Promise.all(this.#workers.map((worker) => worker.stop()));
    await this.dataSource.destroy();
    await this.database.drop();
  }
}
