import { describe, expect, it } from 'vitest';
import { launcherSettings, SettingError } from './settings.ts';

const read = (environment: Record<string, string>) => launcherSettings(environment, '.data', '/srv/app');

describe('environment of npm start', () => {
  it('starts one worker, port 8080, loopback and an embedded database when nothing is said', () => {
    expect(read({})).toEqual({
      dataDir: '/srv/app/.data',
      port: 8080,
      bind: '127.0.0.1',
      workers: 1,
      databaseUrl: undefined,
      secretKey: undefined,
      adminPassword: undefined,
      verbose: false,
    });
  });

  it('takes an empty variable for an absent one', () => {
    expect(read({ PORT: '', DATABASE_URL: ' ', WORKERS: '' })).toMatchObject({
      port: 8080,
      databaseUrl: undefined,
      workers: 1,
    });
  });

  it('takes what is given', () => {
    const settings = read({
      PORT: '9000',
      DATA_DIR: '/var/lib/slipstream',
      WORKERS: '3',
      LOG_LEVEL: 'debug',
    });
    expect(settings).toMatchObject({ port: 9000, dataDir: '/var/lib/slipstream', workers: 3, verbose: true });
  });

  it.each([
    ['PORT', '80a'],
    ['PORT', '0'],
    ['PORT', '65536'],
    ['WORKERS', '-1'],
    ['WORKERS', '1.5'],
  ])('refuses %s=%s and names the variable', (name, value) => {
    expect(() => read({ [name]: value })).toThrow(SettingError);
    expect(() => read({ [name]: value })).toThrow(name);
  });
});
