import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiQuery, ApiTags } from '@nestjs/swagger';
import { PROGRESS_SENSES, PROGRESS_WHYS } from '@slipstream/shared';
import { ApplyProgressDto, PreviewProgressDto, ProgressQuery, SYNC_PAGE_MAX } from '@slipstream/shared/dto';
import { RequireRole } from '../../auth/access-rule.js';
import { CurrentUser, type SessionUser } from '../../auth/session-user.js';
import { UuidPipe } from '../../common/http/uuid.pipe.js';
import { ApplyProgressService } from './apply-progress.service.js';
import { ProgressService } from './progress.service.js';
import { ProgressApplyView, ProgressListView, ProgressPreviewView } from './progress.views.js';

@ApiTags('progress')
@Controller('api/v1/tasks/:id/progress')
export class ProgressController {
  constructor(
    private readonly progress: ProgressService,
    private readonly hand: ApplyProgressService,
  ) {}

  @RequireRole('VIEWER')
  @Get()
  @ApiOperation({
    operationId: 'listProgress',
    summary: 'How far the progress of each consumer group is carried, queue by queue; by group and topics.',
  })
  @ApiQuery({ name: 'sense', required: false, enum: PROGRESS_SENSES, enumName: 'ProgressSense' })
  @ApiQuery({ name: 'why', required: false, enum: PROGRESS_WHYS, enumName: 'ProgressWhy' })
  @ApiQuery({
    name: 'search',
    required: false,
    schema: { type: 'string', maxLength: 255 },
    description: "Part of a group's or a topic's name.",
  })
  @ApiQuery({
    name: 'limit',
    required: false,
    schema: { type: 'integer', minimum: 1, maximum: SYNC_PAGE_MAX, default: 50 },
  })
  @ApiQuery({
    name: 'after',
    required: false,
    schema: { type: 'string', pattern: '^\\d{1,15}$' },
    description: '`next` of the page before.',
  })
  @ApiOkResponse({ type: ProgressListView })
  list(@Param('id', UuidPipe) id: string, @Query() query: ProgressQuery): Promise<ProgressListView> {
    return this.progress.list(id, query);
  }

  @RequireRole('OPERATOR')
  @Post('preview')
  @HttpCode(200)
  @ApiOperation({
    operationId: 'previewProgress',
    summary:
      'What carrying progress by hand would write, queue by queue, and what is held and why; changes nothing.',
  })
  @ApiOkResponse({ type: ProgressPreviewView })
  preview(@Param('id', UuidPipe) id: string, @Body() body: PreviewProgressDto): Promise<ProgressPreviewView> {
    return this.hand.preview(id, body);
  }

  @RequireRole('OPERATOR')
  @Post('apply')
  @HttpCode(200)
  @ApiOperation({
    operationId: 'applyProgress',
    summary: 'Writes what a preview has shown, and reads it back; also while the task is stopped.',
  })
  @ApiOkResponse({ type: ProgressApplyView })
  apply(
    @Param('id', UuidPipe) id: string,
    @Body() body: ApplyProgressDto,
    @CurrentUser() user: SessionUser,
  ): Promise<ProgressApplyView> {
    return this.hand.apply(id, body, user.username);
  }
}
