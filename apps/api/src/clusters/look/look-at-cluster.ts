import {
  BrokerNotFoundError,
  ConnectError,
  explainError,
  isAuthenticationError,
  isPermissionError,
  mapAddress,
  NameServerUnreachableError,
  type ClusterInfo,
} from '@slipstream/rocketmq-remoting';
import { isSystemTopic, mapBounded } from '@slipstream/shared';
import type { ClusterClient, ClusterClients, ClusterConnection } from '../cluster-connection.js';
import type { BrokerLook, ClusterLook, NameServerLook } from './cluster-look.js';
import { readRuntime } from './runtime-figures.js';

const PARALLEL = 8;

/** Looks at a cluster: one question to each Name Server and each broker, nothing is changed. Never rejects for what the cluster does. */
export async function lookAtCluster(
  clients: ClusterClients,
  connection: ClusterConnection,
  signal: AbortSignal,
): Promise<ClusterLook> {
  const asked = await mapBounded(connection.nameServers, PARALLEL, (address) =>
    askNameServer(clients, connection, address, signal),
  );
  const nameServers = asked.map(({ address, error }): NameServerLook => ({ address, error }));
  // One that was just started may not know all brokers yet.
  const best = asked.toSorted((a, b) => (b.info?.brokers.size ?? -1) - (a.info?.brokers.size ?? -1))[0];
  if (best?.info === undefined) return { nameServers, brokers: [], topics: null };
  const client = clients.open({ ...connection, nameServers: [best.address] });
  try {
    const [brokers, topics] = await Promise.all([
      lookAtBrokers(clients, client, connection, best.info, signal),
      countTopics(client, best.info, signal),
    ]);
    return { nameServers, brokers, topics };
  } finally {
    await client.close();
  }
}

async function askNameServer(
  clients: ClusterClients,
  connection: ClusterConnection,
  address: string,
  signal: AbortSignal,
): Promise<NameServerLook & { info?: ClusterInfo }> {
  const client = clients.open({ ...connection, nameServers: [address] });
  try {
    return { address, error: null, info: await client.clusterInfo({ signal }) };
  } catch (error) {
    // It was asked by itself, so its own silence says more than that none answers.
    const [cause] = error instanceof NameServerUnreachableError ? error.causes : [];
    return { address, error: explainError(cause ?? error) };
  } finally {
    await client.close();
  }
}

function lookAtBrokers(
  clients: ClusterClients,
  client: ClusterClient,
  { addressMap }: ClusterConnection,
  info: ClusterInfo,
  signal: AbortSignal,
): Promise<BrokerLook[]> {
  const all = [...info.brokers].flatMap(([name, { addresses }]) =>
    [...addresses].map(([brokerId, address]) => ({
      name,
      brokerId,
      address,
      reachedAt: mapAddress(addressMap, address),
    })),
  );
  return mapBounded(all, PARALLEL, async (broker): Promise<BrokerLook> => {
    try {
      // Calls go to masters; of a slave it is enough to know that it takes connections.
      if (broker.brokerId === 0) {
        const figures = readRuntime(await client.runtimeInfo(broker.name, { signal }));
        return { ...broker, state: 'UP', said: '', figures };
      }
      await clients.reach(broker.reachedAt, signal);
      return { ...broker, state: 'UP', said: '', figures: null };
    } catch (error) {
      return { ...broker, state: stateOf(error), said: explainError(error), figures: null };
    }
  });
}

function stateOf(error: unknown): BrokerLook['state'] {
  if (isAuthenticationError(error) || isPermissionError(error)) return 'REFUSED';
  return error instanceof ConnectError || error instanceof BrokerNotFoundError ? 'UNREACHABLE' : 'TROUBLE';
}

async function countTopics(
  client: ClusterClient,
  info: ClusterInfo,
  signal: AbortSignal,
): Promise<number | null> {
  const ownNames = new Set([...info.clusters.keys(), ...info.brokers.keys()]);
  try {
    const topics = await client.topicList({ signal });
    return topics.filter((topic) => !isSystemTopic(topic, ownNames)).length;
  } catch {
    // Unknown; whatever is wrong with the Name Server is told by its own line.
    return null;
  }
}
