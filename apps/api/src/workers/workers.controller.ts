import { Controller, Get } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { WorkerRepository } from '@slipstream/database';
import { RequireRole } from '../auth/access-rule.js';
import { WorkerListView } from './workers.views.js';

@ApiTags('workers')
@Controller('api/v1/workers')
export class WorkersController {
  constructor(private readonly workers: WorkerRepository) {}

  @RequireRole('VIEWER')
  @Get()
  @ApiOperation({ operationId: 'listWorkers', summary: 'Workers whose lease is running, by name.' })
  @ApiOkResponse({ type: WorkerListView })
  async list(): Promise<WorkerListView> {
    const workers = await this.workers.listAlive();
    const items = workers.map((worker) => ({
      ...worker,
      startedAt: new Date(worker.startedAt).toISOString(),
    }));
    return { items, total: items.length };
  }
}
