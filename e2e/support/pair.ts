import { RocketmqClient } from '@slipstream/rocketmq-remoting';
import { startRocketmq, type RocketmqCluster, type RocketmqOptions } from '@slipstream/stack';
import type { ApiClient } from './api-client.ts';
import { Deployment, type DeploymentOptions } from './deployment.ts';

/** What a pair is to be. */
export interface PairOptions {
  source: Omit<RocketmqOptions, 'name'>;
  target: Omit<RocketmqOptions, 'name'>;
  deployment?: DeploymentOptions;
}

/** Two clusters, `east` and `west`, and a Slipstream that knows both. */
export interface Pair {
  source: RocketmqCluster;
  target: RocketmqCluster;
  deployment: Deployment;
  api: ApiClient;
  sourceClient: RocketmqClient;
  targetClient: RocketmqClient;
  /** Id of the source as it is registered. */
  east: string;
  /** Id of the target as it is registered. */
  west: string;
  stop(): Promise<void>;
}

/** Starts all parts side by side. */
export async function startPair(options: PairOptions): Promise<Pair> {
  const [source, target, deployment] = await Promise.all([
    startRocketmq({ ...options.source, name: 'east' }),
    startRocketmq({ ...options.target, name: 'west' }),
    Deployment.start(options.deployment),
  ]);
  const { api } = deployment;
  const sourceClient = new RocketmqClient({ nameServers: [source.nameServer] });
  const targetClient = new RocketmqClient({ nameServers: [target.nameServer] });
  return {
    source,
    target,
    deployment,
    api,
    sourceClient,
    targetClient,
    east: await api.registerCluster('east', source.nameServer),
    west: await api.registerCluster('west', target.nameServer),
    stop: async () => {
      // First what writes to the clusters.
      await deployment.stop();
      await Promise.all([sourceClient.close(), targetClient.close()]);
      await Promise.all([source.stop(), target.stop()]);
    },
  };
}
