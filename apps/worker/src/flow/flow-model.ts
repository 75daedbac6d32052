import type { PlannedStream } from '@slipstream/replication';
import type { Credentials } from '@slipstream/rocketmq-remoting';
import type {
  AddressMapEntry,
  CompressionType,
  FailurePolicy,
  FlowDirection,
  GroupSelection,
  MetadataSync,
  ProgressSync,
  Route,
  StartFrom,
  TaskLevel,
  TaskTag,
  TopicSelection,
} from '@slipstream/shared';

/** A registered cluster with its secret opened: lives in memory only, is never logged. */
export interface FlowCluster {
  /** Row id. */
  id: string;
  name: string;
  /** Short name that goes into provenance. */
  clusterId: string;
  /** `host:port` of each Name Server. */
  nameServers: readonly string[];
  /** Where its brokers are really reached, by the address that they give out. */
  addressMap: readonly AddressMapEntry[];
  credentials: Credentials | null;
}

/** One flow with all that planning needs to know of it. */
export interface FlowModel {
  id: string;
  taskId: string;
  taskName: string;
  /** Unique over all installations; stream keys begin with it. */
  key: string;
  direction: FlowDirection;
  /** The task has a flow in each direction. */
  isTwoWay: boolean;
  level: TaskLevel;
  topics: TopicSelection;
  routes: readonly Route[];
  startFrom: StartFrom;
  failurePolicy: FailurePolicy;
  /** Of bodies that are not compressed at the source. */
  compression: CompressionType;
  /** A property of each copy; null for none. */
  tag: TaskTag | null;
  metadata: MetadataSync;
  progress: ProgressSync;
  groups: GroupSelection;
  generation: number;
  /** Generation of the spec that the stored streams were planned for; 0 before the first plan. */
  plannedGeneration: number;
  /** The first plan is made: streams that come later start at the beginning of their queues. */
  initialized: boolean;
  /** When the task was created, by this worker's wall clock, ms; never later than it really was. */
  createdAt: number;
  source: FlowCluster;
  target: FlowCluster;
  streams: readonly PlannedStream[];
}
