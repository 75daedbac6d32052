import { RocketmqClient } from '@slipstream/rocketmq-remoting';
import { startRocketmq, type RocketmqCluster } from '@slipstream/stack';
import { Deployment } from '../support/deployment.ts';
import type { FaultBench } from './fault-run.ts';

/** A bench with its own end. */
export interface RunningFaultBench extends FaultBench {
  stop(): Promise<void>;
}

/** Source 4.9.7, target 5.5.0 with synchronous flush, and a deployment with one worker; both clusters registered. */
export async function startFaultBench(): Promise<RunningFaultBench> {
  const [source, target] = await Promise.all([
    startRocketmq({ version: '4.9.7', name: 'fault-source' }),
    startRocketmq({ version: '5.5.0', name: 'fault-target', flushDiskType: 'SYNC_FLUSH' }),
  ]);
  const deployment = await Deployment.start();
  const sourceClient = new RocketmqClient({ nameServers: [source.nameServer] });
  const targetClient = new RocketmqClient({ nameServers: [target.nameServer] });
  const register = (cluster: RocketmqCluster): Promise<string> =>
    deployment.api.registerCluster(cluster.clusterName, cluster.nameServer);
  return {
    deployment,
    sourceClient,
    target,
    targetClient,
    sourceClusterId: await register(source),
    targetClusterId: await register(target),
    async stop() {
      await deployment.stop();
      await Promise.all([sourceClient.close(), targetClient.close()]);
      await Promise.all([source.stop(), target.stop()]);
    },
  };
}
