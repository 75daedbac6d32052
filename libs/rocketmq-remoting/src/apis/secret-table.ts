import { createHmac, randomBytes } from 'node:crypto';
import { LazyTable } from './lazy-table.js';

/** Never leaves this process: whoever reads a fingerprint somewhere cannot try secrets on it. */
const PROCESS_KEY = randomBytes(32);

/** A table with secrets in it. Its fingerprints can be compared with those of the same process only. */
export abstract class SecretTable<Content> extends LazyTable<Content> {
  protected override digest(body: Buffer): string {
    return createHmac('sha256', PROCESS_KEY).update(body).digest('base64url');
  }
}
