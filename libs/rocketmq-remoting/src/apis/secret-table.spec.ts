import { hash } from 'node:crypto';
import { describe, expect, it } from 'vitest';

import { SecretTable } from './secret-table.js';

class Text extends SecretTable<string> {
  protected read(body: Buffer): string {
    return body.toString();
  }
}

describe('a table with secrets', () => {
  const body = Buffer.from('[{"username":"app","password":"guess-me"}]');

  it('has equal fingerprints while nothing changes', () => {
    expect(new Text(body).fingerprint).toBe(new Text(body).fingerprint);
    expect(new Text(body).fingerprint).not.toBe(new Text(Buffer.from('[]')).fingerprint);
  });

  it('has none that a secret can be tried on: they are keyed', () => {
    expect(new Text(body).fingerprint).not.toBe(hash('sha256', body, 'base64url'));
  });
});
