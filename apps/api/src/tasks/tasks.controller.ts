import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post, Query } from '@nestjs/common';
import {
  ApiBody,
  ApiCreatedResponse,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiQuery,
  ApiTags,
} from '@nestjs/swagger';
import { EVENT_SEVERITIES, TASK_LIMITS, TASK_STATES } from '@slipstream/shared';
import {
  CreateTaskDto,
  EVENTS_PAGE_MAX,
  EventsQuery,
  FIGURE_IDS_MAX,
  ListTasksQuery,
  PreviewTaskQuery,
  StartTaskDto,
  TaskFiguresQuery,
  UpdateTaskDto,
} from '@slipstream/shared/dto';
import { RequireRole } from '../auth/access-rule.js';
import { CurrentUser, type SessionUser } from '../auth/session-user.js';
import { UuidPipe } from '../common/http/uuid.pipe.js';
import { FigureListView } from './figures/figures.views.js';
import { TaskFiguresService } from './figures/task-figures.service.js';
import { TaskPreviewView } from './preview/preview.views.js';
import { TaskPreviewService } from './preview/task-preview.service.js';
import { EventListView, StreamListView, TaskListView, TaskView } from './task.views.js';
import { TasksService } from './tasks.service.js';

@ApiTags('tasks')
@Controller('api/v1/tasks')
export class TasksController {
  constructor(
    private readonly tasks: TasksService,
    private readonly previews: TaskPreviewService,
    private readonly recent: TaskFiguresService,
  ) {}

  @RequireRole('VIEWER')
  @Get()
  @ApiOperation({ operationId: 'listTasks', summary: 'All tasks with their status, newest first.' })
  @ApiQuery({
    name: 'search',
    required: false,
    schema: { type: 'string', maxLength: TASK_LIMITS.nameMax },
    description: 'Part of the name, in any case.',
  })
  @ApiQuery({ name: 'state', required: false, enum: TASK_STATES, enumName: 'TaskState' })
  @ApiOkResponse({ type: TaskListView })
  list(@Query() query: ListTasksQuery): Promise<TaskListView> {
    return this.tasks.list(query);
  }

  @RequireRole('OPERATOR')
  @Post()
  @ApiOperation({ operationId: 'createTask', summary: 'Creates a task, which starts by itself.' })
  @ApiCreatedResponse({ type: TaskView })
  create(@Body() body: CreateTaskDto, @CurrentUser() user: SessionUser): Promise<TaskView> {
    return this.tasks.create(body, user.username);
  }

  @RequireRole('OPERATOR')
  @Post('preview')
  @HttpCode(200)
  @ApiOperation({
    operationId: 'previewTask',
    summary: 'What a task would copy, create and meet; stores and changes nothing.',
  })
  @ApiQuery({
    name: 'taskId',
    required: false,
    schema: { type: 'string', format: 'uuid' },
    description: 'The task that is edited.',
  })
  @ApiOkResponse({ type: TaskPreviewView })
  preview(@Body() body: CreateTaskDto, @Query() query: PreviewTaskQuery): Promise<TaskPreviewView> {
    return this.previews.preview(body, query.taskId?.toLowerCase());
  }

  @RequireRole('VIEWER')
  @Get('figures')
  @ApiOperation({
    operationId: 'listTaskFigures',
    summary: 'Delay and rate of many tasks in each of the last 30 whole minutes.',
  })
  @ApiQuery({
    name: 'ids',
    required: false,
    schema: { type: 'string' },
    description: `Ids of tasks, separated by commas, ${FIGURE_IDS_MAX} at most; all tasks when left out.`,
  })
  @ApiOkResponse({ type: FigureListView })
  figures(@Query() query: TaskFiguresQuery): Promise<FigureListView> {
    return this.recent.list(query);
  }

  @RequireRole('VIEWER')
  @Get(':id')
  @ApiOperation({ operationId: 'getTask', summary: 'One task with its status.' })
  @ApiOkResponse({ type: TaskView })
  get(@Param('id', UuidPipe) id: string): Promise<TaskView> {
    return this.tasks.get(id);
  }

  @RequireRole('OPERATOR')
  @Patch(':id')
  @ApiOperation({
    operationId: 'updateTask',
    summary: 'Edits a task; while it runs, only its name and its throttle.',
  })
  @ApiOkResponse({ type: TaskView })
  update(
    @Param('id', UuidPipe) id: string,
    @Body() body: UpdateTaskDto,
    @CurrentUser() user: SessionUser,
  ): Promise<TaskView> {
    return this.tasks.update(id, body, user.username);
  }

  @RequireRole('OPERATOR')
  @Delete(':id')
  @HttpCode(204)
  @ApiOperation({ operationId: 'deleteTask', summary: 'Deletes a task that does not run.' })
  @ApiNoContentResponse()
  delete(@Param('id', UuidPipe) id: string, @CurrentUser() user: SessionUser): Promise<void> {
    return this.tasks.delete(id, user.username);
  }

  @RequireRole('OPERATOR')
  @Post(':id/start')
  @HttpCode(200)
  @ApiOperation({
    operationId: 'startTask',
    summary: 'Starts a task where it stopped; a failed one tries again.',
  })
  @ApiOkResponse({ type: TaskView })
  @ApiBody({ type: StartTaskDto, required: false })
  start(
    @Param('id', UuidPipe) id: string,
    @Body() body: StartTaskDto,
    @CurrentUser() user: SessionUser,
  ): Promise<TaskView> {
    return this.tasks.start(id, body, user.username);
  }

  @RequireRole('OPERATOR')
  @Post(':id/stop')
  @HttpCode(200)
  @ApiOperation({ operationId: 'stopTask', summary: 'Stops a task; its progress stays.' })
  @ApiOkResponse({ type: TaskView })
  stop(@Param('id', UuidPipe) id: string, @CurrentUser() user: SessionUser): Promise<TaskView> {
    return this.tasks.stop(id, user.username);
  }

  @RequireRole('OPERATOR')
  @Post(':id/acknowledge-gaps')
  @HttpCode(200)
  @ApiOperation({
    operationId: 'acknowledgeGaps',
    summary: 'Says that the gaps so far were seen: they no longer make the health DEGRADED.',
  })
  @ApiOkResponse({ type: TaskView })
  acknowledgeGaps(@Param('id', UuidPipe) id: string, @CurrentUser() user: SessionUser): Promise<TaskView> {
    return this.tasks.acknowledgeGaps(id, user.username);
  }

  @RequireRole('VIEWER')
  @Get(':id/streams')
  @ApiOperation({ operationId: 'listStreams', summary: 'Position and lag of every queue of the task.' })
  @ApiOkResponse({ type: StreamListView })
  streams(@Param('id', UuidPipe) id: string): Promise<StreamListView> {
    return this.tasks.streams(id);
  }

  @RequireRole('VIEWER')
  @Get(':id/events')
  @ApiOperation({ operationId: 'listTaskEvents', summary: 'What happened to the task, newest first.' })
  @ApiQuery({
    name: 'limit',
    required: false,
    schema: { type: 'integer', minimum: 1, maximum: EVENTS_PAGE_MAX, default: 50 },
  })
  @ApiQuery({
    name: 'before',
    required: false,
    schema: { type: 'string', pattern: '^\\d{1,15}$' },
    description: 'Id of an event: the page holds those before it.',
  })
  @ApiQuery({
    name: 'kinds',
    required: false,
    schema: { type: 'string' },
    description: 'Kinds of events, with commas between them.',
  })
  @ApiQuery({ name: 'severity', required: false, enum: EVENT_SEVERITIES, enumName: 'EventSeverity' })
  @ApiQuery({
    name: 'actor',
    required: false,
    schema: { type: 'string', maxLength: TASK_LIMITS.nameMax },
    description: 'Name of the user who did it.',
  })
  @ApiQuery({
    name: 'search',
    required: false,
    schema: { type: 'string', maxLength: TASK_LIMITS.nameMax },
    description: "Part of the kind, of the actor's name or of the details, in any case.",
  })
  @ApiOkResponse({ type: EventListView })
  events(@Param('id', UuidPipe) id: string, @Query() query: EventsQuery): Promise<EventListView> {
    return this.tasks.events(id, query);
  }
}
