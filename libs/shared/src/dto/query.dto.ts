import { Transform } from 'class-transformer';
import { ArrayMaxSize, IsIn, IsInt, IsString, IsUUID, Matches, Max, MaxLength, Min } from 'class-validator';
import { EVENT_SEVERITIES, type EventSeverity } from '../event/event-groups.js';
import { COARSE_ROLL_UPS } from '../metrics/metric-resolution.js';
import { TASK_LIMITS } from '../task/task-rules.js';
import { EVENT_KINDS, type EventKind } from '../task/task-view.js';
import { TASK_STATES, type TaskState } from '../task/task-state.js';
import { IsAbsentOr, IsPlainText, IsTimestamp } from './rules.js';

/** Most events that one page holds. */
export const EVENTS_PAGE_MAX = 200;

/** Query of `GET /api/v1/tasks`. */
export class ListTasksQuery {
  /** Part of a task's name, in any case. */
  @IsAbsentOr()
  @IsString()
  @IsPlainText()
  @MaxLength(TASK_LIMITS.nameMax)
  search?: string;

  @IsAbsentOr()
  @IsIn(TASK_STATES)
  state?: TaskState;
}

/** Longest name of a consumer group [Validators]. */
const GROUP_MAX = 255;
/** Most consumer groups that one page holds: members and lag of each are asked for. */
export const GROUPS_PAGE_MAX = 100;

/** Query of `GET /api/v1/clusters/:id/groups`: by name. */
export class ClusterGroupsQuery {
  /** Part of a group's name, in any case. */
  @IsAbsentOr()
  @IsString()
  @IsPlainText()
  @MaxLength(GROUP_MAX)
  search?: string;

  @IsAbsentOr()
  @NumberFromText()
  @IsInt()
  @Min(1)
  @Max(GROUPS_PAGE_MAX)
  limit?: number;

  /** `next` of the page before. */
  @IsAbsentOr()
  @IsString()
  @IsPlainText()
  @MaxLength(GROUP_MAX)
  after?: string;
}

/** Most tasks that figures can be asked for by name: the address has to fit into a request. */
export const FIGURE_IDS_MAX = 200;

/** Query of `GET /api/v1/tasks/figures`. */
export class TaskFiguresQuery {
  /** Ids of tasks, separated by commas; all tasks when left out. */
  @IsAbsentOr()
  @Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? value.split(',') : value))
  @ArrayMaxSize(FIGURE_IDS_MAX)
  @IsUUID(undefined, { each: true })
  ids?: string[];
}

/** Query of `POST /api/v1/tasks/preview`. */
export class PreviewTaskQuery {
  /** The task that is edited. */
  @IsAbsentOr()
  @IsUUID()
  taskId?: string;
}

/** Query of `GET /api/v1/tasks/:id/metrics`. */
export class MetricsQuery {
  @IsAbsentOr()
  @IsTimestamp()
  from?: number;

  @IsAbsentOr()
  @IsTimestamp()
  to?: number;

  /** ms; widened when it would give more points than a chart takes. */
  @IsAbsentOr()
  @NumberFromText()
  @IsInt()
  @Min(1)
  @Max(COARSE_ROLL_UPS.retentionMs)
  step?: number;

  /** `true` gives the points of each direction apart. */
  @IsAbsentOr()
  @IsIn(['true', 'false'])
  split?: 'true' | 'false';
}

/** Query of `GET /api/v1/tasks/:id/events`: newest first. */
export class EventsQuery {
  @IsAbsentOr()
  @NumberFromText()
  @IsInt()
  @Min(1)
  @Max(EVENTS_PAGE_MAX)
  limit?: number;

  /** Id of an event: the page holds those before it. */
  @IsAbsentOr()
  @IsString()
  @Matches(/^\d{1,15}$/)
  before?: string;

  /** Kinds of events, with commas between them; all when left out. */
  @IsAbsentOr()
  @ListFromText()
  @IsIn(EVENT_KINDS, { each: true })
  kinds?: EventKind[];

  @IsAbsentOr()
  @IsIn(EVENT_SEVERITIES)
  severity?: EventSeverity;

  /** Name of the user who did it. */
  @IsAbsentOr()
  @IsString()
  @IsPlainText()
  @MaxLength(TASK_LIMITS.nameMax)
  actor?: string;

  /** Part of the kind, of the actor's name or of the details, in any case. */
  @IsAbsentOr()
  @IsString()
  @IsPlainText()
  @MaxLength(TASK_LIMITS.nameMax)
  search?: string;
}

/** Reads a number out of a query string; other text is left for the rules to refuse. */
export function NumberFromText(): PropertyDecorator {
  return Transform(({ value }: { value: unknown }) =>
    typeof value === 'string' && /^-?\d{1,15}$/.test(value) ? Number(value) : value,
  );
}

/** Reads a list out of a query string, whose entries commas part. */
function ListFromText(): PropertyDecorator {
  return Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? value.split(',') : value));
}
