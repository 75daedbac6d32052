import { availableParallelism, hostname } from 'node:os';

/** Levels of the log. */
const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;

/** Most processes of one worker. */
const MOST_PROCESSES = 64;
/** More than these have to be asked for: each has its own memory and its own connections to PostgreSQL and brokers. */
const MOST_BY_DEFAULT = 8;

/** What a worker is started with. */
export interface WorkerConfig {
  databaseUrl: string;
  /** Base64 or hex text of 32 bytes that open the clusters' secrets. */
  secretKey: string;
  /** Shown to people; need not be unique. */
  name: string;
  /** Processes that work side by side, each with a lease of its own; 1 for a single process without a parent. */
  concurrency: number;
  /** Of health and metrics; 0 for any free one. */
  port: number;
  bind: string;
  logLevel: (typeof LOG_LEVELS)[number];
}

/** One or more environment variables are missing or wrong; the message names each and says what is right. */
export class ConfigError extends Error {
  constructor(readonly problems: readonly string[]) {
    super(problems.join('; '));
    this.name = 'ConfigError';
  }
}

/** @throws ConfigError naming every variable that is wrong */
export function readConfig(env: Readonly<Record<string, string | undefined>>): WorkerConfig {
  const problems: string[] = [];
  const read = <T>(
    name: string,
    fallback: string | undefined,
    right: string,
    parse: (text: string) => T | undefined,
  ): T => {
    const text = env[name] ?? fallback;
    const value = text === undefined ? undefined : parse(text);
    if (value === undefined) problems.push(`${name} ${right}`);
    // Never used: a problem is thrown below.
    return value as T;
  };
  const config: WorkerConfig = {
    databaseUrl: read('DATABASE_URL', undefined, 'must be a postgres:// URL', parseDatabaseUrl),
    secretKey: read('SLIPSTREAM_SECRET_KEY', undefined, 'must be 32 bytes as base64 or hex', parseKey),
    name: read('WORKER_NAME', `${hostname()}-${process.pid}`, 'must be 1 to 100 characters', (text) =>
      /^.{1,100}$/u.test(text) ? text : undefined,
    ),
    concurrency: read(
      'WORKER_CONCURRENCY',
      String(defaultConcurrency(availableParallelism())),
      `must be a whole number from 1 to ${MOST_PROCESSES}`,
      parseConcurrency,
    ),
    port: read('WORKER_PORT', '0', 'must be a port from 0 to 65535', parsePort),
    bind: read('SLIPSTREAM_BIND', '127.0.0.1', 'must be an address to listen on', (text) =>
      /^[\w.:-]+$/.test(text) ? text : undefined,
    ),
    logLevel: read('LOG_LEVEL', 'info', `must be one of ${LOG_LEVELS.join(', ')}`, (text) =>
      LOG_LEVELS.find((level) => level === text),
    ),
  };
  if (problems.length > 0) throw new ConfigError(problems);
  return config;
}

function parseDatabaseUrl(text: string): string | undefined {
  if (!URL.canParse(text)) return undefined;
  return ['postgres:', 'postgresql:'].includes(new URL(text).protocol) ? text : undefined;
}

function parseKey(text: string): string | undefined {
  if (/^[0-9a-fA-F]{64}$/.test(text)) return text;
  const isBase64 = /^[A-Za-z0-9+/_-]+={0,2}$/.test(text);
  return isBase64 && Buffer.from(text, 'base64').length === 32 ? text : undefined;
}

/** One process for each core, up to eight. */
export function defaultConcurrency(cores: number): number {
  return Math.min(Math.max(1, cores), MOST_BY_DEFAULT);
}

function parseConcurrency(text: string): number | undefined {
  if (!/^\d{1,3}$/.test(text)) return undefined;
  const processes = Number(text);
  return processes >= 1 && processes <= MOST_PROCESSES ? processes : undefined;
}

function parsePort(text: string): number | undefined {
  if (!/^\d{1,5}$/.test(text)) return undefined;
  return Number(text) <= 65_535 ? Number(text) : undefined;
}
