import { Module } from '@nestjs/common';
import { EventsModule } from '../events/events.module.js';
import { ClustersModule } from '../clusters/clusters.module.js';
import { ResetOffsetService } from './reset-offset.service.js';
import { TasksController } from './tasks.controller.js';
import { TasksService } from './tasks.service.js';

/** Replication tasks. */
@Module({
  imports: [ClustersModule, EventsModule],
  controllers: [TasksController],
  providers: [ResetOffsetService, TasksService],
  exports: [TasksService],
})
export class TasksModule {}
