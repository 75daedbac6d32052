import { Injectable } from '@nestjs/common';
import { mapBounded, isSystemTopic, topicPermission } from '@slipstream/shared';
import { explainError, RemotingError } from '@slipstream/rocketmq-remoting';
import { ProblemError } from '../common/problems/problem-error.js';
import { ClusterClients, type ClusterClient } from './cluster-connection.js';
import { ClusterConnections } from './cluster-connections.js';
import type { ClusterTopicListView, ClusterTopicView } from './cluster.views.js';

const DEADLINE_MS = 15_000;
const PARALLEL = 8;

/** Reads the topics of a cluster as its brokers have them now. */
@Injectable()
export class ClusterTopicsService {
  constructor(
    private readonly connections: ClusterConnections,
    private readonly clients: ClusterClients,
  ) {}

  /** @throws ProblemError CLUSTER_UNREACHABLE with the cluster's own words */
  async list(clusterId: string): Promise<ClusterTopicListView> {
    const client = this.clients.open(await this.connections.ofSaved(clusterId));
    try {
      const { items, systemTopics } = await readTopics(client, AbortSignal.timeout(DEADLINE_MS));
      return { items, total: items.length, systemTopics };
    } catch (error) {
      if (error instanceof RemotingError) throw new ProblemError('CLUSTER_UNREACHABLE', explainError(error));
      throw error;
    } finally {
      await client.close();
    }
  }
}

async function readTopics(
  client: ClusterClient,
  signal: AbortSignal,
): Promise<Pick<ClusterTopicListView, 'items' | 'systemTopics'>> {
  const info = await client.clusterInfo({ signal });
  const ownNames = new Set([...info.clusters.keys(), ...info.brokers.keys()]);
  const brokers = await mapBounded([...info.brokers.keys()].toSorted(), PARALLEL, async (broker) => ({
    broker,
    topics: (await client.topicConfigs(broker, { signal })).topics,
  }));
  const views = new Map<string, ClusterTopicView>();
  const system = new Set<string>();
  for (const { broker, topics } of brokers) {
    for (const config of topics.values()) {
      if (isSystemTopic(config.topicName, ownNames)) {
        system.add(config.topicName);
        continue;
      }
      const permission = topicPermission(config.perm);
      const view = views.get(config.topicName) ?? {
        topic: config.topicName,
        readQueues: 0,
        writeQueues: 0,
        permission,
        messageType: null,
        brokers: [],
      };
      if (view.permission !== permission) view.permission = 'MIXED';
      view.messageType ??= config.attributes?.['message.type'] ?? null;
      view.readQueues += config.readQueueNums;
      view.writeQueues += config.writeQueueNums;
      view.brokers.push(broker);
      views.set(config.topicName, view);
    }
  }
  const items = [...views.values()].toSorted((a, b) => (a.topic < b.topic ? -1 : 1));
  return { items, systemTopics: system.size };
}
