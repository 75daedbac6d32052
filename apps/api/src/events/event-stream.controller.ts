import { Controller, Get, Req, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { RequireRole } from '../auth/access-rule.js';
import { sessionOf } from '../auth/session-user.js';
import { SessionService } from '../auth/session.service.js';
import { EventStreamHub } from './event-stream.hub.js';

@ApiTags('events')
@Controller('api/v1/events')
export class EventStreamController {
  constructor(
    private readonly hub: EventStreamHub,
    private readonly sessions: SessionService,
  ) {}

  @RequireRole('VIEWER')
  @Get('stream')
  @ApiOperation({
    operationId: 'eventStream',
    summary: 'Server-sent events: what has changed, as it changes.',
    description:
      'Events: `ping` {} at once and every 15 s; `task` {taskId}, `sample` {taskId}, `event` {taskId, id}, `cluster` {id}; ' +
      '`resync` {} when notices may have been missed, so that everything has to be read again. An id may be null.',
  })
  @ApiProduces('text/event-stream')
  @ApiOkResponse({ schema: { type: 'string' } })
  stream(@Req() request: Request, @Res() response: Response): void {
    const { token } = sessionOf(request);
    this.hub.connect(response, async () => (await this.sessions.find(token)) !== undefined);
  }
}
