import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  IsArray,
  IsIn,
  IsObject,
  IsString,
  IsUUID,
  Matches,
  MaxLength,
  MinLength,
  ValidateNested,
} from 'class-validator';
import { NAME_PATTERN } from '../cluster/cluster-rules.js';
import {
  FILTER_TYPES,
  START_TYPES,
  TASK_DIRECTIONS,
  TASK_LEVELS,
  TASK_LIMITS,
  TOPIC_PATTERN,
  type FilterType,
  type Route,
  type RouteFilter,
  type StartFrom,
  type StartType,
  type TaskDirection,
  type TaskLevel,
  type TopicSelection,
} from '../task/task-rules.js';
import { IsAbsentOr, IsPlainText, IsTimestamp, IsTopicPattern } from './rules.js';

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
}

/** Body of `PATCH /api/v1/tasks/:id`: only what changes. While the task runs only `name` may be given. */
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
}

/** Body of `POST /api/v1/tasks/:id/reset-offset`. */
export class ResetOffsetDto {
  /** Messages stored at the source from this instant on are sent again. */
  @IsTimestamp()
  timestamp!: number;
}
