import { Global, Inject, Module, type FactoryProvider, type OnApplicationShutdown } from '@nestjs/common';
import {
  CheckpointRepository,
  createDataSource,
  EventRepository,
  SampleRepository,
  SecretBox,
  StreamStatusRepository,
  TaskRepository,
} from '@slipstream/database';
import { DataSource } from 'typeorm';
import { AppConfig } from '../config/app-config.js';

const REPOSITORIES = [
  TaskRepository,
  EventRepository,
  SampleRepository,
  StreamStatusRepository,
  CheckpointRepository,
] as const;

const repositories = REPOSITORIES.map((repository): FactoryProvider => ({
  provide: repository,
  inject: [DataSource],
  useFactory: (dataSource: DataSource) => new repository(dataSource),
}));

/** The database for all modules. The data source is initialized by the start, which waits for it and migrates. */
@Global()
@Module({
  providers: [
    {
      provide: DataSource,
      inject: [AppConfig],
      useFactory: (config: AppConfig) => createDataSource(config.DATABASE_URL),
    },
    {
      provide: SecretBox,
      inject: [AppConfig],
      useFactory: (config: AppConfig) => SecretBox.fromText(config.SLIPSTREAM_SECRET_KEY),
    },
    ...repositories,
  ],
  exports: [DataSource, SecretBox, ...REPOSITORIES],
})
export class DatabaseModule implements OnApplicationShutdown {
  constructor(@Inject(DataSource) private readonly dataSource: DataSource) {}

  async onApplicationShutdown(): Promise<void> {
    if (this.dataSource.isInitialized) await this.dataSource.destroy();
  }
}
