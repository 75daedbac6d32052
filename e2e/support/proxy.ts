import { mkdirSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { freePort, waitFor, type RocketmqCluster } from '@slipstream/stack';

/** A RocketMQ 5.x Proxy in front of a cluster: the way in for gRPC clients. */
export interface Proxy {
  /** `127.0.0.1:port` for gRPC clients. */
  endpoints: string;
  stop(): Promise<void>;
}

/** Starts RocketMQ's own Proxy for a 5.x cluster and waits until its gRPC port answers. */
export async function startProxy(cluster: RocketmqCluster): Promise<Proxy> {
  const [grpcServerPort, remotingListenPort] = [await freePort(), await freePort()];
  const folder = join(cluster.dir, 'proxy');
  mkdirSync(folder, { recursive: true });
  const configuration = join(folder, 'rmq-proxy.json');
  writeFileSync(
    configuration,
    JSON.stringify({
      rocketMQClusterName: cluster.clusterName,
      namesrvAddr: cluster.nameServer,
      grpcServerPort,
      remotingListenPort,
      localServeAddr: '127.0.0.1',
      useEndpointPortFromRequest: true,
    }),
  );
  const run = cluster.java('org.apache.rocketmq.proxy.ProxyStartup', [
    '-pc',
    configuration,
    '-pm',
    'cluster',
  ]);
  let ended: string | undefined;
  void run.done.then(({ stdout, stderr }) => (ended = `${stdout}${stderr}`.slice(-1500)));
  await waitFor(
    () => {
      if (ended !== undefined) throw new Error(`the Proxy ended: ${ended}`);
      return answers(grpcServerPort);
    },
    { timeoutMs: 180_000, what: 'the Proxy' },
  );
  return {
    endpoints: `127.0.0.1:${grpcServerPort}`,
    async stop() {
      await run.stop('SIGKILL');
    },
  };
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port }, () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}
