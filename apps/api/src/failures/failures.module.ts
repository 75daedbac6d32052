import { Module } from '@nestjs/common';
import { EventsModule } from '../events/events.module.js';
import { TasksModule } from '../tasks/tasks.module.js';
import { FailuresController } from './failures.controller.js';
import { FailuresService } from './failures.service.js';

/** Messages that targets refused for good. */
@Module({
  imports: [TasksModule, EventsModule],
  controllers: [FailuresController],
  providers: [FailuresService],
})
export class FailuresModule {}
