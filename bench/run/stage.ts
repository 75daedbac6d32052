import { RocketmqClient } from '@slipstream/rocketmq-remoting';
import { startRocketmq, type RocketmqCluster, type RocketmqVersion } from '@slipstream/stack';
import { createTopic } from '../../e2e/support/load.ts';
import { Deployment } from '../../e2e/support/deployment.ts';

/** Queues of every topic. */
export const QUEUES = 8;

/** RocketMQ's own defaults where the test stack has smaller ones. */
export const BROKER_DEFAULTS = {
  mappedFileSizeCommitLog: '1073741824',
  mappedFileSizeConsumeQueue: '6000000',
  maxIndexNum: '20000000',
  diskMaxUsedSpaceRatio: '75',
} as const;

/** Largest heap of a broker, MiB. */
const BROKER_HEAP_MB = 2_048;

/** What a stage is to be made of. */
export interface StageOptions {
  sourceVersion: RocketmqVersion;
  targetVersion: RocketmqVersion;
  /** Processes; 0 leaves Slipstream out. */
  workers: number;
  profiles: string | undefined;
}

/** A fresh source, a fresh target, and Slipstream with both registered. */
export class Stage {
  readonly source: RocketmqCluster;
  readonly target: RocketmqCluster;
  readonly sourceClient: RocketmqClient;
  readonly targetClient: RocketmqClient;
  readonly #slipstream: Slipstream | undefined;

  private constructor(source: RocketmqCluster, target: RocketmqCluster, slipstream: Slipstream | undefined) {
    this.source = source;
    this.target = target;
    this.sourceClient = new RocketmqClient({ nameServers: [source.nameServer] });
    this.targetClient = new RocketmqClient({ nameServers: [target.nameServer] });
    this.#slipstream = slipstream;
  }

  static async start(options: StageOptions): Promise<Stage> {
    const shared = {
      brokerProperties: BROKER_DEFAULTS,
      heapMb: BROKER_HEAP_MB,
      jvmMode: 'MEASURED',
    } as const;
    const [source, target] = await Promise.all([
      startRocketmq({ ...shared, version: options.sourceVersion, name: 'bench-source' }),
      startRocketmq({ ...shared, version: options.targetVersion, name: 'bench-target' }),
    ]);
    try {
      const slipstream = options.workers === 0 ? undefined : await startSlipstream(source, target, options);
      return new Stage(source, target, slipstream);
    } catch (error) {
      await Promise.all([source.stop(), target.stop()]);
      throw error;
    }
  }

  /** Slipstream; only a stage with workers has it. */
  get slipstream(): Slipstream {
    if (this.#slipstream === undefined) throw new Error('this stage has no Slipstream');
    return this.#slipstream;
  }

  /** A topic with {@link QUEUES} queues at the target. */
  createTarget(topic: string): Promise<void> {
    return createTopic(this.targetClient, topic, QUEUES);
  }

  /** Processes of the two brokers. */
  get brokerPids(): { source: number[]; target: number[] } {
    const pids = ({ brokers }: RocketmqCluster): number[] => brokers.map(({ pid }) => pid);
    return { source: pids(this.source), target: pids(this.target) };
  }

  async stop(): Promise<void> {
    await this.#slipstream?.deployment.stop();
    await Promise.all([this.sourceClient.close(), this.targetClient.close()]);
    await Promise.all([this.source.stop(), this.target.stop()]);
  }
}

/** Slipstream as `npm start` runs it, and what it knows. */
export interface Slipstream {
  deployment: Deployment;
  sourceClusterId: string;
  targetClusterId: string;
  /** Processes by program. */
  pids: { copier: number[]; api: number[]; postgres: number[] };
}

async function startSlipstream(
  source: RocketmqCluster,
  target: RocketmqCluster,
  { workers, profiles }: StageOptions,
): Promise<Slipstream> {
  const deployment = await Deployment.start({
    workers,
    env: {
      // As it ships, unless it is said otherwise.
      WORKER_CONCURRENCY: process.env['WORKER_CONCURRENCY'],
      ...(profiles === undefined ? {} : { WORKER_NODE_OPTIONS: `--cpu-prof --cpu-prof-dir=${profiles}` }),
    },
  });
  try {
    const { api } = deployment;
    return {
      deployment,
      sourceClusterId: await api.registerCluster('bench-source', source.nameServer),
      targetClusterId: await api.registerCluster('bench-target', target.nameServer),
      pids: {
        copier: Array.from({ length: workers }, (_, index) => deployment.pid(`worker-${index + 1}`)),
        api: [deployment.pid('api')],
        postgres: [deployment.pid('postgres')],
      },
    };
  } catch (error) {
    await deployment.stop();
    throw error;
  }
}
