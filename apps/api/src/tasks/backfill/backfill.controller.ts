import { Controller, Get, Param } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { BackfillRepository } from '@slipstream/database';
import { RequireRole } from '../../auth/access-rule.js';
import { UuidPipe } from '../../common/http/uuid.pipe.js';
import { TasksService } from '../tasks.service.js';
import { BackfillView } from './backfill.views.js';

@ApiTags('tasks')
@Controller('api/v1/tasks/:id/backfill')
export class BackfillController {
  constructor(
    private readonly tasks: TasksService,
    private readonly backfills: BackfillRepository,
  ) {}

  @RequireRole('VIEWER')
  @Get()
  @ApiOperation({
    operationId: 'taskBackfill',
    summary: 'How far the task has come with the messages that were there before it, in all and by topic.',
  })
  @ApiOkResponse({ type: BackfillView })
  async progress(@Param('id', UuidPipe) id: string): Promise<BackfillView> {
    await this.tasks.row(id);
    return this.backfills.progress(id);
  }
}
