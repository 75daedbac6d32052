import { NestFactory } from '@nestjs/core';
import { AppModule } from '../../app.module.js';
import { AppConfig } from '../../config/app-config.js';
import { createLogger } from '../../logging/logger.js';
import { openApiDocument } from './document.js';

/** Text of openapi.json. Nothing is started and no database is needed. */
export async function renderOpenApi(): Promise<string> {
  const app = await NestFactory.create(AppModule.with(new AppConfig(), createLogger('silent')), {
    preview: true,
    logger: false,
    abortOnError: false,
  });
  return `${JSON.stringify(openApiDocument(app), null, 2)}\n`;
}
