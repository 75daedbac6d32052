import { Body, Controller, Get, HttpCode, Param, Post, Query, StreamableFile } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiQuery, ApiTags } from '@nestjs/swagger';
import { FAILURE_STATES } from '@slipstream/shared';
import {
  ExportFailuresQuery,
  FAILURE_EXPORT_FORMATS,
  FAILURES_PAGE_MAX,
  FailuresQuery,
  SelectFailuresDto,
} from '@slipstream/shared/dto';
import { Readable } from 'node:stream';
import { RequireRole } from '../auth/access-rule.js';
import { CurrentUser, type SessionUser } from '../auth/session-user.js';
import { UuidPipe } from '../common/http/uuid.pipe.js';
import { FailuresService } from './failures.service.js';
import { FailureListView, MovedFailuresView } from './failures.views.js';

const STATE_QUERY = { name: 'state', required: false, enum: FAILURE_STATES, enumName: 'FailureState' };

@ApiTags('failures')
@Controller('api/v1/tasks/:id/failures')
export class FailuresController {
  constructor(private readonly failures: FailuresService) {}

  @RequireRole('VIEWER')
  @Get()
  @ApiOperation({
    operationId: 'listFailures',
    summary: 'Messages that the target refused for good and that were recorded, newest first.',
  })
  @ApiQuery(STATE_QUERY)
  @ApiQuery({
    name: 'cursor',
    required: false,
    schema: { type: 'string', pattern: '^\\d{1,15}$' },
    description: '`next` of the page before.',
  })
  @ApiQuery({
    name: 'limit',
    required: false,
    schema: { type: 'integer', minimum: 1, maximum: FAILURES_PAGE_MAX, default: 50 },
  })
  @ApiOkResponse({ type: FailureListView })
  list(@Param('id', UuidPipe) id: string, @Query() query: FailuresQuery): Promise<FailureListView> {
    return this.failures.list(id, query);
  }

  @RequireRole('OPERATOR')
  @Post('retry')
  @HttpCode(200)
  @ApiOperation({
    operationId: 'retryFailures',
    summary:
      'Sends messages again, behind what is at the target by then; a stopped task does it when it runs again.',
  })
  @ApiOkResponse({ type: MovedFailuresView })
  retry(
    @Param('id', UuidPipe) id: string,
    @Body() body: SelectFailuresDto,
    @CurrentUser() user: SessionUser,
  ): Promise<MovedFailuresView> {
    return this.failures.retry(id, body, user.username);
  }

  @RequireRole('OPERATOR')
  @Post('give-up')
  @HttpCode(200)
  @ApiOperation({
    operationId: 'giveUpFailures',
    summary: 'Gives messages up: they stay in the table and are no longer counted as pending.',
  })
  @ApiOkResponse({ type: MovedFailuresView })
  giveUp(
    @Param('id', UuidPipe) id: string,
    @Body() body: SelectFailuresDto,
    @CurrentUser() user: SessionUser,
  ): Promise<MovedFailuresView> {
    return this.failures.giveUp(id, body, user.username);
  }

  @RequireRole('VIEWER')
  @Get('export')
  @ApiOperation({ operationId: 'exportFailures', summary: 'All failures as a file.' })
  @ApiQuery(STATE_QUERY)
  @ApiQuery({
    name: 'format',
    required: false,
    schema: { enum: [...FAILURE_EXPORT_FORMATS], default: 'csv' },
  })
  @ApiOkResponse({
    description: 'One line per failure, newest first.',
    content: {
      'text/csv': { schema: { type: 'string' } },
      'application/x-ndjson': { schema: { type: 'string' } },
    },
  })
  async export(
    @Param('id', UuidPipe) id: string,
    @Query() query: ExportFailuresQuery,
  ): Promise<StreamableFile> {
    const { contentType, fileName, text } = await this.failures.export(id, query);
    return new StreamableFile(Readable.from(text), {
      type: contentType,
      disposition: `attachment; filename="${fileName}"`,
    });
  }
}
