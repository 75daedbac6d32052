import type { AddressMapEntry, RouteFilter } from '@slipstream/shared';
import type { OffsetRange, QueueRef } from '../ports/queue-reader.js';

/** What is needed to talk to a cluster. */
export interface CheckConnection {
  /** `host:port` each. */
  nameServers: readonly string[];
  /** Where its brokers are really reached, by the address that they give out. */
  addressMap: readonly AddressMapEntry[];
  credentials?: { accessKey: string; secretKey: string };
}

/** How one call is made. */
export interface CheckCall {
  signal?: AbortSignal | undefined;
}

/** The brokers that a Name Server lists. */
export interface ListedBrokers {
  /** Names of brokers by cluster name. */
  clusters: ReadonlyMap<string, readonly string[]>;
  /** Addresses (`host:port`) of each broker by its number, 0 being the master. */
  brokers: ReadonlyMap<string, { addresses: ReadonlyMap<number, string> }>;
}

/** A topic as one broker has it. */
export interface ListedTopic {
  topicName: string;
  readQueueNums: number;
  writeQueueNums: number;
  /** 4 read, 2 write, 1 inherit. */
  perm: number;
}

/** What a broker says to a filter. */
export type FilterAnswer = { valid: true } | { valid: false; supported: boolean; said: string };

/** A rule of 5.x on what may be done with a resource. */
export interface ListedPolicy {
  resource: string;
  actions: readonly string[];
  decision: string;
}

/**
 * What a check asks of a cluster: the calls of a `RocketmqClient` as they are, so that a client is handed in without an
 * adapter. None of them changes anything.
 */
export interface CheckClient {
  clusterInfo(options?: CheckCall): Promise<ListedBrokers>;
  topicConfigs(
    brokerName: string,
    options?: CheckCall,
  ): Promise<{ readonly topics: ReadonlyMap<string, ListedTopic> }>;
  consumerGroups(
    brokerName: string,
    options?: CheckCall,
  ): Promise<{ readonly groups: ReadonlyMap<string, unknown> }>;
  runtimeInfo(brokerName: string, options?: CheckCall): Promise<ReadonlyMap<string, string>>;
  brokerConfig(brokerName: string, options?: CheckCall): Promise<ReadonlyMap<string, string>>;
  range(queue: QueueRef, options?: CheckCall): Promise<OffsetRange>;
  pull(
    queue: QueueRef,
    request: { offset: number; maxMessages?: number },
    options?: CheckCall,
  ): Promise<unknown>;
  checkFilter(
    brokerName: string,
    topic: string,
    filter: { type: Exclude<RouteFilter['type'], 'NONE'>; expression: string },
    options?: CheckCall,
  ): Promise<FilterAnswer>;
  /** Accounts of clusters with access control. */
  accounts: {
    listPlain(
      brokerName: string,
      options?: CheckCall,
    ): Promise<{ readonly accounts: readonly { accessKey: string; admin: boolean }[] }>;
    getUser(brokerName: string, username: string, options?: CheckCall): Promise<{ userType: string } | null>;
    listPolicies(
      brokerName: string,
      options?: CheckCall,
    ): Promise<{
      readonly subjects: readonly {
        subject: string;
        policies: readonly { entries: readonly ListedPolicy[] }[];
      }[];
    }>;
  };
  close(): Promise<void>;
}

/** What an error of a cluster means. */
export interface ExplainedError {
  /** Who asks was refused, what is asked was refused, or something else. */
  kind: 'WHO' | 'RIGHT' | 'OTHER';
  /** In words for a person: the other side's own where it has some. Never a secret. */
  said: string;
}

/** Makes clients, and knows what their errors mean. */
export interface CheckClients {
  /** The caller closes the client. */
  open(connection: CheckConnection): CheckClient;
  /** Where an advertised address is really reached. */
  mapped(connection: CheckConnection, address: string): string;
  /** Resolves when an address takes a connection; rejects with the reason when it does not. */
  reach(address: string, signal: AbortSignal): Promise<void>;
  explain(error: unknown): ExplainedError;
  /** The consumer group in which messages are pulled. */
  readonly consumerGroup: string;
}
