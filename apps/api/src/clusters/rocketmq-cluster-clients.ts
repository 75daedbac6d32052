import { Injectable } from '@nestjs/common';
import { Connection, RocketmqClient } from '@slipstream/rocketmq-remoting';
import { ClusterClients, type ClusterClient, type ClusterConnection } from './cluster-connection.js';

const CONNECT_TIMEOUT_MS = 3000;

/** Clients of real clusters. */
@Injectable()
export class RocketmqClusterClients extends ClusterClients {
  override open(connection: ClusterConnection): ClusterClient {
    return new RocketmqClient({ ...connection, connectTimeoutMs: CONNECT_TIMEOUT_MS });
  }

  override async reach(address: string, signal: AbortSignal): Promise<void> {
    const connection = await Connection.open(address, { connectTimeoutMs: CONNECT_TIMEOUT_MS, signal });
    await connection.close();
  }
}
