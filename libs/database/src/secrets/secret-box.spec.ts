import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { SecretBox } from './secret-box.js';

const KEY = randomBytes(32);
const ROW = '2f1f6d0e-7a52-4a55-9d3a-0d5f7d0d0001';
const OTHER_ROW = '2f1f6d0e-7a52-4a55-9d3a-0d5f7d0d0002';
const box = new SecretBox(KEY.toString('hex'));

describe('a sealed secret key (C-03)', () => {
  it.each(['', 'secret', '中文 and 😀', 'x'.repeat(256)])('opens for its row: %j', (secret) => {
    expect(box.open(ROW, box.seal(ROW, secret))).toBe(secret);
  });

  it('is another text each time, and never holds the secret', () => {
    const sealed = box.seal(ROW, 'secret');
    expect(box.seal(ROW, 'secret')).not.toBe(sealed);
    expect(sealed).toMatch(/^v1\.[0-9a-f]{8}\.[A-Za-z0-9+/=]{16}\.[A-Za-z0-9+/=]{24}\.[A-Za-z0-9+/=]+$/);
    expect(sealed).not.toContain(Buffer.from('secret').toString('base64'));
  });

  it('opens with the same key written in base64', () => {
    expect(new SecretBox(KEY.toString('base64')).open(ROW, box.seal(ROW, 'secret'))).toBe('secret');
  });

  it('does not open for another row, so that two rows cannot be swapped', () => {
    expect(() => box.open(OTHER_ROW, box.seal(ROW, 'secret'))).toThrow(
      expect.objectContaining({ code: 'FORGED' }),
    );
    expect(() => box.open(ROW, box.seal(OTHER_ROW, 'other'))).toThrow(
      expect.objectContaining({ code: 'FORGED' }),
    );
  });

  it('does not open with another key, and says so', () => {
    const other = new SecretBox(randomBytes(32).toString('hex'));
    expect(() => other.open(ROW, box.seal(ROW, 'secret'))).toThrow(
      expect.objectContaining({ code: 'OTHER_KEY' }),
    );
  });

  it('does not open with another key that poses as the right one', () => {
    const other = new SecretBox(randomBytes(32).toString('hex'));
    const keyId = other.seal(ROW, '').split('.')[1] ?? '';
    const posing = box.seal(ROW, 'secret').replace(/^v1\.[^.]+/, `v1.${keyId}`);
    expect(() => other.open(ROW, posing)).toThrow(expect.objectContaining({ code: 'FORGED' }));
  });

  it.each([2, 3, 4])('does not open when part %i is changed', (index) => {
    const parts = box.seal(ROW, 'secret').split('.');
    const bytes = Buffer.from(parts[index] ?? '', 'base64');
    bytes[0] = (bytes[0] ?? 0) ^ 1;
    parts[index] = bytes.toString('base64');
    expect(() => box.open(ROW, parts.join('.'))).toThrow(expect.objectContaining({ code: 'FORGED' }));
  });

  it.each(['', 'secret', 'v2.a.b.c.d', 'v1.a.b.c', 'v1.aaaaaaaa.AAAA.AAAA.AAAA'])('is not: %j', (text) => {
    expect(() => box.open(ROW, text)).toThrow(expect.objectContaining({ code: 'MALFORMED' }));
  });

  it('can have a short tag in no way', () => {
    const parts = box.seal(ROW, 'secret').split('.');
    parts[3] = Buffer.from(parts[3] ?? '', 'base64')
      .subarray(0, 4)
      .toString('base64');
    expect(() => box.open(ROW, parts.join('.'))).toThrow(expect.objectContaining({ code: 'MALFORMED' }));
  });
});

describe('a key', () => {
  it.each(['', 'short', randomBytes(31).toString('hex'), randomBytes(33).toString('base64')])(
    'is not: %j',
    (key) => {
      expect(() => new SecretBox(key)).toThrow(expect.objectContaining({ code: 'INVALID_KEY' }));
    },
  );
});

describe('a fingerprint of something secret (M-01)', () => {
  it('is the same for the same text, another for another text or key, and never holds the text', () => {
    const fingerprint = box.fingerprint('secret');
    expect(box.fingerprint('secret')).toBe(fingerprint);
    expect(box.fingerprint('secret ')).not.toBe(fingerprint);
    expect(new SecretBox(randomBytes(32).toString('hex')).fingerprint('secret')).not.toBe(fingerprint);
    expect(fingerprint).not.toContain('secret');
  });
});
