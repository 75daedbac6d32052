import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Request, RequestHandler } from 'express';
import sirv from 'sirv';

/** The built console beside this program; undefined when it was not built. */
export function consoleDirectory(): string | undefined {
  const directory = fileURLToPath(new URL('../../../web/dist', import.meta.url));
  return existsSync(join(directory, 'index.html')) ? directory : undefined;
}

const NOT_THE_CONSOLE = /^\/(?:api|healthz|readyz|metrics)(?:\/|$)/;
const HASHED = '/assets/';

/**
 * Serves the console: hashed assets for ever, and index.html, never kept, for each of its own addresses. A file whose
 * `.br` or `.gz` the build wrote beside it goes out compressed to whom accepts that.
 */
export function serveConsole(directory: string): RequestHandler[] {
  const files = sirv(directory, {
    // Looks at the disk at each request: a file that a new build has removed is then missed, and not a stream that
    // fails with nobody listening, which would end the process.
    dev: true,
    etag: true,
    brotli: true,
    gzip: true,
    extensions: ['html'],
    setHeaders: (response, path) =>
      response.setHeader(
        'cache-control',
        path.startsWith(HASHED) ? 'public, max-age=31536000, immutable' : 'no-cache',
      ),
  });
  return [
    (request, response, next) => {
      if (!isRead(request) || NOT_THE_CONSOLE.test(request.path)) return next();
      // Nobody needs parts of these files, and sirv fails on parts that end before they begin.
      delete request.headers.range;
      files(request, response, next);
    },
    (request, response, next) => {
      const page = isRead(request) && request.accepts(['json', 'html']) === 'html';
      if (!page || NOT_THE_CONSOLE.test(request.path) || request.path.startsWith(HASHED)) return next();
      const { url } = request;
      request.url = '/index.html';
      files(request, response, () => {
        request.url = url;
        next();
      });
    },
  ];
}

function isRead(request: Request): boolean {
  return request.method === 'GET' || request.method === 'HEAD';
}
