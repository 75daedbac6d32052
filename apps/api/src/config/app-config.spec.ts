import 'reflect-metadata';
import { describe, expect, it } from 'vitest';
import { readConfig } from './app-config.js';

const good = { DATABASE_URL: 'postgres://u:p@127.0.0.1:5432/x', SLIPSTREAM_SECRET_KEY: 'ab'.repeat(32) };

describe('configuration', () => {
  it('has defaults that expose nothing', () => {
    expect(readConfig(good)).toMatchObject({
      PORT: 8080,
      SLIPSTREAM_BIND: '127.0.0.1',
      LOG_LEVEL: 'info',
      ADMIN_PASSWORD: undefined,
    });
  });

  it('takes an empty variable for an absent one', () => {
    expect(readConfig({ ...good, PORT: '', ADMIN_PASSWORD: '' })).toMatchObject({
      PORT: 8080,
      ADMIN_PASSWORD: undefined,
    });
  });

  it.each([
    ['PORT', '80a'],
    ['PORT', '70000'],
    ['PORT', '-1'],
    ['SLIPSTREAM_BIND', 'a b'],
    ['DATABASE_URL', ''],
    ['DATABASE_URL', 'mysql://x'],
    ['SLIPSTREAM_SECRET_KEY', ''],
    ['SLIPSTREAM_SECRET_KEY', 'short'],
    ['ADMIN_PASSWORD', 'x'.repeat(257)],
    ['LOG_LEVEL', 'loud'],
  ])('refuses %s=%s by name, and never tells the value', (name, value) => {
    const read = () => readConfig({ ...good, [name]: value });
    expect(read).toThrow(new RegExp(`Environment: ${name} must`));
    if (value.length > 4) expect(read).not.toThrow(value);
  });
});
