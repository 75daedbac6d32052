import type { Credentials, RocketmqClient } from '@slipstream/rocketmq-remoting';

/** What is needed to talk to a cluster. */
export interface ClusterConnection {
  /** `host:port` each. */
  nameServers: readonly string[];
  credentials?: Credentials;
}

/** The part of the RocketMQ client that the API uses: it looks, and never writes to a cluster. */
export type ClusterClient = Pick<
  RocketmqClient,
  | 'clusterInfo'
  | 'topicConfigs'
  | 'runtimeInfo'
  | 'brokerConfig'
  | 'range'
  | 'offsetByTimestamp'
  | 'checkFilter'
  | 'consumerOffsets'
  | 'close'
>;

/** Makes clients; tests give their own. */
export abstract class ClusterClients {
  /** The caller closes the client. */
  abstract open(connection: ClusterConnection): ClusterClient;

  /** Resolves when a broker's address takes a connection; rejects with the reason when it does not. */
  abstract reach(address: string, signal: AbortSignal): Promise<void>;
}
