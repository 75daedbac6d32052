import { Injectable } from '@nestjs/common';
import { ProgressRepository, SyncStatusRepository } from '@slipstream/database';
import type { ProgressQuery } from '@slipstream/shared/dto';
import { TasksService } from '../../tasks/tasks.service.js';
import { lastLook } from '../sync-status.js';
import type { ProgressListView } from './progress.views.js';

const PAGE = 50;

/** How far the progress of a task's consumer groups is carried (P-04). */
@Injectable()
export class ProgressService {
  constructor(
    private readonly tasks: TasksService,
    private readonly progress: ProgressRepository,
    private readonly statuses: SyncStatusRepository,
  ) {}

  async list(taskId: string, query: ProgressQuery): Promise<ProgressListView> {
    const { spec } = await this.tasks.row(taskId);
    const { sense, why, search, after, limit = PAGE } = query;
    const [status, found] = await Promise.all([
      lastLook(this.statuses, taskId, 'PROGRESS'),
      // One more than the page tells whether there is a next one.
      this.progress.list(taskId, { sense, why, search, after, limit: limit + 1 }),
    ]);
    const items = found.slice(0, limit);
    return {
      status,
      enabled: spec.progress,
      items: items.map((item) => ({ ...item, queues: [...item.queues] })),
      next: found.length > limit ? (items.at(-1)?.id ?? null) : null,
    };
  }
}
