import { resolve } from 'node:path';

/** What `npm start` and `npm run demo` read from the environment. */
export interface LauncherSettings {
  dataDir: string;
  /** Port of API and console. */
  port: number;
  /** Address that API and workers listen on. */
  bind: string;
  /** Number of worker processes. */
  workers: number;
  /** Undefined: embedded PostgreSQL. */
  databaseUrl: string | undefined;
  /** Undefined: generated into the data folder. */
  secretKey: string | undefined;
  /** Undefined: generated on the first start and printed once. */
  adminPassword: string | undefined;
  /** Log lines of all processes also go to the terminal. */
  verbose: boolean;
}

/** A variable of the environment that cannot be used. */
export class SettingError extends Error {
  override readonly name = 'SettingError';
}

type Environment = Readonly<Record<string, string | undefined>>;

function text(environment: Environment, name: string): string | undefined {
  const value = environment[name]?.trim();
  return value === '' ? undefined : value;
}

function integer(environment: Environment, name: string, fallback: number, min: number, max: number): number {
  const value = text(environment, name);
  if (value === undefined) {
    return fallback;
  }
  const number = /^\d+$/.test(value) ? Number(value) : Number.NaN;
  if (!(number >= min && number <= max)) {
    throw new SettingError(`${name} has to be a whole number from ${min} to ${max}`);
  }
  return number;
}

/** Reads and checks the environment; throws {@link SettingError}. */
export function launcherSettings(
  environment: Environment,
  defaultDataDir: string,
  folder: string,
): LauncherSettings {
  return {
    dataDir: resolve(folder, text(environment, 'DATA_DIR') ?? defaultDataDir),
    port: integer(environment, 'PORT', 8080, 1, 65_535),
    bind: text(environment, 'SLIPSTREAM_BIND') ?? '127.0.0.1',
    workers: integer(environment, 'WORKERS', 1, 0, 64),
    databaseUrl: text(environment, 'DATABASE_URL'),
    secretKey: text(environment, 'SLIPSTREAM_SECRET_KEY'),
    adminPassword: text(environment, 'ADMIN_PASSWORD'),
    verbose: ['debug', 'trace'].includes(text(environment, 'LOG_LEVEL') ?? ''),
  };
}
