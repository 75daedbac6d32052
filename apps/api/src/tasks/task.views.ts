import { ApiProperty, ApiPropertyOptional, ApiSchema } from '@nestjs/swagger';
import {
  EVENT_KINDS,
  EVENT_SEVERITIES,
  COMPRESSION_TYPES,
  FAILURE_POLICY_TYPES,
  FILTER_TYPES,
  FLOW_DIRECTIONS,
  REASON_CODES,
  REASON_STEPS,
  START_TYPES,
  STREAM_STATES,
  TASK_ACTIONS,
  TASK_DIRECTIONS,
  TASK_HEALTHS,
  TASK_LEVELS,
  TASK_STATES,
  WANTED_STATES,
  type EventKind,
  type EventSeverity,
  type EventView as EventShape,
  type FailureCounts as FailureCountsShape,
  type Compression,
  type CompressionType,
  type FailurePolicy,
  type FailurePolicyType,
  type FilterType,
  type FlowDirection,
  type MetadataSync,
  type ProgressSync,
  type Reason,
  type ReasonCode,
  type ReasonStep,
  type Route,
  type RouteFilter,
  type StartFrom,
  type StartType,
  type StreamState,
  type StreamView as StreamShape,
  type TaskAction,
  type TaskDirection,
  type TaskHealth,
  type TaskLevel,
  type TaskState,
  type TaskTag,
  type TaskStatusView as TaskStatusShape,
  type TaskTotals as TaskTotalsShape,
  type TaskView as TaskShape,
  type Throttle,
  type TopicSelection as TopicSelectionShape,
  type WantedState,
} from '@slipstream/shared';
import { decimal, nullableNumber, nullableText } from '../common/openapi/nullable.js';

/** Why something is not well. */
@ApiSchema({ name: 'Reason' })
export class ReasonView implements Reason {
  @ApiProperty({ enum: REASON_CODES, enumName: 'ReasonCode' })
  code!: ReasonCode;

  @ApiProperty({ enum: REASON_STEPS, enumName: 'ReasonStep' })
  step!: ReasonStep;

  @ApiPropertyOptional({ description: 'Name of the registered cluster concerned.' })
  cluster?: string;

  @ApiPropertyOptional({ description: 'Address, topic or queue concerned.' })
  subject?: string;

  @ApiPropertyOptional({ description: 'What the broker or the system said, in its own words.' })
  said?: string;

  @ApiProperty({ description: 'What to do, in English.' })
  action!: string;
}

/** Where a task begins to read. */
export class StartFromView implements StartFrom {
  @ApiProperty({ enum: START_TYPES, enumName: 'StartType' })
  type!: StartType;

  @ApiPropertyOptional({ description: 'ms since the epoch; with TIMESTAMP only.' })
  timestamp?: number;
}

/** Topics of a cluster-level task. */
export class TopicSelectionView implements TopicSelectionShape {
  @ApiPropertyOptional({ type: [String] })
  include?: string[];

  @ApiPropertyOptional({ type: [String] })
  exclude?: string[];
}

/** Filter of a route. */
export class RouteFilterView implements RouteFilter {
  @ApiProperty({ enum: FILTER_TYPES, enumName: 'FilterType' })
  type!: FilterType;

  @ApiPropertyOptional()
  expression?: string;
}

/** One source topic to one target topic. */
export class RouteView implements Route {
  @ApiProperty()
  sourceTopic!: string;

  @ApiProperty()
  targetTopic!: string;

  @ApiProperty({ type: RouteFilterView })
  filter!: RouteFilterView;
}

/** What becomes of a message that the target refuses for good. */
export class FailurePolicyView implements FailurePolicy {
  @ApiProperty({ enum: FAILURE_POLICY_TYPES, enumName: 'FailurePolicyType' })
  type!: FailurePolicyType;

  @ApiPropertyOptional({
    description: 'Topic of the target that refused messages are offered to; with RECORD only.',
  })
  deadLetterTopic?: string;
}

/** Whether bodies are compressed on their way to the target. */
export class CompressionView implements Compression {
  @ApiProperty({ enum: COMPRESSION_TYPES, enumName: 'CompressionType' })
  type!: CompressionType;
}

/** A user property that each copy gets. */
@ApiSchema({ name: 'TaskTag' })
export class TaskTagView implements TaskTag {
  @ApiProperty({ description: 'A name that SQL-92 expressions can ask for.' })
  key!: string;

  @ApiProperty()
  value!: string;
}

/** Recorded failures by state. */
export class FailureCountsView implements FailureCountsShape {
  @ApiProperty()
  pending!: number;

  @ApiProperty()
  retrying!: number;

  @ApiProperty()
  sent!: number;

  @ApiProperty()
  givenUp!: number;
}

/** Highest rates of a task, all its flows and workers together. */
export class ThrottleView implements Throttle {
  @ApiPropertyOptional()
  messagesPerSecond?: number;

  @ApiPropertyOptional({ description: 'Bytes of bodies and properties, as they are written to the target.' })
  bytesPerSecond?: number;
}

/** Counts since the task was created. */
export class TaskTotalsView implements TaskTotalsShape {
  @ApiProperty(decimal())
  read!: string;

  @ApiProperty(decimal())
  sent!: string;

  @ApiProperty(decimal())
  failed!: string;

  @ApiProperty(decimal())
  skippedLoop!: string;

  @ApiProperty(decimal())
  filtered!: string;

  @ApiProperty(decimal({ description: 'Deleted at the source before they were copied.' }))
  gapMessages!: string;
}

/** What is, against what the user wants. */
export class TaskStatusView implements TaskStatusShape {
  @ApiProperty({ enum: TASK_STATES, enumName: 'TaskState' })
  state!: TaskState;

  @ApiProperty({ enum: TASK_HEALTHS, enumName: 'TaskHealth' })
  health!: TaskHealth;

  @ApiProperty({ nullable: true, allOf: [{ $ref: '#/components/schemas/Reason' }], type: Object })
  reason!: ReasonView | null;

  @ApiProperty({ format: 'date-time' })
  since!: string;

  @ApiProperty(
    nullableNumber({
      description:
        'Age of the oldest source message not yet at the target, ms; 0 when caught up; null when unknown.',
    }),
  )
  delayMs!: number | null;

  @ApiProperty(decimal({ nullable: true, description: 'null when unknown.' }))
  lagMessages!: string | null;

  @ApiProperty({ description: "The task's throttle holds it back." })
  throttled!: boolean;

  @ApiProperty(decimal({ description: 'Messages of gaps that nobody has acknowledged yet.' }))
  openGapMessages!: string;

  @ApiProperty({ type: TaskTotalsView })
  totals!: TaskTotalsView;
}

/** What is kept the same on both sides beside the messages. */
@ApiSchema({ name: 'MetadataSync' })
export class MetadataSyncView implements MetadataSync {
  @ApiProperty()
  topics!: boolean;

  @ApiProperty()
  groups!: boolean;

  @ApiProperty()
  accounts!: boolean;

  @ApiProperty({
    description: 'Also deletes what the task had created and what was deleted on the other side.',
  })
  propagateDeletes!: boolean;
}

/** Which way the progress of consumer groups is carried. */
@ApiSchema({ name: 'ProgressSync' })
export class ProgressSyncView implements ProgressSync {
  @ApiProperty({ description: 'From source to target.' })
  toTarget!: boolean;

  @ApiProperty({ description: 'From target back to source.' })
  toSource!: boolean;
}

/** A task: its spec, and its status. */
export class TaskView implements TaskShape {
  @ApiProperty({ format: 'uuid' })
  id!: string;

  @ApiProperty()
  name!: string;

  @ApiProperty({ enum: TASK_DIRECTIONS, enumName: 'TaskDirection' })
  direction!: TaskDirection;

  @ApiProperty({ enum: TASK_LEVELS, enumName: 'TaskLevel' })
  level!: TaskLevel;

  @ApiProperty({ format: 'uuid' })
  sourceClusterId!: string;

  @ApiProperty({ format: 'uuid' })
  targetClusterId!: string;

  @ApiProperty({ type: StartFromView })
  startFrom!: StartFromView;

  @ApiProperty({ type: TopicSelectionView })
  topics!: TopicSelectionView;

  @ApiProperty({ type: [RouteView] })
  routes!: RouteView[];

  @ApiProperty({ type: FailurePolicyView })
  failurePolicy!: FailurePolicyView;

  @ApiProperty({ type: ThrottleView })
  throttle!: ThrottleView;

  @ApiProperty({ type: CompressionView })
  compression!: CompressionView;

  @ApiProperty({ nullable: true, allOf: [{ $ref: '#/components/schemas/TaskTag' }], type: Object })
  tag!: TaskTagView | null;

  @ApiProperty({ type: MetadataSyncView })
  metadata!: MetadataSyncView;

  @ApiProperty({ type: ProgressSyncView })
  progress!: ProgressSyncView;

  @ApiProperty({
    type: TopicSelectionView,
    description: 'Consumer groups whose settings and progress are carried.',
  })
  groups!: TopicSelectionView;

  @ApiProperty({ description: 'Counts the edits, starts and stops of the task.' })
  generation!: number;

  @ApiProperty({ enum: WANTED_STATES, enumName: 'WantedState' })
  wanted!: WantedState;

  @ApiProperty({ format: 'date-time' })
  createdAt!: string;

  @ApiProperty({ format: 'date-time' })
  updatedAt!: string;

  @ApiProperty({ type: TaskStatusView })
  status!: TaskStatusView;

  @ApiProperty({
    type: FailureCountsView,
    description: 'Messages that the target refused for good, by what became of them.',
  })
  failures!: FailureCountsView;

  @ApiProperty({
    enum: TASK_ACTIONS,
    enumName: 'TaskAction',
    isArray: true,
    description: 'What the task takes in its present state.',
  })
  allowedActions!: TaskAction[];
}

/** Tasks, newest first. */
export class TaskListView {
  @ApiProperty({ type: [TaskView] })
  items!: TaskView[];

  @ApiProperty()
  total!: number;
}

/** One source queue to one target queue. */
export class StreamView implements StreamShape {
  @ApiProperty(decimal())
  id!: string;

  @ApiProperty({ enum: FLOW_DIRECTIONS, enumName: 'FlowDirection' })
  direction!: FlowDirection;

  @ApiProperty()
  sourceTopic!: string;

  @ApiProperty()
  sourceBroker!: string;

  @ApiProperty()
  sourceQueue!: number;

  @ApiProperty()
  targetTopic!: string;

  @ApiProperty()
  targetBroker!: string;

  @ApiProperty()
  targetQueue!: number;

  @ApiProperty(decimal({ description: 'Next source offset to be copied.' }))
  position!: string;

  @ApiProperty(decimal({ nullable: true, description: "The source queue's max offset when last seen." }))
  sourceMax!: string | null;

  @ApiProperty(decimal({ nullable: true }))
  lagMessages!: string | null;

  @ApiProperty(nullableNumber())
  delayMs!: number | null;

  @ApiProperty({ enum: STREAM_STATES, enumName: 'StreamState' })
  state!: StreamState;

  @ApiProperty({ nullable: true, allOf: [{ $ref: '#/components/schemas/Reason' }], type: Object })
  reason!: ReasonView | null;
}

/** The streams of a task. */
export class StreamListView {
  @ApiProperty({ type: [StreamView] })
  items!: StreamView[];

  @ApiProperty()
  total!: number;
}

/** Something that happened. */
export class EventView implements EventShape {
  @ApiProperty(decimal())
  id!: string;

  @ApiProperty({ format: 'date-time' })
  at!: string;

  @ApiProperty({ enum: EVENT_KINDS, enumName: 'EventKind' })
  kind!: EventKind;

  @ApiProperty({ enum: EVENT_SEVERITIES, enumName: 'EventSeverity' })
  severity!: EventSeverity;

  @ApiProperty(nullableText({ format: 'uuid' }))
  taskId!: string | null;

  @ApiProperty(nullableText({ description: 'Who did it; null when the system did.' }))
  actor!: string | null;

  @ApiProperty({ type: Object, additionalProperties: true })
  details!: Record<string, unknown>;
}

/** One page of events, newest first. */
export class EventListView {
  @ApiProperty({ type: [EventView] })
  items!: EventView[];

  @ApiProperty({ description: 'Events on this page.' })
  total!: number;

  @ApiProperty(
    nullableText({ description: 'Give it as `before` to get the next page; null on the last one.' }),
  )
  next!: string | null;
}
