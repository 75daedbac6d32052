import { Module } from '@nestjs/common';
import { ClustersModule } from '../clusters/clusters.module.js';
import { ResetOffsetService } from './reset-offset.service.js';
import { TasksController } from './tasks.controller.js';
import { TasksService } from './tasks.service.js';

/** Replication tasks. */
@Module({
  imports: [ClustersModule],
  controllers: [TasksController],
  providers: [ResetOffsetService, TasksService],
  exports: [TasksService],
})
export class TasksModule {}
