import type { NestExpressApplication } from '@nestjs/platform-express';
import { NestFactory } from '@nestjs/core';
import { runMigrations } from '@slipstream/database';
import { DataSource } from 'typeorm';
import { AppModule } from './app.module.js';
import { FirstAdmin } from './auth/first-admin.js';
import { ConfigError, readConfig, type AppConfig } from './config/app-config.js';
import { configureApp } from './configure-app.js';
import { consoleDirectory } from './console/console.js';
import { connectPatiently } from './database/connect.js';
import { Housekeeping } from './database/housekeeping.js';
import { Notices } from './events/notices.js';
import { ReadinessService } from './health/readiness.service.js';
import { createLogger } from './logging/logger.js';

/** A database that starts together with the API gets this long, ms. */
const DATABASE_PATIENCE_MS = 60_000;

/** Starts the API: configuration, database and migrations, first administrator, then the port. */
export async function startApi(environment: Readonly<Record<string, string | undefined>>): Promise<void> {
  const config = configOrExit(environment);
  const logger = createLogger(config.LOG_LEVEL);
  const app = await NestFactory.create<NestExpressApplication>(AppModule.with(config, logger), {
    bodyParser: false,
    bufferLogs: true,
    abortOnError: false,
    forceCloseConnections: true,
  });
  configureApp(app, { logger, consoleDirectory: consoleDirectory() });
  await prepare(app, (line) => process.stdout.write(`${line}\n`));
  await app.listen(config.PORT, config.SLIPSTREAM_BIND);
  logger.info({ address: await app.getUrl() }, 'API and console are up');
}

/** Migrates the database, makes the first administrator and begins to listen for notices. */
export async function prepare(app: NestExpressApplication, print: (line: string) => void): Promise<void> {
  const dataSource = app.get(DataSource);
  await connectPatiently(dataSource, DATABASE_PATIENCE_MS);
  await runMigrations(dataSource);
  app.get(ReadinessService).setMigrated();
  await app.get(FirstAdmin).ensure(print);
  app.get(Notices).start();
  app.get(Housekeeping).start();
}

function configOrExit(environment: Readonly<Record<string, string | undefined>>): AppConfig {
  try {
    return readConfig(environment);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exit(1);
  }
}
