import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiQuery, ApiTags } from '@nestjs/swagger';
import { MetricsQuery } from '@slipstream/shared/dto';
import { RequireRole } from '../auth/access-rule.js';
import { UuidPipe } from '../common/http/uuid.pipe.js';
import { MetricsView } from './metrics.views.js';
import { TaskMetricsService } from './task-metrics.service.js';

const TIME_SCHEMA = { oneOf: [{ type: 'integer' }, { type: 'string' }] };

@ApiTags('tasks')
@Controller('api/v1/tasks/:id/metrics')
export class TaskMetricsController {
  constructor(private readonly metrics: TaskMetricsService) {}

  @RequireRole('VIEWER')
  @Get()
  @ApiOperation({ operationId: 'taskMetrics', summary: 'Counts, delay and lag of a task over time.' })
  @ApiQuery({
    name: 'from',
    required: false,
    schema: TIME_SCHEMA,
    description: 'ms since the epoch or ISO 8601; 15 minutes before `to` when left out.',
  })
  @ApiQuery({
    name: 'to',
    required: false,
    schema: TIME_SCHEMA,
    description: 'ms since the epoch or ISO 8601; now when left out.',
  })
  @ApiQuery({
    name: 'step',
    required: false,
    schema: { type: 'integer', minimum: 1 },
    description: 'ms; the finest that a chart takes when left out.',
  })
  @ApiQuery({
    name: 'split',
    required: false,
    schema: { type: 'string', enum: ['true', 'false'] },
    description: 'Points of each direction apart.',
  })
  @ApiOkResponse({ type: MetricsView })
  range(@Param('id', UuidPipe) id: string, @Query() query: MetricsQuery): Promise<MetricsView> {
    return this.metrics.range(id, query);
  }
}
