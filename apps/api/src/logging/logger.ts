import { randomUUID } from 'node:crypto';
import { pino, type DestinationStream, type Logger } from 'pino';
import { pinoHttp, type HttpLogger } from 'pino-http';

/** Names under which a secret may come into a log line, at the depths at which objects are logged. */
const SECRET_NAMES = [
  'password',
  'secretKey',
  'token',
  'authorization',
  'cookie',
  'ADMIN_PASSWORD',
  'SLIPSTREAM_SECRET_KEY',
  'DATABASE_URL',
];

/** The process' log: JSON lines without secrets. */
export function createLogger(level: string, destination?: DestinationStream): Logger {
  const paths = SECRET_NAMES.flatMap((name) => [name, `*.${name}`, `*.*.${name}`, `*.*.*.${name}`]);
  const options = {
    level,
    base: { name: 'api' },
    redact: { paths: [...paths, 'res.headers["set-cookie"]'], censor: '[secret]' },
    serializers: { err: safeError },
  };
  return destination === undefined ? pino(options) : pino(options, destination);
}

/** Gives every request an id, and writes one line for each but probes. Neither headers nor bodies are logged. */
export function requestLog(logger: Logger): HttpLogger {
  return pinoHttp({
    logger,
    genReqId: () => randomUUID(),
    autoLogging: {
      ignore: (request) =>
        request.url === '/healthz' || request.url === '/readyz' || request.url === '/metrics',
    },
    customLogLevel: (_request, response, error) =>
      response.statusCode >= 500 || error !== undefined ? 'error' : 'info',
    quietReqLogger: true,
    serializers: {
      req: (request: { id: unknown; method: unknown; url: unknown }) => ({
        id: request.id,
        method: request.method,
        url: request.url,
      }),
      res: (response: { statusCode: unknown }) => ({ statusCode: response.statusCode }),
    },
  });
}

/** Query parameters of a failed statement are left out: they may be credentials or hashes. */
function safeError(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const code: unknown = 'code' in error ? error.code : undefined;
  return { type: error.name, message: error.message, code, stack: error.stack };
}
