import {
  StaleEpochError,
  type FlowPlanInput,
  type LeaseRepository,
  type MetadataRepository,
  type PlanCluster,
  type PlanRepository,
} from '@slipstream/database';
import {
  LeaseLostError,
  PortError,
  selectTopics,
  type Incarnation,
  type TopicPair,
} from '@slipstream/replication';
import { isNameServersError, formatNameServer, makeReason, parseNameServers } from '@slipstream/shared';
import type { FlowCluster, FlowModel } from '../flow/flow-model.js';
import type { FlowStore, LeaseOf, PlanToSave, StoredShard } from '../flow/flow-store.js';
import type { ShardAssignment } from '../supervisor/work-session.js';

/** Opens a cluster's sealed secret key; the first parameter is the cluster's row id. */
export type OpenSecret = (clusterRowId: string, sealed: string) => string;

/** First generation of a source queue's content. */
const FIRST_GENERATION = 0;

/** Flows in a real PostgreSQL. */
export class PgFlowStore implements FlowStore {
  constructor(
    private readonly plans: PlanRepository,
    private readonly leases: Pick<LeaseRepository, 'predecessors' | 'clearPredecessors'>,
    private readonly metadata: Pick<MetadataRepository, 'recordCreated'>,
    private readonly openSecret: OpenSecret,
    private readonly now: () => number,
  ) {}

  async loadFlow(flowId: string): Promise<FlowModel | null> {
    // Read before the question: the age in the answer can only make the task older than it is, and nothing is missed.
    const askedAt = this.now();
    const input = await this.plans.loadFlow(flowId);
    return input === null ? null : this.#toModel(input, askedAt);
  }

  async savePlan(flowId: string, lease: LeaseOf, plan: PlanToSave): Promise<void> {
    const add = plan.add.map((stream) => ({ ...stream, startGeneration: FIRST_GENERATION }));
    try {
      await this.plans.savePlan(flowId, lease, {
        generation: plan.generation,
        add,
        retire: plan.retire,
        revive: plan.revive,
      });
    } catch (error) {
      if (error instanceof StaleEpochError) throw new LeaseLostError(error.message);
      throw error;
    }
  }

  async topicsCreated(flow: FlowModel, lease: LeaseOf, topics: readonly TopicPair[]): Promise<void> {
    if (!flow.metadata.topics) return;
    const isForward = flow.direction === 'forward';
    const names = topics.map(({ sourceTopic, targetTopic }) =>
      isForward
        ? { sourceName: sourceTopic, targetName: targetTopic }
        : { sourceName: targetTopic, targetName: sourceTopic },
    );
    try {
      await this.metadata.recordCreated(lease, isForward ? 'TARGET' : 'SOURCE', names);
    } catch (error) {
      if (error instanceof StaleEpochError) throw new LeaseLostError(error.message);
      throw error;
    }
  }

  async loadShard(
    flow: FlowModel,
    shard: ShardAssignment,
    known: readonly number[] = [],
  ): Promise<StoredShard> {
    const { plannedGeneration, streams } = await this.plans.loadShardStreams(flow.id, shard.index, known);
    const selector = selectTopics(flow, NO_NAMES);
    return {
      plannedGeneration,
      streams: streams.map(({ id, key, source, target, checkpoints, gaps }) => ({
        id,
        key,
        source,
        target,
        filter: selector.filterOf({ sourceTopic: source.topic, targetTopic: target.topic }),
        sourceClusterId: flow.source.clusterId,
        targetClusterId: flow.target.clusterId,
        epoch: shard.epoch,
        checkpoints,
        gaps,
      })),
    };
  }

  predecessors(shardId: string): Promise<readonly Incarnation[]> {
    return this.leases.predecessors(shardId);
  }

  clearPredecessors({ shardId, workerId, epoch }: LeaseOf): Promise<void> {
    return this.leases.clearPredecessors(shardId, workerId, epoch);
  }

  #toModel({ task, flow, source, target, streams }: FlowPlanInput, askedAt: number): FlowModel {
    return {
      id: flow.id,
      taskId: task.id,
      taskName: task.spec.name,
      key: flow.flowKey,
      direction: flow.direction,
      isTwoWay: task.spec.direction === 'TWO_WAY',
      level: task.spec.level,
      topics: task.spec.topics,
      routes: task.spec.routes,
      startFrom: task.spec.startFrom,
      failurePolicy: task.spec.failurePolicy,
      compression: task.spec.compression.type,
      tag: task.spec.tag,
      metadata: task.spec.metadata,
      progress: task.spec.progress,
      groups: task.spec.groups,
      generation: task.generation,
      plannedGeneration: flow.plannedGeneration,
      initialized: flow.initialized,
      createdAt: askedAt - task.createdAgeMs,
      source: this.#toCluster(source),
      target: this.#toCluster(target),
      streams,
    };
  }

  #toCluster(cluster: PlanCluster): FlowCluster {
    const { id, name, clusterId } = cluster;
    const addresses = parseNameServers(cluster.nameServers);
    if (isNameServersError(addresses)) {
      const { entry, message } = addresses;
      throw new PortError(
        makeReason('NAME_SERVER_UNREACHABLE', 'CONNECT', { cluster: name, subject: entry, said: message }),
        true,
      );
    }
    return {
      id,
      name,
      clusterId,
      nameServers: addresses.map(formatNameServer),
      addressMap: cluster.addressMap,
      credentials: this.#credentials(cluster),
    };
  }

  #credentials({
    id,
    name,
    aclEnabled,
    accessKey,
    secretKeyCipher,
  }: PlanCluster): FlowCluster['credentials'] {
    if (!aclEnabled) return null;
    const fail = (said: string, cause?: unknown): never => {
      throw new PortError(
        makeReason('AUTHENTICATION_FAILED', 'AUTHENTICATE', { cluster: name, said }),
        true,
        { cause },
      );
    };
    if (accessKey === null || secretKeyCipher === null)
      return fail('ACL is enabled, but no AccessKey and SecretKey are stored');
    try {
      return { accessKey, secretKey: this.openSecret(id, secretKeyCipher) };
    } catch (error) {
      return fail(error instanceof Error ? error.message : 'the stored SecretKey cannot be opened', error);
    }
  }
}

/** Filters do not depend on which names are RocketMQ's own. */
const NO_NAMES: ReadonlySet<string> = new Set();
