import { describe, expect, it } from 'vitest';
import { ConfigError, defaultConcurrency, readConfig } from './worker-config.js';

const key = Buffer.alloc(32, 7);
const RIGHT = {
  DATABASE_URL: 'postgres://u:p@127.0.0.1:5432/db',
  SLIPSTREAM_SECRET_KEY: key.toString('base64'),
};

function problems(env: Record<string, string | undefined>): readonly string[] {
  try {
    readConfig(env);
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
  return [];
}

describe('environment of a worker', () => {
  it('needs a database and a key, and has defaults for the rest', () => {
    expect(readConfig(RIGHT)).toMatchObject({
      databaseUrl: RIGHT.DATABASE_URL,
      port: 0,
      bind: '127.0.0.1',
      logLevel: 'info',
    });
    expect(readConfig({ ...RIGHT, SLIPSTREAM_SECRET_KEY: key.toString('hex') }).secretKey).toHaveLength(64);
  });

  it('names every variable that is missing', () => {
    expect(problems({})).toEqual([
      'DATABASE_URL must be a postgres:// URL',
      'SLIPSTREAM_SECRET_KEY must be 32 bytes as base64 or hex',
    ]);
  });

  it.each([
    ['DATABASE_URL', 'mysql://h/db'],
    ['DATABASE_URL', 'h:5432'],
    ['SLIPSTREAM_SECRET_KEY', 'short'],
    ['SLIPSTREAM_SECRET_KEY', Buffer.alloc(31).toString('base64')],
    ['WORKER_NAME', ''],
    ['WORKER_PORT', '65536'],
    ['WORKER_PORT', '-1'],
    ['WORKER_PORT', '80a'],
    ['LOG_LEVEL', 'loud'],
    ['WORKER_CONCURRENCY', '0'],
    ['WORKER_CONCURRENCY', '65'],
    ['WORKER_CONCURRENCY', '1.5'],
    ['WORKER_CONCURRENCY', ''],
  ])('refuses %s=%s and does not repeat the value', (name, value) => {
    const [problem] = problems({ ...RIGHT, [name]: value });
    expect(problem).toMatch(new RegExp(`^${name} must be`));
    if (value !== '') expect(problem).not.toContain(value);
  });

  it.each([
    [0, 1],
    [1, 1],
    [2, 2],
    [8, 8],
    [64, 8],
  ])('on %d cores a worker has %d processes when nothing is said', (cores, processes) => {
    expect(defaultConcurrency(cores)).toBe(processes);
  });

  it('says what WORKER_CONCURRENCY may be', () => {
    expect(readConfig({ ...RIGHT, WORKER_CONCURRENCY: '64' }).concurrency).toBe(64);
    expect(problems({ ...RIGHT, WORKER_CONCURRENCY: 'all' })).toEqual([
      'WORKER_CONCURRENCY must be a whole number from 1 to 64',
    ]);
  });
});
