import compression from 'compression';
import type { RequestHandler } from 'express';

const JSON_TYPE = /^application\/(?:problem\+)?json\b/;
const LEAST_BYTES = 1024;

/**
 * Compresses JSON answers above 1 KiB; a list of tasks shrinks to a tenth.
 *
 * Other types go as they are: the event stream would wait in the compressor's buffer, and exports are read by programs.
 * The length of a compressed answer can tell a listener what is in it when a secret stands beside text that he chose
 * (BREACH). The answers hold no secrets: AccessKeys' secrets and passwords never leave the server, and the session goes
 * in a cookie's header, which is not compressed. Answers about the login carry its token, so they stay as they are.
 */
export function compressJson(): RequestHandler {
  return compression({
    threshold: LEAST_BYTES,
    filter: (request, response) =>
      JSON_TYPE.test(String(response.getHeader('content-type') ?? '')) &&
      !request.originalUrl.startsWith('/api/v1/auth'),
  });
}
