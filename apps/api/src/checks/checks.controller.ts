import { Body, Controller, Get, HttpCode, Param, Post } from '@nestjs/common';
import { ApiAcceptedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { CreateCheckDto } from '@slipstream/shared/dto';
import { RequireRole } from '../auth/access-rule.js';
import { CurrentUser, type SessionUser } from '../auth/session-user.js';
import { UuidPipe } from '../common/http/uuid.pipe.js';
import { CheckCreatedView, CheckView } from './check.views.js';
import { ChecksService } from './checks.service.js';

@ApiTags('checks')
@Controller('api/v1/checks')
export class ChecksController {
  constructor(private readonly checks: ChecksService) {}

  @RequireRole('OPERATOR')
  @Post()
  @HttpCode(202)
  @ApiOperation({
    operationId: 'createCheck',
    summary:
      'Asks a worker to check a cluster, two clusters or a task before it is saved or started; changes nothing. A cluster by its addresses: administrators only.',
  })
  @ApiAcceptedResponse({ type: CheckCreatedView })
  create(@Body() body: CreateCheckDto, @CurrentUser() user: SessionUser): Promise<CheckCreatedView> {
    return this.checks.create(body, user);
  }

  @RequireRole('OPERATOR')
  @Get(':id')
  @ApiOperation({
    operationId: 'getCheck',
    summary: 'A pre-check as far as it has come: its lines appear as they come. Kept for an hour.',
  })
  @ApiOkResponse({ type: CheckView })
  get(@Param('id', UuidPipe) id: string): Promise<CheckView> {
    return this.checks.get(id);
  }
}
