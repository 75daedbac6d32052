import type {
  CheckClient,
  CheckClients,
  CheckConnection,
  ExplainedError,
} from '@slipstream/replication/precheck';
import {
  DEFAULT_CONSUMER_GROUP,
  explainError,
  mapAddress,
  reach,
  refusalKind,
  RocketmqClient,
} from '@slipstream/rocketmq-remoting';

const CONNECT_TIMEOUT_MS = 3_000;

/** Clients of their own for checks: what tasks use stays untouched. */
export class RemotingCheckClients implements CheckClients {
  readonly consumerGroup = DEFAULT_CONSUMER_GROUP;

  open(connection: CheckConnection): CheckClient {
    return new RocketmqClient({ ...connection, connectTimeoutMs: CONNECT_TIMEOUT_MS });
  }

  mapped({ addressMap }: CheckConnection, address: string): string {
    return mapAddress(addressMap, address);
  }

  reach(address: string, signal: AbortSignal): Promise<void> {
    return reach(address, { connectTimeoutMs: CONNECT_TIMEOUT_MS, signal });
  }

  explain(error: unknown): ExplainedError {
    return { kind: refusalKind(error), said: explainError(error) };
  }
}
