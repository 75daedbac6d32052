import { Injectable } from '@nestjs/common';
import { reach, RocketmqClient } from '@slipstream/rocketmq-remoting';
import { ClusterClients, type ClusterClient, type ClusterConnection } from './cluster-connection.js';

const CONNECT_TIMEOUT_MS = 3000;

/** Clients of real clusters. */
@Injectable()
export class RocketmqClusterClients extends ClusterClients {
  override open(connection: ClusterConnection): ClusterClient {
    return new RocketmqClient({ ...connection, connectTimeoutMs: CONNECT_TIMEOUT_MS });
  }

  override reach(address: string, signal: AbortSignal): Promise<void> {
    return reach(address, { connectTimeoutMs: CONNECT_TIMEOUT_MS, signal });
  }
}
