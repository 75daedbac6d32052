import {
  ArrayMaxSize,
  ArrayMinSize,
  ArrayUnique,
  IsArray,
  IsBoolean,
  IsIn,
  IsInt,
  IsString,
  Matches,
  Max,
  MaxLength,
  Min,
} from 'class-validator';
import { METADATA_STATES, type MetadataState } from '../sync/metadata-view.js';
import { PROGRESS_WHYS, type ProgressWhy } from '../sync/progress-view.js';
import {
  CONSUMER_GROUP_MAX,
  CONSUMER_GROUP_PATTERN,
  METADATA_KINDS,
  PROGRESS_SENSES,
  type MetadataKind,
  type ProgressSense,
} from '../sync/sync-rules.js';
import { NumberFromText } from './query.dto.js';
import { IsAbsentOr, IsPlainText } from './rules.js';

/** Most items of metadata or of progress that one page holds. */
export const SYNC_PAGE_MAX = 200;
/** Most consumer groups that one request names. */
export const PROGRESS_GROUPS_MAX = 1_000;

const SEARCH_MAX = 255;
/** Base64url of a kind and two names of 255 characters at most. */
const METADATA_CURSOR = /^[A-Za-z0-9_-]{4,1000}$/;
const ROW_ID = /^\d{1,15}$/;

/** Query of `GET /api/v1/tasks/:id/metadata`: by kind and name. */
export class MetadataQuery {
  @IsAbsentOr()
  @IsIn(METADATA_KINDS)
  kind?: MetadataKind;

  @IsAbsentOr()
  @IsIn(METADATA_STATES)
  state?: MetadataState;

  /** Part of a name at either side, in any case. */
  @IsAbsentOr()
  @IsString()
  @IsPlainText()
  @MaxLength(SEARCH_MAX)
  search?: string;

  @IsAbsentOr()
  @NumberFromText()
  @IsInt()
  @Min(1)
  @Max(SYNC_PAGE_MAX)
  limit?: number;

  /** `next` of the page before. */
  @IsAbsentOr()
  @IsString()
  @Matches(METADATA_CURSOR)
  after?: string;
}

/** Query of `GET /api/v1/tasks/:id/progress`: by group and topics. */
export class ProgressQuery {
  @IsAbsentOr()
  @IsIn(PROGRESS_SENSES)
  sense?: ProgressSense;

  /** Part of a group's or a topic's name, in any case. */
  @IsAbsentOr()
  @IsString()
  @IsPlainText()
  @MaxLength(SEARCH_MAX)
  search?: string;

  @IsAbsentOr()
  @IsIn(PROGRESS_WHYS)
  why?: ProgressWhy;

  @IsAbsentOr()
  @NumberFromText()
  @IsInt()
  @Min(1)
  @Max(SYNC_PAGE_MAX)
  limit?: number;

  /** `next` of the page before. */
  @IsAbsentOr()
  @IsString()
  @Matches(ROW_ID)
  after?: string;
}

/** Body of `POST /api/v1/tasks/:id/progress/preview`. */
export class PreviewProgressDto {
  @IsIn(PROGRESS_SENSES)
  sense!: ProgressSense;

  /** Consumer groups that are carried; all that the task selects when left out. */
  @IsAbsentOr()
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(PROGRESS_GROUPS_MAX)
  @ArrayUnique()
  @IsString({ each: true })
  @MaxLength(CONSUMER_GROUP_MAX, { each: true })
  @Matches(CONSUMER_GROUP_PATTERN, { each: true })
  groups?: string[];

  /** Also moves groups that have members where progress is carried to: they may miss or repeat messages. */
  @IsAbsentOr()
  @IsBoolean()
  overrideLive?: boolean;
}

/** Body of `POST /api/v1/tasks/:id/progress/apply`: a preview's, with its version. */
export class ApplyProgressDto extends PreviewProgressDto {
  /** `version` of the preview: refused with 409 when the positions have changed since. */
  @IsString()
  @Matches(/^[0-9a-f]{32}$/)
  version!: string;
}
