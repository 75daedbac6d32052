import { ApiProperty } from '@nestjs/swagger';
import {
  CHECK_RESULTS,
  FENCE_GROUNDS,
  FENCE_METHODS,
  NETWORK_TYPES,
  TOPIC_PERMISSIONS,
  type AddressMapEntry,
  type CheckResult,
  type FenceChoice,
  type FenceGround,
  type FenceMethod,
  type NetworkType,
  type TopicPermission,
} from '@slipstream/shared';
import { CheckLineView } from '../checks/check.views.js';
import { nullableText } from '../common/openapi/nullable.js';

/** How a dead worker is kept from writing to a cluster. */
export class FenceView implements FenceChoice {
  @ApiProperty({
    enum: FENCE_METHODS,
    enumName: 'FenceMethod',
    description:
      'CREDENTIAL: the target user of the dead worker is disabled, a takeover takes seconds. CHANNEL_GONE: waits until the broker has dropped its connection, seconds or up to 120 s. LOCK_DELAY: waits 130 s.',
  })
  method!: FenceMethod;

  @ApiProperty({
    enum: FENCE_GROUNDS,
    enumName: 'FenceGround',
    description: 'Why it is this one and none better.',
  })
  ground!: FenceGround;
}

/** One rule of an address map. */
export class AddressMapEntryView implements AddressMapEntry {
  @ApiProperty({ description: 'host:port that a broker gives out, or a host for all of its ports.' })
  from!: string;

  @ApiProperty({ description: 'host:port that is connected to, or a host: the port stays.' })
  to!: string;
}

/** A registered cluster as the API answers it; its SecretKey never is. */
export class ClusterView {
  @ApiProperty({ format: 'uuid' })
  id!: string;

  @ApiProperty()
  name!: string;

  @ApiProperty({
    description: 'Short unique name that replicated messages carry; fixed once a task uses the cluster.',
  })
  clusterId!: string;

  @ApiProperty({ enum: NETWORK_TYPES, enumName: 'NetworkType' })
  networkType!: NetworkType;

  @ApiProperty({ description: 'host:port;host:port' })
  nameServers!: string;

  @ApiProperty({
    type: [AddressMapEntryView],
    description: 'Where brokers are really reached, by the address that they give out.',
  })
  addressMap!: AddressMapEntryView[];

  @ApiProperty()
  aclEnabled!: boolean;

  @ApiProperty(nullableText())
  accessKey!: string | null;

  @ApiProperty({ description: 'True when a SecretKey is stored.' })
  secretKeySet!: boolean;

  @ApiProperty({ description: 'Tasks that use the cluster.' })
  taskCount!: number;

  @ApiProperty({
    type: FenceView,
    nullable: true,
    description:
      'As workers last found it when they wrote to the cluster, at its weakest broker; null before.',
  })
  fence!: FenceView | null;

  @ApiProperty({ format: 'date-time' })
  createdAt!: string;

  @ApiProperty({ format: 'date-time' })
  updatedAt!: string;
}

/** A cluster after an edit, and what the edit means for the tasks that use it. */
export class EditedClusterView extends ClusterView {
  @ApiProperty({ type: [String], description: 'Names of the failed tasks that now try again.' })
  retriedTasks!: string[];

  @ApiProperty({
    type: [String],
    description: 'Names of the started tasks that workers restart within seconds to take the change over.',
  })
  tasksToRestart!: string[];
}

/** All registered clusters. */
export class ClusterListView {
  @ApiProperty({ type: [ClusterView] })
  items!: ClusterView[];

  @ApiProperty()
  total!: number;
}

/** Result of a connection test. */
export class ClusterTestView {
  @ApiProperty({ enum: CHECK_RESULTS, enumName: 'CheckResult', description: 'The worst of the lines.' })
  result!: CheckResult;

  @ApiProperty({ type: [CheckLineView] })
  checks!: CheckLineView[];
}

/** A topic of a cluster. */
export class ClusterTopicView {
  @ApiProperty()
  topic!: string;

  @ApiProperty({ description: 'Queues that can be read, on all brokers.' })
  readQueues!: number;

  @ApiProperty({ description: 'Queues that can be written, on all brokers.' })
  writeQueues!: number;

  @ApiProperty({
    enum: TOPIC_PERMISSIONS,
    enumName: 'TopicPermission',
    description: 'MIXED: its brokers differ.',
  })
  permission!: TopicPermission;

  @ApiProperty(
    nullableText({
      description: '5.x: NORMAL, FIFO, DELAY, TRANSACTION …; null where brokers keep no type.',
    }),
  )
  messageType!: string | null;

  @ApiProperty({ type: [String], description: 'Names of the brokers that have the topic.' })
  brokers!: string[];
}

/** The topics of a cluster, without those of the system, and how many those are. */
export class ClusterTopicListView {
  @ApiProperty({ type: [ClusterTopicView] })
  items!: ClusterTopicView[];

  @ApiProperty()
  total!: number;

  @ApiProperty({ description: "RocketMQ's own topics, which are not listed and never copied." })
  systemTopics!: number;
}
