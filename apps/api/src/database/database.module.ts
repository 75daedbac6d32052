import {
  Global,
  Inject,
  Logger,
  Module,
  type FactoryProvider,
  type OnApplicationShutdown,
} from '@nestjs/common';
import {
  CheckRepository,
  ClusterRepository,
  createDataSource,
  EventRepository,
  FenceRepository,
  ResetRepository,
  FailureRepository,
  MetadataRepository,
  ProgressRepository,
  SampleHousekeeping,
  SampleRepository,
  SecretBox,
  SessionRepository,
  BackfillRepository,
  StreamStatusRepository,
  SyncStatusRepository,
  TaskRepository,
  UserRepository,
  WorkerRepository,
} from '@slipstream/database';
import { DataSource } from 'typeorm';
import { AppConfig } from '../config/app-config.js';
import { Housekeeping } from './housekeeping.js';

/** A request waits this long for one statement, ms. */
const QUERY_TIMEOUT_MS = 20_000;

const REPOSITORIES = [
  CheckRepository,
  ClusterRepository,
  EventRepository,
  FenceRepository,
  ResetRepository,
  FailureRepository,
  MetadataRepository,
  ProgressRepository,
  SampleHousekeeping,
  SampleRepository,
  SessionRepository,
  BackfillRepository,
  StreamStatusRepository,
  SyncStatusRepository,
  TaskRepository,
  UserRepository,
  WorkerRepository,
] as const;

const repositories = REPOSITORIES.map((Repository): FactoryProvider => ({
  provide: Repository,
  inject: [DataSource],
  useFactory: (dataSource: DataSource) => new Repository(dataSource),
}));

/** The database for all modules. The start connects it and migrates. */
@Global()
@Module({
  providers: [
    {
      provide: DataSource,
      inject: [AppConfig],
      useFactory: (config: AppConfig) => {
        const logger = new Logger('Database');
        return createDataSource(config.DATABASE_URL, {
          applicationName: 'slipstream-api',
          queryTimeoutMs: QUERY_TIMEOUT_MS,
          onPoolError: (error) => logger.warn({ err: error }, 'an idle connection broke'),
        });
      },
    },
    {
      provide: SecretBox,
      inject: [AppConfig],
      useFactory: (config: AppConfig) => new SecretBox(config.SLIPSTREAM_SECRET_KEY),
    },
    ...repositories,
    Housekeeping,
  ],
  exports: [DataSource, SecretBox, Housekeeping, ...REPOSITORIES],
})
export class DatabaseModule implements OnApplicationShutdown {
  constructor(@Inject(DataSource) private readonly dataSource: DataSource) {}

  async onApplicationShutdown(): Promise<void> {
    if (this.dataSource.isInitialized) await this.dataSource.destroy();
  }
}
