import { randomBytes } from 'node:crypto';
import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { RocketmqClient } from '@slipstream/rocketmq-remoting';
import { startRocketmq, type RocketmqCluster, type RocketmqVersion } from '@slipstream/stack';
import { Deployment } from '../../support/deployment.ts';
import { databaseUrlOf } from './database.ts';
import { FrameProxy } from './frame-proxy.ts';
import { NetworkLab } from './network-lab.ts';
import { processTree, signalAll } from './processes.ts';
import { TcpRelay } from './tcp-relay.ts';
import { WorkerProcess } from './worker-process.ts';

/** How big a bench is. */
export interface BenchOptions {
  workers: number;
  sourceVersion: RocketmqVersion;
  targetVersion: RocketmqVersion;
}

/** One cluster of the bench, as faults and checks use it. */
export interface BenchCluster {
  readonly cluster: RocketmqCluster;
  readonly client: RocketmqClient;
  /** Its id in Slipstream. */
  readonly id: string;
}

/**
 * Real processes on one machine: source and target cluster, PostgreSQL and API by the launcher, and workers each in a
 * network namespace of its own where the machine can do that. Started once for many runs.
 */
export class FaultBench {
  readonly workers: readonly WorkerProcess[];
  readonly databaseUrl: string;
  readonly #extraClusters: BenchCluster[] = [];

  readonly options: BenchOptions;
  readonly deployment: Deployment;
  readonly source: BenchCluster;
  readonly target: BenchCluster;
  readonly #network: NetworkLab | undefined;
  readonly #relay: TcpRelay | undefined;
  readonly #proxy: FrameProxy | undefined;

  private constructor(
    options: BenchOptions,
    deployment: Deployment,
    source: BenchCluster,
    target: BenchCluster,
    network: NetworkLab | undefined,
    relay: TcpRelay | undefined,
    proxy: FrameProxy | undefined,
    secretKey: string,
  ) {
    this.options = options;
    this.deployment = deployment;
    this.source = source;
    this.target = target;
    this.#network = network;
    this.#relay = relay;
    this.#proxy = proxy;
    this.databaseUrl = databaseUrlOf(deployment.dataDir);
    const seen = new URL(this.databaseUrl);
    if (network !== undefined && relay !== undefined) seen.host = `${network.host}:${relay.port}`;
    this.workers = Array.from(
      { length: options.workers },
      (_, index) =>
        new WorkerProcess({
          name: `worker-${index + 1}`,
          folder: join(deployment.dataDir, `worker-${index + 1}`),
          databaseUrl: seen.href,
          secretKey,
          within: network?.addWorker(index) ?? [],
        }),
    );
  }

  /** Starts everything; about half a minute. */
  static async start(options: BenchOptions): Promise<FaultBench> {
    const network = NetworkLab.missing() === undefined ? new NetworkLab() : undefined;
    const host = network?.host ?? '127.0.0.1';
    const undo: (() => Promise<unknown>)[] = [async () => network?.remove()];
    const started = async <T>(starting: Promise<T>, stop: (thing: T) => Promise<unknown>): Promise<T> => {
      const thing = await starting;
      undo.push(() => stop(thing));
      return thing;
    };
    try {
      const [source, target] = await Promise.all([
        started(startRocketmq({ version: options.sourceVersion, name: 'fault-source', host }), (c) =>
          c.stop(),
        ),
        started(startRocketmq({ version: options.targetVersion, name: 'fault-target', host }), (c) =>
          c.stop(),
        ),
      ]);
      const secretKey = randomBytes(32).toString('base64');
      const deployment = await started(
        Deployment.start({ workers: 0, env: { SLIPSTREAM_SECRET_KEY: secretKey } }),
        (d) => d.stop(),
      );
      const databasePort = Number(new URL(databaseUrlOf(deployment.dataDir)).port);
      const relay =
        network === undefined
          ? undefined
          : await started(TcpRelay.start(host, databasePort), (r) => r.stop());
      const [broker] = target.brokers;
      const proxy =
        network === undefined || broker === undefined
          ? undefined
          : await started(FrameProxy.start(host, { host, port: broker.port }, Math.random), (p) => p.stop());
      const bench = new FaultBench(
        options,
        deployment,
        await register(deployment, source),
        await register(deployment, target),
        network,
        relay,
        proxy,
        secretKey,
      );
      await started(Promise.all(bench.workers.map((worker) => worker.start())), () => bench.#stopWorkers());
      return bench;
    } catch (error) {
      for (const step of undo.toReversed()) await step().catch(() => undefined);
      throw error;
    }
  }

  /** One of the workers; numbers beyond the last begin again. */
  worker(index: number): WorkerProcess {
    const worker = this.workers[index % this.workers.length];
    if (worker === undefined) throw new Error('the bench has no worker');
    return worker;
  }

  /** The frame-aware proxy, put between the workers and the target broker until the returned function is called. */
  throughProxy(): { proxy: FrameProxy; undo: () => void } {
    const network = this.#network;
    const proxy = this.#proxy;
    const port = this.target.cluster.brokers[0]?.port;
    if (network === undefined || proxy === undefined || port === undefined)
      throw new Error('the proxy needs network namespaces');
    const undo = this.workers.map((_, index) => network.redirect(index, port, proxy.port));
    return { proxy, undo: () => undo.forEach((step) => step()) };
  }

  /** What a worker can be cut off from. */
  portsOf(place: 'target' | 'source' | 'postgres' | 'name-servers'): number[] {
    const nameServerPort = (cluster: RocketmqCluster): number => Number(cluster.nameServer.split(':')[1]);
    switch (place) {
      case 'target':
        return this.target.cluster.brokers.map(({ port }) => port);
      case 'source':
        return this.source.cluster.brokers.map(({ port }) => port);
      case 'postgres':
        return this.#relay === undefined ? [] : [this.#relay.port];
      case 'name-servers':
        return [nameServerPort(this.source.cluster), nameServerPort(this.target.cluster)];
    }
  }

  get lab(): NetworkLab {
    if (this.#network === undefined) throw new Error('this fault needs network namespaces');
    return this.#network;
  }

  /** SIGSTOP or SIGCONT to every process of PostgreSQL. */
  signalPostgres(signal: 'SIGSTOP' | 'SIGCONT'): void {
    signalAll(processTree(this.deployment.pid('postgres')), signal);
  }

  /** Another cluster beside source and target, kept until the bench stops. */
  async addCluster(
    version: RocketmqVersion,
    name: string,
    brokerProperties: Record<string, string> = {},
  ): Promise<BenchCluster> {
    const host = this.#network?.host;
    const cluster = await startRocketmq({
      version,
      name,
      brokerProperties,
      ...(host === undefined ? {} : { host }),
    });
    const added = await register(this.deployment, cluster);
    this.#extraClusters.push(added);
    return added;
  }

  /** Copies all logs into a folder, for whoever looks into a failed run. */
  keepLogs(folder: string): void {
    cpSync(join(this.deployment.dataDir, 'logs'), join(folder, 'slipstream'), { recursive: true });
    for (const [index] of this.workers.entries())
      cpSync(
        join(this.deployment.dataDir, `worker-${index + 1}`, 'logs'),
        join(folder, `worker-${index + 1}`),
        {
          recursive: true,
        },
      );
    for (const { cluster } of [this.source, this.target])
      for (const { name } of cluster.brokers)
        cpSync(join(cluster.dir, `${name}.log`), join(folder, `${name}.log`));
  }

  async stop(): Promise<void> {
    const clusters = [this.source, this.target, ...this.#extraClusters];
    const steps: (() => Promise<unknown> | undefined)[] = [
      () => this.#stopWorkers(),
      () => this.deployment.stop(),
      () => this.#proxy?.stop(),
      () => this.#relay?.stop(),
      ...clusters.map(
        ({ client }) =>
          () =>
            client.close(),
      ),
      ...clusters.map(
        ({ cluster }) =>
          () =>
            cluster.stop(),
      ),
    ];
    // An error of one step must not leave the others' processes behind.
    for (const step of steps)
      await Promise.resolve(step()).catch((error: unknown) =>
        console.error(`while stopping: ${String(error)}`),
      );
    this.#network?.remove();
  }

  async #stopWorkers(): Promise<void> {
    await Promise.all(this.workers.map((worker) => worker.stop()));
  }
}

async function register(deployment: Deployment, cluster: RocketmqCluster): Promise<BenchCluster> {
  const client = new RocketmqClient({ nameServers: [cluster.nameServer] });
  return {
    cluster,
    client,
    id: await deployment.api.registerCluster(cluster.clusterName, cluster.nameServer),
  };
}
