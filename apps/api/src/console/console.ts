import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import express, { type RequestHandler } from 'express';

/** The built console beside this program; undefined when it was not built. */
export function consoleDirectory(): string | undefined {
  const directory = fileURLToPath(new URL('../../../web/dist', import.meta.url));
  return existsSync(join(directory, 'index.html')) ? directory : undefined;
}

const NOT_THE_CONSOLE = /^\/(?:api|healthz|readyz|metrics)(?:\/|$)/;

/** Serves the console: hashed assets for ever, and index.html, never kept, for each of its own addresses. */
export function serveConsole(directory: string): RequestHandler[] {
  const assets = express.static(join(directory, 'assets'), {
    immutable: true,
    maxAge: '1y',
    index: false,
    redirect: false,
  });
  const files = express.static(directory, {
    cacheControl: false,
    redirect: false,
    setHeaders: (response) => response.setHeader('cache-control', 'no-cache'),
  });
  const index = join(directory, 'index.html');
  return [
    (request, response, next) => {
      if (!request.path.startsWith('/assets/')) return next();
      request.url = request.url.slice('/assets'.length);
      assets(request, response, (error?: unknown) => {
        request.url = `/assets${request.url}`;
        next(error);
      });
    },
    (request, response, next) =>
      NOT_THE_CONSOLE.test(request.path) ? next() : files(request, response, next),
    (request, response, next) => {
      const page =
        (request.method === 'GET' || request.method === 'HEAD') &&
        request.accepts(['json', 'html']) === 'html';
      if (!page || NOT_THE_CONSOLE.test(request.path) || request.path.startsWith('/assets/')) return next();
      response.set('cache-control', 'no-cache').sendFile(index);
    },
  ];
}
