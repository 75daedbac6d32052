import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { newPassword, secretKeyOf } from './secrets.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'slipstream-secrets-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

describe('secrets of the launcher', () => {
  it('makes a key of 32 bytes that only its owner may read, and keeps it', () => {
    const key = secretKeyOf(folder);
    expect(Buffer.from(key, 'base64')).toHaveLength(32);
    expect(statSync(join(folder, 'secret.key')).mode & 0o777).toBe(0o600);
    expect(secretKeyOf(folder)).toBe(key);
    expect(readFileSync(join(folder, 'secret.key'), 'utf8').trim()).toBe(key);
  });

  it('makes passwords that differ and can be typed', () => {
    const passwords = Array.from({ length: 50 }, newPassword);
    expect(new Set(passwords).size).toBe(50);
    expect(passwords.every((password) => /^[A-Za-z2-9]{20}$/.test(password))).toBe(true);
  });
});
