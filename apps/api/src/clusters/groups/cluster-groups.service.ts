import { Injectable } from '@nestjs/common';
import {
  explainError,
  RemotingError,
  type GroupOffsets,
  type MessageQueue,
} from '@slipstream/rocketmq-remoting';
import { mapBounded } from '@slipstream/shared';
import type { ClusterGroupsQuery } from '@slipstream/shared/dto';
import { ProblemError } from '../../common/problems/problem-error.js';
import { ClusterClients, type ClusterClient } from '../cluster-connection.js';
import { ClusterConnections } from '../cluster-connections.js';
import { mergeGroups, pageOfGroups, type GroupOnBrokers } from './group-page.js';
import type { ClusterGroupListView, ClusterGroupView } from './group.views.js';

const DEADLINE_MS = 15_000;
const PARALLEL = 8;
const PAGE = 50;
/** Queues whose ends are asked for on one page; the lag of a group beyond them stays unknown. */
const QUEUES_MAX = 800;

/** Committed offsets of one group at one broker. */
type Committed = GroupOffsets & { brokerName: string };

/** Reads the consumer groups of a cluster as its brokers have them now, a page at a time. */
@Injectable()
export class ClusterGroupsService {
  constructor(
    private readonly connections: ClusterConnections,
    private readonly clients: ClusterClients,
  ) {}

  /** @throws ProblemError CLUSTER_UNREACHABLE with the cluster's own words */
  async list(clusterId: string, query: ClusterGroupsQuery): Promise<ClusterGroupListView> {
    const client = this.clients.open(await this.connections.ofSaved(clusterId));
    const signal = AbortSignal.timeout(DEADLINE_MS);
    try {
      const { search = '', after = '', limit = PAGE } = query;
      const { groups, committed } = await readGroups(client, signal);
      const page = pageOfGroups(groups, { search, after, limit });
      const lags = await readLags(client, page.items, committed, signal);
      const items = await mapBounded(page.items, PARALLEL, async (group): Promise<ClusterGroupView> => ({
        ...group,
        members: await countMembers(client, group, signal),
        topics: new Set((committed.get(group.group) ?? []).map(({ topic }) => topic)).size,
        lagMessages: lags.get(group.group)?.toString() ?? null,
      }));
      return { ...page, items };
    } catch (error) {
      if (error instanceof RemotingError) throw new ProblemError('CLUSTER_UNREACHABLE', explainError(error));
      throw error;
    } finally {
      await client.close();
    }
  }
}

async function readGroups(
  client: ClusterClient,
  signal: AbortSignal,
): Promise<{ groups: GroupOnBrokers[]; committed: Map<string, Committed[]> }> {
  const info = await client.clusterInfo({ signal });
  const brokers = await mapBounded([...info.brokers.keys()].toSorted(), PARALLEL, async (broker) => {
    const [configs, offsets] = await Promise.all([
      client.consumerGroups(broker, { signal }),
      client.consumerOffsets(broker, { signal }),
    ]);
    const groups = [...configs.groups.values()].map(({ groupName, settings }) => ({
      groupName,
      consumeEnabled: settings['consumeEnable'] !== false,
    }));
    return { broker, groups, offsets: offsets.entries.map((entry) => ({ ...entry, brokerName: broker })) };
  });
  const committed = Map.groupBy(
    brokers.flatMap(({ offsets }) => offsets),
    ({ consumerGroup }) => consumerGroup,
  );
  return { groups: mergeGroups(brokers), committed };
}

/** Different members over all brokers; null when a broker does not say. */
async function countMembers(
  client: ClusterClient,
  { group, brokers }: GroupOnBrokers,
  signal: AbortSignal,
): Promise<number | null> {
  try {
    const members = await Promise.all(
      brokers.map((broker) => client.consumerConnections(broker, group, { signal })),
    );
    return new Set(members.flat().map(({ clientId }) => clientId)).size;
  } catch (error) {
    if (error instanceof RemotingError) return null;
    throw error;
  }
}

/** Messages that groups have yet to consume, as far as they have committed offsets; a group without an entry is unknown. */
async function readLags(
  client: ClusterClient,
  groups: readonly GroupOnBrokers[],
  committed: ReadonlyMap<string, readonly Committed[]>,
  signal: AbortSignal,
): Promise<Map<string, bigint>> {
  const keyOf = (queue: MessageQueue): string => `${queue.brokerName} ${queue.topic} ${queue.queueId}`;
  const queues = new Map<string, MessageQueue>();
  const counted: { group: string; offsets: { key: string; offset: number }[] }[] = [];
  for (const { group } of groups) {
    const offsets = (committed.get(group) ?? []).flatMap(({ topic, brokerName, offsets: byQueue }) =>
      [...byQueue].map(([queueId, offset]) => ({ queue: { topic, brokerName, queueId }, offset })),
    );
    if (offsets.length === 0) continue;
    const more = offsets.filter(({ queue }) => !queues.has(keyOf(queue)));
    if (queues.size + more.length > QUEUES_MAX) continue;
    for (const { queue } of more) queues.set(keyOf(queue), queue);
    counted.push({ group, offsets: offsets.map(({ queue, offset }) => ({ key: keyOf(queue), offset })) });
  }
  const ends = new Map<string, number>();
  await mapBounded([...queues], PARALLEL, async ([key, queue]) => {
    try {
      ends.set(key, (await client.range(queue, { signal })).maxOffset);
    } catch (error) {
      if (!(error instanceof RemotingError)) throw error;
    }
  });
  const lags = new Map<string, bigint>();
  for (const { group, offsets } of counted) {
    if (!offsets.every(({ key }) => ends.has(key))) continue;
    // An offset of a topic that was deleted, or made again, lies behind the end.
    const behind = offsets.map(({ key, offset }) => Math.max(0, (ends.get(key) ?? 0) - offset));
    lags.set(
      group,
      behind.reduce((sum, count) => sum + BigInt(count), 0n),
    );
  }
  return lags;
}
