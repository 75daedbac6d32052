import { Module, type DynamicModule } from '@nestjs/common';
import { APP_FILTER, APP_GUARD, APP_PIPE } from '@nestjs/core';
import { LoggerModule } from 'nestjs-pino';
import type { Logger } from 'pino';
import { AuthModule } from './auth/auth.module.js';
import { SessionGuard } from './auth/session.guard.js';
import { ChecksModule } from './checks/checks.module.js';
import { ClustersModule } from './clusters/clusters.module.js';
import { JsonOnlyGuard } from './common/http/json-only.guard.js';
import { RequestValidationPipe } from './common/http/request-validation.pipe.js';
import { ProblemFilter } from './common/problems/problem.filter.js';
import { ConfigModule } from './config/config.module.js';
import type { AppConfig } from './config/app-config.js';
import { DatabaseModule } from './database/database.module.js';
import { EventsModule } from './events/events.module.js';
import { FailuresModule } from './failures/failures.module.js';
import { HealthModule } from './health/health.module.js';
import { MetricsModule } from './metrics/metrics.module.js';
import { SyncModule } from './sync/sync.module.js';
import { TasksModule } from './tasks/tasks.module.js';
import { WorkersModule } from './workers/workers.module.js';

/** The whole API. */
@Module({})
export class AppModule {
  /** @param logger the process' log; requests are logged by the middleware around the routes */
  static with(config: AppConfig, logger: Logger): DynamicModule {
    return {
      module: AppModule,
      imports: [
        ConfigModule.with(config),
        LoggerModule.forRoot({ pinoHttp: { logger }, useExisting: true }),
        DatabaseModule,
        AuthModule,
        ClustersModule,
        TasksModule,
        ChecksModule,
        FailuresModule,
        SyncModule,
        MetricsModule,
        WorkersModule,
        EventsModule,
        HealthModule,
      ],
      providers: [
        // Guards run in this order: who is asking comes before what is sent.
        { provide: APP_GUARD, useExisting: SessionGuard },
        { provide: APP_GUARD, useClass: JsonOnlyGuard },
        { provide: APP_PIPE, useClass: RequestValidationPipe },
        { provide: APP_FILTER, useClass: ProblemFilter },
      ],
    };
  }
}
