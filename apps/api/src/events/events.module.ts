import { Module } from '@nestjs/common';
import { AuthModule } from '../auth/auth.module.js';
import { EventStreamController } from './event-stream.controller.js';
import { EventStreamHub } from './event-stream.hub.js';
import { Notices } from './notices.js';

/** What happens, told to the consoles at once. */
@Module({
  imports: [AuthModule],
  controllers: [EventStreamController],
  providers: [EventStreamHub, Notices],
  exports: [EventStreamHub, Notices],
})
export class EventsModule {}
