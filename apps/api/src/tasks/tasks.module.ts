import { Module } from '@nestjs/common';
import { EventsModule } from '../events/events.module.js';
import { ClustersModule } from '../clusters/clusters.module.js';
import { BackfillController } from './backfill/backfill.controller.js';
import { ResetOffsetService } from './reset/reset-offset.service.js';
import { TaskFiguresService } from './figures/task-figures.service.js';
import { TaskPreviewService } from './preview/task-preview.service.js';
import { ResetOffsetController } from './reset/reset-offset.controller.js';
import { TasksController } from './tasks.controller.js';
import { TasksService } from './tasks.service.js';

/** Replication tasks. */
@Module({
  imports: [ClustersModule, EventsModule],
  controllers: [BackfillController, ResetOffsetController, TasksController],
  providers: [ResetOffsetService, TaskFiguresService, TaskPreviewService, TasksService],
  exports: [TasksService],
})
export class TasksModule {}
