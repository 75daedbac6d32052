import type { CheckClients } from '@slipstream/replication/precheck';
import {
  DEFAULT_CONSUMER_GROUP,
  explainError,
  mapAddress,
  refusalKind,
  type Accounts,
  type AddressRule,
  type Credentials,
  type RocketmqClient,
} from '@slipstream/rocketmq-remoting';

/** What is needed to talk to a cluster. */
export interface ClusterConnection {
  /** `host:port` each. */
  nameServers: readonly string[];
  /** Where its brokers are really reached, by the address that they give out. */
  addressMap: readonly AddressRule[];
  credentials?: Credentials;
}

/**
 * The part of the RocketMQ client that the API uses. It looks; what it writes to a cluster is the offset of a consumer group,
 * when a person applies progress by hand, and a test message, when a person sends one.
 */
export type ClusterClient = Pick<
  RocketmqClient,
  | 'clusterInfo'
  | 'topicList'
  | 'topicConfigs'
  | 'runtimeInfo'
  | 'brokerConfig'
  | 'range'
  | 'offsetByTimestamp'
  | 'checkFilter'
  | 'consumerOffsets'
  | 'consumerGroups'
  | 'consumerConnections'
  | 'updateConsumerOffset'
  | 'pull'
  | 'openSendChannel'
  | 'close'
> & { accounts: Pick<Accounts, 'listPlain' | 'getUser' | 'listPolicies'> };

/** Makes clients; tests give their own. */
export abstract class ClusterClients implements CheckClients {
  readonly consumerGroup = DEFAULT_CONSUMER_GROUP;

  /** The caller closes the client. */
  abstract open(connection: ClusterConnection): ClusterClient;

  /** Resolves when an address takes a connection; rejects with the reason when it does not. */
  abstract reach(address: string, signal: AbortSignal): Promise<void>;

  mapped({ addressMap }: Pick<ClusterConnection, 'addressMap'>, address: string): string {
    return mapAddress(addressMap, address);
  }

  explain(error: unknown): ReturnType<CheckClients['explain']> {
    return { kind: refusalKind(error), said: explainError(error) };
  }
}
