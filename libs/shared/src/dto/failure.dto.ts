import {
  ArrayMaxSize,
  ArrayMinSize,
  Equals,
  IsArray,
  IsIn,
  IsInt,
  IsString,
  Matches,
  Max,
  Min,
} from 'class-validator';
import { FAILURE_STATES, type FailureState } from '../task/failure-view.js';
import { NumberFromText } from './query.dto.js';
import { IsAbsentOr } from './rules.js';

/** Most failures that one page holds, and that one request may name. */
export const FAILURES_PAGE_MAX = 200;

/** Formats of an export. */
export const FAILURE_EXPORT_FORMATS = ['csv', 'ndjson'] as const;
export type FailureExportFormat = (typeof FAILURE_EXPORT_FORMATS)[number];

const ID = /^\d{1,15}$/;

/** Query of `GET /api/v1/tasks/:id/failures`: newest first. */
export class FailuresQuery {
  @IsAbsentOr()
  @IsIn(FAILURE_STATES)
  state?: FailureState;

  /** `next` of the page before. */
  @IsAbsentOr()
  @IsString()
  @Matches(ID)
  cursor?: string;

  @IsAbsentOr()
  @NumberFromText()
  @IsInt()
  @Min(1)
  @Max(FAILURES_PAGE_MAX)
  limit?: number;
}

/** Query of `GET /api/v1/tasks/:id/failures/export`. */
export class ExportFailuresQuery {
  @IsAbsentOr()
  @IsIn(FAILURE_STATES)
  state?: FailureState;

  /** `csv` when left out. */
  @IsAbsentOr()
  @IsIn(FAILURE_EXPORT_FORMATS)
  format?: FailureExportFormat;
}

/** Body of `POST …/failures/retry` and `…/give-up`: some failures by id, or all that are pending. */
export class SelectFailuresDto {
  @IsAbsentOr()
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(FAILURES_PAGE_MAX)
  @IsString({ each: true })
  @Matches(ID, { each: true })
  ids?: string[];

  @IsAbsentOr()
  @Equals(true)
  all?: true;
}
