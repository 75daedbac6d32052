import { Body, Controller, Get, Param, Post } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { SendTestMessageDto } from '@slipstream/shared/dto';
import { RequireRole } from '../../auth/access-rule.js';
import { CurrentUser, type SessionUser } from '../../auth/session-user.js';
import { UuidPipe } from '../../common/http/uuid.pipe.js';
import { TestMessageService } from './test-message.service.js';
import { TestMessageView } from './test-message.views.js';

@ApiTags('tasks')
@Controller('api/v1/tasks/:id/test-message')
export class TestMessageController {
  constructor(private readonly messages: TestMessageService) {}

  // As everything else that writes to users' clusters.
  @RequireRole('OPERATOR')
  @Post()
  @ApiOperation({
    operationId: 'sendTestMessage',
    summary:
      'Writes one message into a topic that the running task copies, with the property SLIPSTREAM_TEST, and looks for its copies for up to 3 s.',
  })
  @ApiCreatedResponse({ type: TestMessageView })
  send(
    @Param('id', UuidPipe) id: string,
    @Body() body: SendTestMessageDto,
    @CurrentUser() user: SessionUser,
  ): Promise<TestMessageView> {
    return this.messages.send(id, body, user.username);
  }

  @RequireRole('VIEWER')
  @Get(':testId')
  @ApiOperation({
    operationId: 'getTestMessage',
    summary:
      'What has become of a test message: its copies, or why they are not there; waits for them up to 3 s.',
  })
  @ApiOkResponse({ type: TestMessageView })
  get(
    @Param('id', UuidPipe) id: string,
    @Param('testId', UuidPipe) testId: string,
  ): Promise<TestMessageView> {
    return this.messages.get(id, testId);
  }
}
