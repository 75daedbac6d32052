import { Controller, Get } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Public } from '../auth/access-rule.js';
import { LivenessView, ReadinessView } from './health.views.js';
import { ReadinessService } from './readiness.service.js';

@ApiTags('health')
@Controller()
export class HealthController {
  constructor(private readonly readiness: ReadinessService) {}

  @Public()
  @Get('healthz')
  @ApiOperation({ operationId: 'liveness', summary: 'Answers while the process is alive.' })
  @ApiOkResponse({ type: LivenessView })
  alive(): LivenessView {
    return { status: 'ok' };
  }

  @Public()
  @Get('readyz')
  @ApiOperation({
    operationId: 'readiness',
    summary: 'Answers 200 when the database is reachable and migrated, else 503.',
  })
  @ApiOkResponse({ type: ReadinessView })
  async ready(): Promise<ReadinessView> {
    await this.readiness.check();
    return { status: 'ready' };
  }
}
