import { CheckRunEntity } from './check-run.entity.js';
import { CheckpointEntity } from './checkpoint.entity.js';
import { ClusterFenceEntity } from './cluster-fence.entity.js';
import { ClusterEntity } from './cluster.entity.js';
import { EventEntity } from './event.entity.js';
import { FailureEntity } from './failure.entity.js';
import { FlowEntity } from './flow.entity.js';
import { GroupProgressEntity } from './group-progress.entity.js';
import { MetadataItemEntity } from './metadata-item.entity.js';
import { OffsetResetEntity, OffsetResetStreamEntity } from './offset-reset.entity.js';
import { SessionEntity } from './session.entity.js';
import { ShardEntity } from './shard.entity.js';
import { StreamStatusEntity } from './stream-status.entity.js';
import { StreamEntity } from './stream.entity.js';
import { SyncStatusEntity } from './sync-status.entity.js';
import { TargetChannelEntity } from './target-channel.entity.js';
import { TaskEntity } from './task.entity.js';
import { ThrottleDemandEntity } from './throttle-demand.entity.js';
import { UserEntity } from './user.entity.js';
import { WorkerEntity } from './worker.entity.js';

export {
  CheckRunEntity,
  CheckpointEntity,
  ClusterEntity,
  ClusterFenceEntity,
  EventEntity,
  FailureEntity,
  FlowEntity,
  GroupProgressEntity,
  MetadataItemEntity,
  OffsetResetEntity,
  OffsetResetStreamEntity,
  SessionEntity,
  ShardEntity,
  StreamEntity,
  StreamStatusEntity,
  TargetChannelEntity,
  TaskEntity,
  ThrottleDemandEntity,
  UserEntity,
  WorkerEntity,
};

/** All tables but those of samples: they are partitioned and have no keys of their own, which entities cannot say. */
export const ENTITIES = [
  UserEntity,
  SessionEntity,
  ClusterEntity,
  TaskEntity,
  FlowEntity,
  WorkerEntity,
  ShardEntity,
  StreamEntity,
  CheckpointEntity,
  StreamStatusEntity,
  EventEntity,
  TargetChannelEntity,
  ClusterFenceEntity,
  OffsetResetEntity,
  OffsetResetStreamEntity,
  FailureEntity,
  ThrottleDemandEntity,
  MetadataItemEntity,
  GroupProgressEntity,
  SyncStatusEntity,
  CheckRunEntity,
];
