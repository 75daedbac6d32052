import type { AddressMapEntry, FlowDirection, NetworkType, TaskSpec } from '@slipstream/shared';

/** One queue of one broker. */
export interface QueueRecord {
  topic: string;
  brokerName: string;
  queueId: number;
}

/** A registered cluster as a worker needs it. */
export interface PlanCluster {
  /** Row id; part of what seals the secret key. */
  id: string;
  name: string;
  clusterId: string;
  networkType: NetworkType;
  nameServers: string;
  addressMap: AddressMapEntry[];
  aclEnabled: boolean;
  accessKey: string | null;
  secretKeyCipher: string | null;
}

/** Everything that the plan of a flow is made from. */
export interface FlowPlanInput {
  task: {
    id: string;
    generation: number;
    spec: TaskSpec;
    /** ms since the flow was created, by PostgreSQL's clock: where `LATEST` lies. */
    createdAgeMs: number;
  };
  flow: {
    id: string;
    flowKey: string;
    direction: FlowDirection;
    initialized: boolean;
    plannedGeneration: number;
  };
  /** The cluster that this flow reads from, and the one it writes to. */
  source: PlanCluster;
  target: PlanCluster;
  /** All stored streams, retired ones too. */
  streams: StoredStream[];
}

/** A stored stream without its progress. */
export interface StoredStream {
  id: number;
  /** Counts from 0 inside the flow. */
  number: number;
  shardIndex: number;
  source: QueueRecord;
  target: QueueRecord;
  retired: boolean;
}

/** A stream to be stored, with the place where it begins. */
export interface NewStream {
  source: QueueRecord;
  target: QueueRecord;
  startGeneration: number;
  /** First source offset to be read. */
  startPosition: number;
  /** Target queue's max offset before anything is copied: the stream's copies are at or after it. */
  startTargetOffset: number;
}

/** What a plan changes. */
export interface PlanChange {
  /** Generation of the spec that the plan was made for. */
  generation: number;
  add: readonly NewStream[];
  retire: readonly number[];
  revive: readonly number[];
}

/** One entry of a stream's ring of checkpoints. */
export interface CheckpointRecord {
  generation: number;
  sourceOffset: number;
  targetOffset: number;
  sourceIdentity: string | null;
  targetIdentity: string | null;
}

/** A stream that is to run. */
export interface StreamRecord extends StoredStream {
  /** `<flowKey>-<number>`. */
  key: string;
  startGeneration: number;
  startPosition: number;
  startTargetOffset: number;
  /** Newest first; never empty. */
  checkpoints: CheckpointRecord[];
  /** Gaps that were told. */
  gaps: { generation: number; from: number; to: number }[];
}

/** The streams of one shard. */
export interface ShardStreams {
  plannedGeneration: number;
  streams: StreamRecord[];
}
