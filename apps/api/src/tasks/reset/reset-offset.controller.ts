import { Body, Controller, Get, HttpCode, Param, Post } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { ResetOffsetDto, UndoResetDto } from '@slipstream/shared/dto';
import { RequireRole } from '../../auth/access-rule.js';
import { CurrentUser, type SessionUser } from '../../auth/session-user.js';
import { UuidPipe } from '../../common/http/uuid.pipe.js';
import { ResetOffsetService } from './reset-offset.service.js';
import { ResetOffsetView, ResetPreviewView, TaskResetView, UndoResetView } from './reset.views.js';

@ApiTags('tasks')
@Controller('api/v1/tasks/:id/reset-offset')
export class ResetOffsetController {
  constructor(private readonly resets: ResetOffsetService) {}

  @RequireRole('OPERATOR')
  @Post()
  @HttpCode(200)
  @ApiOperation({
    operationId: 'resetOffset',
    summary: 'Moves a stopped task to the earliest or latest message, to an instant, or streams to offsets.',
  })
  @ApiOkResponse({ type: ResetOffsetView })
  reset(
    @Param('id', UuidPipe) id: string,
    @Body() body: ResetOffsetDto,
    @CurrentUser() user: SessionUser,
  ): Promise<ResetOffsetView> {
    return this.resets.reset(id, body, user.username);
  }

  @RequireRole('OPERATOR')
  @Post('preview')
  @HttpCode(200)
  @ApiOperation({
    operationId: 'previewResetOffset',
    summary: 'What a reset would send again and skip, queue by queue; changes nothing.',
  })
  @ApiOkResponse({ type: ResetPreviewView })
  preview(@Param('id', UuidPipe) id: string, @Body() body: ResetOffsetDto): Promise<ResetPreviewView> {
    return this.resets.preview(id, body);
  }

  @RequireRole('VIEWER')
  @Get()
  @ApiOperation({
    operationId: 'getReset',
    summary: 'The last reset, and whether and how it can be undone.',
  })
  @ApiOkResponse({ type: TaskResetView })
  last(@Param('id', UuidPipe) id: string): Promise<TaskResetView> {
    return this.resets.last(id);
  }

  @RequireRole('OPERATOR')
  @Post('undo')
  @HttpCode(200)
  @ApiOperation({
    operationId: 'undoReset',
    summary: 'Puts the positions before the last reset back; refused when that would send messages twice.',
  })
  @ApiOkResponse({ type: UndoResetView })
  undo(
    @Param('id', UuidPipe) id: string,
    @Body() body: UndoResetDto,
    @CurrentUser() user: SessionUser,
  ): Promise<UndoResetView> {
    return this.resets.undo(id, body, user.username);
  }
}
