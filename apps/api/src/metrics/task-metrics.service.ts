import { Injectable } from '@nestjs/common';
import { SampleRepository } from '@slipstream/database';
import { metricRange } from '@slipstream/shared';
import type { MetricsQuery } from '@slipstream/shared/dto';
import { invalidField } from '../common/problems/problem-error.js';
import { TasksService } from '../tasks/tasks.service.js';
import type { MetricsView } from './metrics.views.js';

/** Time series of tasks. */
@Injectable()
export class TaskMetricsService {
  constructor(
    private readonly tasks: TasksService,
    private readonly samples: SampleRepository,
  ) {}

  async range(taskId: string, query: MetricsQuery): Promise<MetricsView> {
    const range = metricRange(query, Date.now());
    if (range.from >= range.to) throw invalidField('from', 'must be before to', 'RANGE_ORDER');
    await this.tasks.row(taskId);
    return { ...range, points: await this.samples.range(taskId, range, query.split === 'true') };
  }
}
