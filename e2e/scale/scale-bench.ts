import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { RocketmqClient } from '@slipstream/rocketmq-remoting';
import type { TaskSpec } from '@slipstream/shared';
import { startRocketmq, waitFor, type RocketmqCluster } from '@slipstream/stack';
import pg from 'pg';
import { checkTopic, countMessages, type CheckReport } from '../support/checker.ts';
import { CopyLog, type Handover } from '../support/copy-log.ts';
import { Deployment } from '../support/deployment.ts';
import { createTopic } from '../support/load.ts';
import { SteadyLoad } from '../support/steady-load.ts';
import { untilState } from '../support/tasks.ts';
import { WorkerProcess } from '../support/worker-process.ts';

const TASKS = 4;
const QUEUES = 8;
const RATE = 1_000;

/** Who holds the shard of a stream. */
export interface Holding {
  streamKey: string;
  shardId: string;
  epoch: number;
  /** Incarnation, and the name of its worker; null while nobody holds it. */
  owner: string | null;
  name: string | null;
  /** Former owners that have to be fenced. */
  predecessors: readonly string[];
}

interface Parts {
  deployment: Deployment;
  database: pg.Client;
  clusters: readonly RocketmqCluster[];
  sourceClient: RocketmqClient;
  targetClient: RocketmqClient;
  load: SteadyLoad;
  topics: readonly string[];
  taskIds: readonly string[];
  addTask: (topic: string, more?: Partial<TaskSpec>) => Promise<string>;
}

/**
 * Two clusters, PostgreSQL and API, four tasks of eight queues (16 shards, 32 streams) under a steady load, and workers
 * that a test starts, freezes and kills.
 */
export class ScaleBench {
  readonly topics: readonly string[];
  readonly workers: WorkerProcess[] = [];
  readonly log: CopyLog;
  readonly deployment: Deployment;
  readonly database: pg.Client;
  readonly load: SteadyLoad;
  readonly #parts: Parts;
  #started = 0;

  private constructor(parts: Parts) {
    ({ deployment: this.deployment, database: this.database, load: this.load } = parts);
    this.topics = parts.topics;
    this.#parts = parts;
    this.log = new CopyLog(parts.targetClient, parts.topics);
  }

  static async start(): Promise<ScaleBench> {
    const [source, target, deployment] = await Promise.all([
      startRocketmq({ version: '4.9.7', name: 'scale-source' }),
      startRocketmq({ version: '5.5.0', name: 'scale-target' }),
      Deployment.start({ workers: 0 }),
    ]);
    const { api } = deployment;
    const database = new pg.Client({ connectionString: databaseUrlOf(deployment) });
    await database.connect();
    const sourceClient = new RocketmqClient({ nameServers: [source.nameServer] });
    const targetClient = new RocketmqClient({ nameServers: [target.nameServer] });
    const topics = Array.from({ length: TASKS }, (_, index) => `scale-${index + 1}`);
    for (const topic of topics) await createTopic(sourceClient, topic, QUEUES);
    const [sourceClusterId, targetClusterId] = [
      await api.registerCluster('scale-source', source.nameServer),
      await api.registerCluster('scale-target', target.nameServer),
    ];
    const addTask = async (topic: string, more: Partial<TaskSpec> = {}): Promise<string> => {
      const routes = [{ sourceTopic: topic, targetTopic: topic, filter: { type: 'NONE' } }];
      const task = { name: topic, level: 'TOPIC', sourceClusterId, targetClusterId, routes, ...more };
      return (await api.createTask(task)).id;
    };
    const taskIds: string[] = [];
    for (const topic of topics) taskIds.push(await addTask(topic));
    const load = await SteadyLoad.start(sourceClient, 'scale-source-a', {
      topics,
      queues: QUEUES,
      rate: RATE,
      bodyBytes: 256,
    });
    const clusters = [source, target];
    return new ScaleBench({
      deployment,
      database,
      clusters,
      sourceClient,
      targetClient,
      load,
      topics,
      taskIds,
      addTask,
    });
  }

  get sourceClient(): RocketmqClient {
    return this.#parts.sourceClient;
  }

  get targetClient(): RocketmqClient {
    return this.#parts.targetClient;
  }

  /** A task of one topic that gets no load; its id. */
  addTask(topic: string, more?: Partial<TaskSpec>): Promise<string> {
    return this.#parts.addTask(topic, more);
  }

  /** @param processes that it consists of */
  async startWorker(processes = 1): Promise<WorkerProcess> {
    const name = `worker-${++this.#started}`;
    const worker = await WorkerProcess.start(name, {
      databaseUrl: databaseUrlOf(this.deployment),
      secretKey: readFileSync(join(this.deployment.dataDir, 'secret.key'), 'utf8').trim(),
      logFile: join(this.deployment.dataDir, 'logs', `${name}.log`),
      processes,
    });
    this.workers.push(worker);
    return worker;
  }

  /** All tasks run, and every stream has copied under its present owner. */
  async untilRunning(): Promise<void> {
    await Promise.all(
      this.#parts.taskIds.map((id) => untilState(this.deployment.api, id, 'RUNNING', 60_000)),
    );
    await this.untilCopiedOn(30_000);
  }

  async holdings(): Promise<Holding[]> {
    const { rows } = await this.database.query<Holding>(
      `SELECT f.flow_key || '-' || t.number AS "streamKey", s.id AS "shardId", s.epoch, s.owner, w.name, s.predecessors
       FROM stream t JOIN flow f ON f.id = t.flow_id JOIN shard s ON s.flow_id = f.id AND s.index = t.shard_index
       LEFT JOIN worker w ON w.id = s.owner ORDER BY 1`,
    );
    return rows;
  }

  /** Number of shards by name of the worker that holds them. */
  async shares(): Promise<Record<string, number>> {
    const { rows } = await this.database.query<{ name: string; shards: number }>(
      `SELECT coalesce(w.name, 'nobody') AS name, count(*)::int AS shards
       FROM shard s LEFT JOIN worker w ON w.id = s.owner GROUP BY 1 ORDER BY 1`,
    );
    return Object.fromEntries(rows.map(({ name, shards }) => [name, shards]));
  }

  /** Id of the process whose lease with this name runs. */
  async pidOf(leaseName: string): Promise<number> {
    const { rows } = await this.database.query<{ pid: number }>(
      `SELECT pid FROM worker WHERE name = $1 AND stopped_at IS NULL AND lease_until > clock_timestamp()`,
      [leaseName],
    );
    if (rows[0] === undefined || rows.length > 1) throw new Error(`${rows.length} leases of ${leaseName}`);
    return rows[0].pid;
  }

  /**
   * Waits until exactly these workers hold all shards, no two processes of theirs more than one apart; the time it took, ms.
   */
  async untilShared(workers: readonly WorkerProcess[], timeoutMs: number): Promise<number> {
    const began = performance.now();
    const names = workers.flatMap(({ leaseNames }) => leaseNames);
    let last: Record<string, number> = {};
    await waitFor(
      async () => {
        last = await this.shares();
        const counts = Object.values(last);
        const isAll = names.every((name) => name in last) && counts.length === names.length;
        if (!isAll || Math.max(...counts) - Math.min(...counts) > 1) throw new Error(JSON.stringify(last));
        return true;
      },
      { timeoutMs, what: `fair shares of ${names.join(', ')}`, intervalMs: 50 },
    );
    return Math.round(performance.now() - began);
  }

  /** Waits until every stream has a copy of its present epoch. */
  async untilCopiedOn(timeoutMs: number): Promise<void> {
    await waitFor(
      async () => {
        await this.log.read();
        const behind = (await this.holdings()).filter(
          ({ owner, epoch, streamKey }) => owner === null || this.log.epochOf(streamKey) !== epoch,
        );
        if (behind.length > 0) throw new Error(`${behind.length} streams, ${JSON.stringify(behind[0])}`);
        return true;
      },
      { timeoutMs, what: 'a copy of every stream under its present owner', intervalMs: 200 },
    );
  }

  /**
   * Waits until all of these streams were copied on under a newer epoch.
   *
   * @returns their longest pause, from the last copy before to the first one after, ms
   */
  async untilTakenOver(held: readonly Holding[], timeoutMs: number): Promise<number> {
    await waitFor(
      async () => {
        await this.log.read();
        return held.every(({ streamKey, epoch }) => this.log.epochOf(streamKey) > epoch);
      },
      { timeoutMs, what: `${held.length} streams to be copied on by another worker`, intervalMs: 200 },
    );
    const isOfThese = (handover: Handover): boolean =>
      held.some(({ streamKey, epoch }) => handover.streamKey === streamKey && handover.fromEpoch === epoch);
    return longestPause(this.log.handovers().filter(isOfThese));
  }

  /** Stops the load, waits for the rest, and compares all topics. */
  async finish(): Promise<CheckReport[]> {
    await this.load.stop();
    for (const topic of this.topics)
      await waitFor(
        async () => (await countMessages(this.#parts.targetClient, topic)) >= this.load.sentTo(topic),
        {
          timeoutMs: 60_000,
          what: `${topic} to be complete`,
        },
      );
    // A duplicate would come now: give a late batch the time to land.
    await new Promise((resolve) => setTimeout(resolve, 2_000));
    await this.log.read();
    return Promise.all(
      this.topics.map((topic) => checkTopic(this.#parts.sourceClient, this.#parts.targetClient, topic)),
    );
  }

  async stop(): Promise<void> {
    await this.load.stop().catch(() => undefined);
    await Promise.all(this.workers.filter(({ isAlive }) => isAlive).map((worker) => worker.kill()));
    await this.database.end().catch(() => undefined);
    await this.deployment.stop();
    await Promise.all([this.#parts.sourceClient.close(), this.#parts.targetClient.close()]);
    await Promise.all(this.#parts.clusters.map((cluster) => cluster.stop()));
  }
}

function databaseUrlOf(deployment: Deployment): string {
  return readFileSync(join(deployment.dataDir, 'run', 'database.url'), 'utf8').trim();
}

/** Streams that a worker holds. */
export function heldBy(holdings: readonly Holding[], worker: WorkerProcess): Holding[] {
  return holdings.filter(({ name }) => name !== null && worker.leaseNames.includes(name));
}

/** Longest pause of a stream over some changes of owner, from the last copy before to the first one after, ms. */
export function longestPause(handovers: readonly Handover[]): number {
  return Math.max(...handovers.map(({ lastBefore, firstAfter }) => firstAfter - lastBefore));
}
