import type { NestExpressApplication } from '@nestjs/platform-express';
import cookieParser from 'cookie-parser';
import helmet from 'helmet';
import { Logger as PinoLogger } from 'nestjs-pino';
import type { Logger } from 'pino';
import { SessionService } from './auth/session.service.js';
import { compressJson } from './common/http/compress-json.js';
import { jsonBody } from './common/http/body-parser.js';
import { openApiDocument } from './common/openapi/document.js';
import { serveDocs } from './common/openapi/serve-docs.js';
import { serveConsole } from './console/console.js';
import { requestLog } from './logging/logger.js';

/** A client that sends its headers or its body more slowly is dropped. */
const HEADERS_TIMEOUT_MS = 10_000;
const REQUEST_TIMEOUT_MS = 30_000;
/** Longer than proxies keep idle connections, which else send a request into one that closes just then. */
const KEEP_ALIVE_MS = 65_000;

/** Puts around the routes what every request passes; made the same way for the program and for its tests. */
export function configureApp(
  app: NestExpressApplication,
  options: { logger: Logger; consoleDirectory: string | undefined },
): void {
  app.useLogger(app.get(PinoLogger));
  app.disable('x-powered-by');
  app.set('etag', false);
  app.use(requestLog(options.logger));
  app.use(
    helmet({
      contentSecurityPolicy: {
        directives: {
          defaultSrc: ["'self'"],
          scriptSrc: ["'self'"],
          // antd writes its styles into the page.
          styleSrc: ["'self'", "'unsafe-inline'"],
          imgSrc: ["'self'", 'data:'],
          connectSrc: ["'self'"],
          frameAncestors: ["'none'"],
          // The console is often opened over plain HTTP in a private network.
          upgradeInsecureRequests: null,
        },
      },
      strictTransportSecurity: false,
    }),
  );
  app.use(
    '/api',
    (_request: unknown, response: { set(name: string, value: string): void }, next: () => void) => {
      response.set('cache-control', 'no-store');
      next();
    },
  );
  app.use('/api', compressJson());
  if (options.consoleDirectory !== undefined)
    for (const handler of serveConsole(options.consoleDirectory)) app.use(handler);
  app.use(cookieParser());
  for (const handler of jsonBody()) app.use(handler);
  serveDocs(app, openApiDocument(app), app.get(SessionService));
  const server = app.getHttpServer();
  server.headersTimeout = HEADERS_TIMEOUT_MS;
  server.requestTimeout = REQUEST_TIMEOUT_MS;
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  app.enableShutdownHooks(['SIGINT', 'SIGTERM']);
}
