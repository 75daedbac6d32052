import type { Incarnation, StreamDefinition, TopicPair } from '@slipstream/replication';
import type { ShardAssignment } from '../supervisor/work-session.js';
import type { StreamToAdd } from './flow-planner.js';
import type { FlowModel } from './flow-model.js';

/** Which lease a write is made under. */
export interface LeaseOf {
  shardId: string;
  workerId: string;
  epoch: number;
}

/** What a plan changes in the database. */
export interface PlanToSave {
  generation: number;
  add: readonly StreamToAdd[];
  retire: readonly number[];
  revive: readonly number[];
}

/** Streams of one shard with their checkpoints. */
export interface StoredShard {
  /** Generation of the spec that the streams were planned for; 0 before the first plan. */
  plannedGeneration: number;
  streams: readonly StreamDefinition[];
}

/** Flows in PostgreSQL. */
export interface FlowStore {
  /** Null when the flow is gone. */
  loadFlow(flowId: string): Promise<FlowModel | null>;
  /** @throws LeaseLostError when the shard has another owner or epoch by now; nothing was written */
  savePlan(flowId: string, lease: LeaseOf, plan: PlanToSave): Promise<void>;
  /**
   * Notes topics that the flow itself created at its target, so that metadata sync may delete them when the source's are
   * (M-02).
   *
   * @throws LeaseLostError
   */
  topicsCreated(flow: FlowModel, lease: LeaseOf, topics: readonly TopicPair[]): Promise<void>;
  /**
   * @param flow gives filters and cluster ids
   * @param known ids of streams that are left out
   */
  loadShard(flow: FlowModel, shard: ShardAssignment, known?: readonly number[]): Promise<StoredShard>;
  /** Former owners that may still write at a target. */
  predecessors(shardId: string): Promise<readonly Incarnation[]>;
  /** All of them are fenced. */
  clearPredecessors(lease: LeaseOf): Promise<void>;
}
