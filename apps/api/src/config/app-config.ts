import {
  IsIn,
  IsInt,
  IsOptional,
  IsString,
  Matches,
  Max,
  MaxLength,
  Min,
  MinLength,
  validateSync,
} from 'class-validator';
import { LOGIN_LIMITS } from '@slipstream/shared';

const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;

/** Everything the API reads from its environment; names are those of the variables. */
export class AppConfig {
  /** TCP port of the API and console. */
  @IsInt()
  @Min(0)
  @Max(65_535)
  PORT = 8080;

  /** Address to listen on; loopback unless said otherwise. */
  @IsString()
  @Matches(/^[0-9A-Za-z.:_-]{1,253}$/)
  SLIPSTREAM_BIND = '127.0.0.1';

  @IsString()
  @Matches(/^postgres(?:ql)?:\/\/\S+$/)
  DATABASE_URL = '';

  /** 32 bytes as base64 or hex: seals the SecretKeys of clusters. */
  @IsString()
  @Matches(/^(?:[0-9a-fA-F]{64}|[A-Za-z0-9+/_-]{43}=?)$/)
  SLIPSTREAM_SECRET_KEY = '';

  /** Password of the first administrator; one is generated and printed once when absent. */
  @IsOptional()
  @IsString()
  @MinLength(LOGIN_LIMITS.passwordMin)
  @MaxLength(LOGIN_LIMITS.passwordMax)
  ADMIN_PASSWORD?: string;

  @IsIn(LOG_LEVELS)
  LOG_LEVEL: (typeof LOG_LEVELS)[number] = 'info';
}

/** A variable of the environment that the API cannot work with. Never holds the value: it may be a secret. */
export class ConfigError extends Error {
  constructor(readonly variables: readonly string[]) {
    super(`Environment: ${variables.join('; ')}`);
    this.name = 'ConfigError';
  }
}

/**
 * Reads the environment once, at start.
 *
 * @throws ConfigError naming each variable that is wrong
 */
export function readConfig(environment: Readonly<Record<string, string | undefined>>): AppConfig {
  const config = new AppConfig();
  const given = (name: string) => (environment[name] === '' ? undefined : environment[name]);
  const port = given('PORT');
  if (port !== undefined) config.PORT = /^\d{1,5}$/.test(port) ? Number(port) : Number.NaN;
  config.SLIPSTREAM_BIND = given('SLIPSTREAM_BIND') ?? config.SLIPSTREAM_BIND;
  config.DATABASE_URL = given('DATABASE_URL') ?? '';
  config.SLIPSTREAM_SECRET_KEY = given('SLIPSTREAM_SECRET_KEY') ?? '';
  config.ADMIN_PASSWORD = given('ADMIN_PASSWORD');
  const level = given('LOG_LEVEL');
  if (level !== undefined) Object.assign(config, { LOG_LEVEL: level });
  const errors = validateSync(config);
  if (errors.length > 0) {
    throw new ConfigError(
      errors.map((error) => `${error.property} ${EXPECTED[error.property as keyof AppConfig]}`),
    );
  }
  return config;
}

const EXPECTED: Readonly<Record<keyof AppConfig, string>> = {
  PORT: 'must be a port from 0 to 65535',
  SLIPSTREAM_BIND: 'must be an IP address or host name',
  DATABASE_URL: 'must be a postgres:// URL',
  SLIPSTREAM_SECRET_KEY: 'must be 32 bytes in base64 or hex',
  ADMIN_PASSWORD: `must have ${LOGIN_LIMITS.passwordMin} to ${LOGIN_LIMITS.passwordMax} characters`,
  LOG_LEVEL: `must be one of ${LOG_LEVELS.join(', ')}`,
};
