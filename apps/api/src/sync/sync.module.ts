import { Module } from '@nestjs/common';
import { ClustersModule } from '../clusters/clusters.module.js';
import { EventsModule } from '../events/events.module.js';
import { TasksModule } from '../tasks/tasks.module.js';
import { MetadataController } from './metadata/metadata.controller.js';
import { MetadataService } from './metadata/metadata.service.js';
import { ProgressController } from './progress/progress.controller.js';
import { ApplyProgressService } from './progress/apply-progress.service.js';
import { ProgressService } from './progress/progress.service.js';

/** What follows the messages of a task: its metadata and the progress of consumer groups. */
@Module({
  imports: [TasksModule, ClustersModule, EventsModule],
  controllers: [MetadataController, ProgressController],
  providers: [ApplyProgressService, MetadataService, ProgressService],
})
export class SyncModule {}
