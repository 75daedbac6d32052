import { Type } from 'class-transformer';
import { IsIn, IsObject, IsUUID, ValidateNested } from 'class-validator';
import { TASK_DIRECTIONS, type TaskDirection } from '../task/task-rules.js';
import { TestClusterDto } from './cluster.dto.js';
import { IsAbsentOr } from './rules.js';
import { CreateTaskDto } from './task.dto.js';

/** The two ends of a task whose topics are not chosen yet. */
export class CheckClustersDto {
  @IsUUID()
  sourceClusterId!: string;

  @IsUUID()
  targetClusterId!: string;

  /** `ONE_WAY` when left out. */
  @IsAbsentOr()
  @IsIn(TASK_DIRECTIONS)
  direction?: TaskDirection;
}

/**
 * Body of `POST /api/v1/checks`: one of `cluster` (as `POST /api/v1/clusters/test` takes it), `clusters`, `task` (as it would be
 * created), or `taskId` alone for a task as it is. With `task`, `taskId` names the task that is edited.
 */
export class CreateCheckDto {
  @IsAbsentOr()
  @IsObject()
  @ValidateNested()
  @Type(() => TestClusterDto)
  cluster?: TestClusterDto;

  @IsAbsentOr()
  @IsObject()
  @ValidateNested()
  @Type(() => CheckClustersDto)
  clusters?: CheckClustersDto;

  @IsAbsentOr()
  @IsObject()
  @ValidateNested()
  @Type(() => CreateTaskDto)
  task?: CreateTaskDto;

  @IsAbsentOr()
  @IsUUID()
  taskId?: string;
}
