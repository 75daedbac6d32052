import { Module } from '@nestjs/common';
import { EventsModule } from '../events/events.module.js';
import { ClustersModule } from '../clusters/clusters.module.js';
import { BackfillController } from './backfill/backfill.controller.js';
import { ResetOffsetService } from './reset/reset-offset.service.js';
import { TaskFiguresService } from './figures/task-figures.service.js';
import { TaskPreviewService } from './preview/task-preview.service.js';
import { ResetOffsetController } from './reset/reset-offset.controller.js';
import { TestMessageController } from './test-message/test-message.controller.js';
import { TestMessageService } from './test-message/test-message.service.js';
import { TasksController } from './tasks.controller.js';
import { TasksService } from './tasks.service.js';

/** Replication tasks. */
@Module({
  imports: [ClustersModule, EventsModule],
  controllers: [BackfillController, ResetOffsetController, TestMessageController, TasksController],
  providers: [ResetOffsetService, TaskFiguresService, TaskPreviewService, TasksService, TestMessageService],
  exports: [TasksService],
})
export class TasksModule {}
