import { createCipheriv, createDecipheriv, createHash, createHmac, randomBytes } from 'node:crypto';

const CIPHER = 'aes-256-gcm';
const KEY_BYTES = 32;
const IV_BYTES = 12;
const TAG_BYTES = 16;
const VERSION = 'v1';

/** Why a secret cannot be opened. */
export const SECRET_BOX_ERROR_CODES = ['INVALID_KEY', 'MALFORMED', 'OTHER_KEY', 'FORGED'] as const;
export type SecretBoxErrorCode = (typeof SECRET_BOX_ERROR_CODES)[number];

/** The key or a sealed secret is not usable. Never holds any part of either. */
export class SecretBoxError extends Error {
  constructor(
    readonly code: SecretBoxErrorCode,
    said: string,
  ) {
    super(said);
    this.name = 'SecretBoxError';
  }
}

/**
 * Seals secret keys of clusters with AES-256-GCM. A sealed secret belongs to one row: it is bound to the row's id, so that
 * it cannot be moved to another one.
 *
 * Format: `v1.<keyId>.<iv>.<tag>.<ciphertext>`, the last three in base64; `keyId` tells keys apart without saying anything
 * of them.
 */
export class SecretBox {
  readonly #key: Buffer;
  readonly #keyId: string;

  /**
   * @param key 32 bytes in hex or base64, as in SLIPSTREAM_SECRET_KEY
   * @throws SecretBoxError INVALID_KEY
   */
  constructor(key: string) {
    this.#key = parseKey(key);
    this.#keyId = createHash('sha256')
      .update('slipstream key id')
      .update(this.#key)
      .digest('hex')
      .slice(0, 8);
  }

  /**
   * A fingerprint of a text that holds a secret: equal for equal texts of one installation; nobody without its key can try
   * secrets on it.
   */
  fingerprint(text: string): string {
    return createHmac('sha256', this.#key).update('slipstream fingerprint').update(text).digest('base64url');
  }

  /** Seals a cluster's secret key for its row. */
  seal(clusterRowId: string, secret: string): string {
    const iv = randomBytes(IV_BYTES);
    const cipher = createCipheriv(CIPHER, this.#key, iv, { authTagLength: TAG_BYTES }).setAAD(
      boundTo(clusterRowId),
    );
    const sealed = Buffer.concat([cipher.update(secret, 'utf8'), cipher.final()]);
    return [
      VERSION,
      this.#keyId,
      ...[iv, cipher.getAuthTag(), sealed].map((part) => part.toString('base64')),
    ].join('.');
  }

  /**
   * Opens what was sealed for this row.
   *
   * @throws SecretBoxError OTHER_KEY when another key sealed it, FORGED when it was changed or is of another row
   */
  open(clusterRowId: string, sealed: string): string {
    const { keyId, iv, tag, ciphertext } = parseSealed(sealed);
    if (keyId !== this.#keyId) {
      throw new SecretBoxError('OTHER_KEY', 'The secret was sealed with another SLIPSTREAM_SECRET_KEY.');
    }
    const decipher = createDecipheriv(CIPHER, this.#key, iv, { authTagLength: TAG_BYTES });
    decipher.setAAD(boundTo(clusterRowId)).setAuthTag(tag);
    try {
      return Buffer.concat([decipher.update(ciphertext), decipher.final()]).toString('utf8');
    } catch {
      throw new SecretBoxError('FORGED', 'The sealed secret was changed, or belongs to another cluster.');
    }
  }
}

function boundTo(clusterRowId: string): Buffer {
  return Buffer.from(`${clusterRowId}:secretKey`, 'utf8');
}

function parseKey(text: string): Buffer {
  const key = /^[0-9A-Fa-f]{64}$/.test(text) ? Buffer.from(text, 'hex') : Buffer.from(text, 'base64');
  if (key.length !== KEY_BYTES) {
    throw new SecretBoxError('INVALID_KEY', 'SLIPSTREAM_SECRET_KEY must be 32 bytes in hex or base64.');
  }
  return key;
}

function parseSealed(sealed: string): { keyId: string; iv: Buffer; tag: Buffer; ciphertext: Buffer } {
  const parts = sealed.split('.');
  const [version, keyId, ...encoded] = parts;
  const [iv, tag, ciphertext] = encoded.map((part) => Buffer.from(part, 'base64'));
  const isComplete = parts.length === 5 && version === VERSION && keyId !== undefined;
  if (!isComplete || iv?.length !== IV_BYTES || tag?.length !== TAG_BYTES || ciphertext === undefined) {
    throw new SecretBoxError('MALFORMED', 'This is not a sealed secret of a known version.');
  }
  return { keyId, iv, tag, ciphertext };
}
