import { hash } from 'node:crypto';
import type { JsonValue } from '../wire/fast-json.js';
import { integerOf, objectOf } from './answer-fields.js';

/** When a table of a broker last changed. Java: DataVersion. A broker raises the counter with each change. */
export interface DataVersion {
  counter: number;
  /** Wall clock of the broker at the last change, ms since the epoch. */
  timestamp: number;
}

/** What every listing of a broker's table has. */
export interface TableAnswer {
  /**
   * Equal for two answers of one broker = nothing changed between them. Unequal says nothing: a broker may write the same
   * table in another order after its restart. Costs a hash of the answer, nothing is parsed for it.
   */
  readonly fingerprint: string;
}

/**
 * A table as a broker answered it, parsed when somebody first looks inside. A caller that knows the fingerprint already never
 * looks, so that a table of thousands of entries that stayed the same is hashed and not read.
 */
export abstract class LazyTable<Content> implements TableAnswer {
  #body: Buffer | null;
  #fingerprint: string | undefined;
  #content: Content | undefined;

  constructor(body: Buffer) {
    this.#body = body;
  }

  get fingerprint(): string {
    this.#fingerprint ??= this.digest(this.#body ?? Buffer.alloc(0));
    return this.#fingerprint;
  }

  /** Throws `ProtocolError` when the answer is not what it should be. */
  protected get content(): Content {
    if (this.#content === undefined) {
      const body = this.#body ?? Buffer.alloc(0);
      this.#content = this.read(body);
      // Both are known from here on: the text, which is larger than what was read, can go.
      this.#fingerprint ??= this.digest(body);
      this.#body = null;
    }
    return this.#content;
  }

  protected abstract read(body: Buffer): Content;

  protected digest(body: Buffer): string {
    return hash('sha256', body, 'base64url');
  }
}

/** Reads `{counter, timestamp}`; old brokers misspell the second. */
export function readDataVersion(value: JsonValue | undefined): DataVersion {
  const version = objectOf(value, 'dataVersion');
  return {
    counter: integerOf(version['counter'], 'counter'),
    timestamp: integerOf(version['timestamp'] ?? version['timestatmp'], 'timestamp'),
  };
}
