import { Module } from '@nestjs/common';
import { ClustersModule } from '../clusters/clusters.module.js';
import { TasksModule } from '../tasks/tasks.module.js';
import { CheckQuestions } from './check-question.service.js';
import { ChecksController } from './checks.controller.js';
import { ChecksService } from './checks.service.js';

/** Pre-checks of clusters and tasks. */
@Module({
  imports: [ClustersModule, TasksModule],
  controllers: [ChecksController],
  providers: [CheckQuestions, ChecksService],
})
export class ChecksModule {}
