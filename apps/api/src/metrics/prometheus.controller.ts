import { Controller, Get, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import { RequireRole } from '../auth/access-rule.js';
import { PrometheusService } from './prometheus.service.js';

@ApiTags('health')
@Controller('metrics')
export class PrometheusController {
  constructor(private readonly prometheus: PrometheusService) {}

  @RequireRole('VIEWER')
  @Get()
  @ApiOperation({
    operationId: 'prometheus',
    summary: 'The same figures for Prometheus, which sends a session token as Bearer.',
  })
  @ApiProduces('text/plain')
  @ApiOkResponse({ schema: { type: 'string' } })
  async scrape(@Res() response: Response): Promise<void> {
    const { contentType, text } = await this.prometheus.scrape();
    response.set('content-type', contentType).send(text);
  }
}
