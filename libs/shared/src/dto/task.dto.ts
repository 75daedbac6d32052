import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsBoolean,
  IsIn,
  IsInt,
  IsObject,
  IsString,
  IsUUID,
  Matches,
  Max,
  MaxLength,
  Min,
  MinLength,
  ValidateNested,
} from 'class-validator';
import { NAME_PATTERN } from '../cluster/cluster-rules.js';
import type { MetadataSync, ProgressSync } from '../sync/sync-rules.js';
import { KEY_PATTERN, TAG_PATTERN, TEST_MESSAGE_LIMITS } from '../task/test-message.js';
import {
  COMPRESSION_TYPES,
  FAILURE_POLICY_TYPES,
  FILTER_TYPES,
  FLOW_DIRECTIONS,
  START_TYPES,
  TASK_DIRECTIONS,
  TASK_LEVELS,
  TASK_LIMITS,
  TOPIC_PATTERN,
  type Compression,
  type CompressionType,
  type FailurePolicy,
  type FailurePolicyType,
  type FilterType,
  type FlowDirection,
  type Route,
  type RouteFilter,
  type StartFrom,
  type StartType,
  type TaskDirection,
  type TaskLevel,
  type Throttle,
  type TopicSelection,
} from '../task/task-rules.js';
import { TAG_LIMITS, type TaskTag } from '../task/task-tag.js';
import { IsAbsentOr, IsAbsentOrNullOr, IsPlainText, IsTagKey, IsTimestamp, IsTopicPattern } from './rules.js';

/** Most streams that one reset names. */
const RESET_STREAMS_MAX = 20_000;
/** A row id or an offset that is exact as a number (ADR 0001). */
const DECIMAL_PATTERN = /^\d{1,15}$/;
const VERSION_PATTERN = /^[0-9a-f]{32}$/;

/** Where a task begins to read. */
export class StartFromDto implements StartFrom {
  @IsIn(START_TYPES)
  type!: StartType;

  /** Needed with `TIMESTAMP`, refused otherwise. */
  @IsAbsentOr()
  @IsTimestamp()
  timestamp?: number;
}

/** Filter of a route. */
export class RouteFilterDto implements RouteFilter {
  @IsIn(FILTER_TYPES)
  type!: FilterType;

  /** Needed unless `type` is `NONE`, refused with it. */
  @IsAbsentOr()
  @IsString()
  @IsPlainText({ multiline: true })
  @MinLength(1)
  @MaxLength(TASK_LIMITS.filterExpressionMax)
  expression?: string;
}

/** One source topic to one target topic. */
export class RouteDto implements Route {
  @IsString()
  @MinLength(1)
  @MaxLength(TASK_LIMITS.topicMax)
  @Matches(TOPIC_PATTERN)
  sourceTopic!: string;

  @IsString()
  @MinLength(1)
  @MaxLength(TASK_LIMITS.topicMax)
  @Matches(TOPIC_PATTERN)
  targetTopic!: string;

  @IsObject()
  @ValidateNested()
  @Type(() => RouteFilterDto)
  filter!: RouteFilterDto;
}

/** Topics of a cluster-level task. */
export class TopicSelectionDto implements TopicSelection {
  @IsAbsentOr()
  @IsArray()
  @ArrayMaxSize(TASK_LIMITS.topicPatternsMax)
  @IsString({ each: true })
  @MinLength(1, { each: true })
  @MaxLength(TASK_LIMITS.topicPatternMax, { each: true })
  @IsTopicPattern()
  include?: string[];

  @IsAbsentOr()
  @IsArray()
  @ArrayMaxSize(TASK_LIMITS.topicPatternsMax)
  @IsString({ each: true })
  @MinLength(1, { each: true })
  @MaxLength(TASK_LIMITS.topicPatternMax, { each: true })
  @IsTopicPattern()
  exclude?: string[];
}

/** What becomes of a message that the target refuses for good. */
export class FailurePolicyDto implements FailurePolicy {
  @IsIn(FAILURE_POLICY_TYPES)
  type!: FailurePolicyType;

  /** With `RECORD` only: a topic of the target that refused messages are offered to. */
  @IsAbsentOr()
  @IsString()
  @MinLength(1)
  @MaxLength(TASK_LIMITS.topicMax)
  @Matches(TOPIC_PATTERN)
  deadLetterTopic?: string;
}

/** Highest rates of a task; `{}` throttles nothing. */
export class ThrottleDto implements Throttle {
  @IsAbsentOr()
  @IsInt()
  @Min(1)
  @Max(TASK_LIMITS.messagesPerSecondMax)
  messagesPerSecond?: number;

  /** Of bodies and properties, as they are written to the target. */
  @IsAbsentOr()
  @IsInt()
  @Min(TASK_LIMITS.bytesPerSecondMin)
  @Max(TASK_LIMITS.bytesPerSecondMax)
  bytesPerSecond?: number;
}

/** Whether bodies are compressed on their way to the target; they stay so there. */
export class CompressionDto implements Compression {
  @IsIn(COMPRESSION_TYPES)
  type!: CompressionType;
}

/** A user property that each copy gets. */
export class TaskTagDto implements TaskTag {
  @IsString()
  @MaxLength(TAG_LIMITS.keyMax)
  @IsTagKey()
  key!: string;

  @IsString()
  @MinLength(1)
  @MaxLength(TAG_LIMITS.valueMax)
  @IsPlainText()
  value!: string;
}

/** What is kept the same on both sides beside the messages. */
export class MetadataSyncDto implements MetadataSync {
  @IsBoolean()
  topics!: boolean;

  @IsBoolean()
  groups!: boolean;

  /** With their secrets, as far as the clusters give them out. */
  @IsBoolean()
  accounts!: boolean;

  /** Deletes only what the task itself has created. */
  @IsBoolean()
  propagateDeletes!: boolean;
}

/** Which way the progress of consumer groups is carried. */
export class ProgressSyncDto implements ProgressSync {
  @IsBoolean()
  toTarget!: boolean;

  @IsBoolean()
  toSource!: boolean;
}

/** Body of `POST /api/v1/tasks`. */
export class CreateTaskDto {
  @IsString()
  @MinLength(1)
  @MaxLength(TASK_LIMITS.nameMax)
  @Matches(NAME_PATTERN)
  name!: string;

  @IsIn(TASK_DIRECTIONS)
  direction!: TaskDirection;

  @IsIn(TASK_LEVELS)
  level!: TaskLevel;

  @IsUUID()
  sourceClusterId!: string;

  @IsUUID()
  targetClusterId!: string;

  @IsObject()
  @ValidateNested()
  @Type(() => StartFromDto)
  startFrom!: StartFromDto;

  /** Of a cluster-level task; all topics when left out. */
  @IsAbsentOr()
  @IsObject()
  @ValidateNested()
  @Type(() => TopicSelectionDto)
  topics?: TopicSelectionDto;

  /** Of a topic-level task. */
  @IsAbsentOr()
  @IsArray()
  @ArrayMaxSize(TASK_LIMITS.routesMax)
  @IsObject({ each: true })
  @ValidateNested({ each: true })
  @Type(() => RouteDto)
  routes?: RouteDto[];

  /** Goes on although messages will arrive twice over two paths: without it that is refused with 422. */
  @IsAbsentOr()
  @IsBoolean()
  acknowledgeWarnings?: boolean;
  /** `BLOCK` when left out. */
  @IsAbsentOr()
  @IsObject()
  @ValidateNested()
  @Type(() => FailurePolicyDto)
  failurePolicy?: FailurePolicyDto;

  /** Not throttled when left out; `{}` in an edit takes a throttle away. */
  @IsAbsentOr()
  @IsObject()
  @ValidateNested()
  @Type(() => ThrottleDto)
  throttle?: ThrottleDto;

  /** `NONE` when left out. */
  @IsAbsentOr()
  @IsObject()
  @ValidateNested()
  @Type(() => CompressionDto)
  compression?: CompressionDto;

  /** A property that each copy gets; none when left out. */
  @IsAbsentOrNullOr()
  @IsObject()
  @ValidateNested()
  @Type(() => TaskTagDto)
  tag?: TaskTagDto | null;

  /** Topics and groups, no accounts and no deletes, when left out. */
  @IsAbsentOr()
  @IsObject()
  @ValidateNested()
  @Type(() => MetadataSyncDto)
  metadata?: MetadataSyncDto;

  /** To the target, in a two-way task both ways, when left out. */
  @IsAbsentOr()
  @IsObject()
  @ValidateNested()
  @Type(() => ProgressSyncDto)
  progress?: ProgressSyncDto;

  /** Consumer groups whose settings and progress are carried; all when left out. */
  @IsAbsentOr()
  @IsObject()
  @ValidateNested()
  @Type(() => TopicSelectionDto)
  groups?: TopicSelectionDto;
}

/** Body of `PATCH /api/v1/tasks/:id`: only what changes. While the task runs only `name` and `throttle` may be given. */
export class UpdateTaskDto {
  @IsAbsentOr()
  @IsString()
  @MinLength(1)
  @MaxLength(TASK_LIMITS.nameMax)
  @Matches(NAME_PATTERN)
  name?: string;

  @IsAbsentOr()
  @IsIn(TASK_DIRECTIONS)
  direction?: TaskDirection;

  @IsAbsentOr()
  @IsIn(TASK_LEVELS)
  level?: TaskLevel;

  @IsAbsentOr()
  @IsUUID()
  sourceClusterId?: string;

  @IsAbsentOr()
  @IsUUID()
  targetClusterId?: string;

  @IsAbsentOr()
  @IsObject()
  @ValidateNested()
  @Type(() => StartFromDto)
  startFrom?: StartFromDto;

  @IsAbsentOr()
  @IsObject()
  @ValidateNested()
  @Type(() => TopicSelectionDto)
  topics?: TopicSelectionDto;

  @IsAbsentOr()
  @IsArray()
  @ArrayMaxSize(TASK_LIMITS.routesMax)
  @IsObject({ each: true })
  @ValidateNested({ each: true })
  @Type(() => RouteDto)
  routes?: RouteDto[];

  /** Goes on although messages will arrive twice over two paths: without it that is refused with 422. */
  @IsAbsentOr()
  @IsBoolean()
  acknowledgeWarnings?: boolean;
  @IsAbsentOr()
  @IsObject()
  @ValidateNested()
  @Type(() => FailurePolicyDto)
  failurePolicy?: FailurePolicyDto;

  /** Not throttled when left out; `{}` in an edit takes a throttle away. */
  @IsAbsentOr()
  @IsObject()
  @ValidateNested()
  @Type(() => ThrottleDto)
  throttle?: ThrottleDto;

  /** `NONE` when left out. */
  @IsAbsentOr()
  @IsObject()
  @ValidateNested()
  @Type(() => CompressionDto)
  compression?: CompressionDto;

  /** null takes the tag away. */
  @IsAbsentOrNullOr()
  @IsObject()
  @ValidateNested()
  @Type(() => TaskTagDto)
  tag?: TaskTagDto | null;

  @IsAbsentOr()
  @IsObject()
  @ValidateNested()
  @Type(() => MetadataSyncDto)
  metadata?: MetadataSyncDto;

  @IsAbsentOr()
  @IsObject()
  @ValidateNested()
  @Type(() => ProgressSyncDto)
  progress?: ProgressSyncDto;

  @IsAbsentOr()
  @IsObject()
  @ValidateNested()
  @Type(() => TopicSelectionDto)
  groups?: TopicSelectionDto;
}

/** A stream's new position. */
export class StreamOffsetDto {
  /** The stream's `id`. */
  @IsString()
  @Matches(DECIMAL_PATTERN)
  id!: string;

  /** Next source offset to be copied: between the source queue's min and max offset. */
  @IsString()
  @Matches(DECIMAL_PATTERN)
  offset!: string;
}

/**
 * Body of `POST /api/v1/tasks/:id/reset-offset` and of its preview: either `type` (with `timestamp` for `TIMESTAMP`, where
 * `timestamp` alone is enough) for all streams or for those of `streamIds`, or the offsets of single `streams`.
 */
export class ResetOffsetDto {
  @IsAbsentOr()
  @IsIn(START_TYPES)
  type?: StartType;

  /** Messages stored at the source from this instant on are sent again. */
  @IsAbsentOr()
  @IsTimestamp()
  timestamp?: number;

  /** The streams that are moved; all when left out. */
  @IsAbsentOr()
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(RESET_STREAMS_MAX)
  @IsString({ each: true })
  @Matches(DECIMAL_PATTERN, { each: true })
  streamIds?: string[];

  @IsAbsentOr()
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(RESET_STREAMS_MAX)
  @IsObject({ each: true })
  @ValidateNested({ each: true })
  @Type(() => StreamOffsetDto)
  streams?: StreamOffsetDto[];

  /** `version` of the preview: refused with 409 when the positions have changed since. */
  @IsAbsentOr()
  @IsString()
  @Matches(VERSION_PATTERN)
  version?: string;
}

/** Body of `POST /api/v1/tasks/:id/reset-offset/undo`. */
export class UndoResetDto {
  /** `version` of the reset that was looked at: refused with 409 when the positions have changed since. */
  @IsAbsentOr()
  @IsString()
  @Matches(VERSION_PATTERN)
  version?: string;
}

/** Body of `POST /api/v1/tasks/:id/start`; it may be left out. */
export class StartTaskDto {
  /** Starts although messages will arrive twice over two paths. */
  @IsAbsentOr()
  @IsBoolean()
  acknowledgeWarnings?: boolean;
}

/** Body of `POST /api/v1/tasks/:id/test-message`. */
export class SendTestMessageDto {
  /** A topic that the task copies, as it is called where it is copied from. */
  @IsString()
  @MinLength(1)
  @MaxLength(TASK_LIMITS.topicMax)
  @Matches(TOPIC_PATTERN)
  topic!: string;

  /** `forward` when left out. */
  @IsAbsentOr()
  @IsIn(FLOW_DIRECTIONS)
  direction?: FlowDirection;

  @IsAbsentOr()
  @IsString()
  @IsPlainText()
  @Matches(TAG_PATTERN)
  @MaxLength(TEST_MESSAGE_LIMITS.tagMax)
  tag?: string;

  @IsAbsentOr()
  @IsString()
  @IsPlainText()
  @Matches(KEY_PATTERN)
  @MaxLength(TEST_MESSAGE_LIMITS.keyMax)
  key?: string;

  /** A line that says what it is when left out. */
  @IsAbsentOr()
  @IsString()
  @IsPlainText({ multiline: true })
  @MinLength(1)
  @MaxLength(TEST_MESSAGE_LIMITS.bodyMax)
  body?: string;
}
