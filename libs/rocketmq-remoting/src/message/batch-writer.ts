import { MessageFormatError } from '../errors.js';
import { BATCH_ENTRY_BYTES, batchEntrySize, decodeBatch, type BatchEntry } from './batch.js';

/** What the length of properties can say, bytes. */
export const LONGEST_PROPERTIES = 0x7fff;

const PROPERTIES_LENGTH_BYTES = 2;
const LOW_DIGITS = 1_000_000_000;
/** Up to this length a loop is quicker than a call into the runtime, bytes. */
const SHORT_BYTES = 48;

/** Messages of one batch, written as request 320 wants them. Bytes are not to be changed while they are being sent. */
export class EncodedBatch implements Iterable<BatchEntry> {
  constructor(
    /** Messages in it. */
    readonly length: number,
    /** The body of request 320. */
    readonly bytes: Buffer,
    /** Length of the longest properties in it, bytes; over {@link LONGEST_PROPERTIES} the bytes are not to be sent. */
    readonly longestProperties: number,
  ) {}

  /** Writes messages, unless they are written already. */
  static of(entries: readonly BatchEntry[] | EncodedBatch): EncodedBatch {
    if (entries instanceof EncodedBatch) return entries;
    const writer = new BatchWriter(entries.reduce((sum, entry) => sum + batchEntrySize(entry), 0));
    for (const { flag, body, properties } of entries) {
      writer.begin(flag, body);
      writer.append(properties, 0, properties.length);
      writer.end();
    }
    return writer.finish();
  }

  /** Body and property bytes of all messages. */
  get contentBytes(): number {
    return this.bytes.length - this.length * BATCH_ENTRY_BYTES;
  }

  /** Reads the messages back; slices of {@link bytes}. */
  *[Symbol.iterator](): Iterator<BatchEntry> {
    yield* decodeBatch(this.bytes);
  }
}

/**
 * Writes a batch message by message into one buffer: flag and body first, then the properties in as many pieces as it takes.
 *
 * batch := (int32 size · int32 magic · int32 CRC · int32 flag · int32 n + body · int16 n + properties)*
 *
 * Brokers compute magic and CRC themselves; 0 is what Java clients write.
 */
export class BatchWriter {
  readonly #bytes: Buffer;
  #position = 0;
  #count = 0;
  #longestProperties = 0;
  #entryStart = 0;
  #propertiesStart = 0;

  /** @param capacity bytes that all messages together take at most */
  constructor(capacity: number) {
    this.#bytes = Buffer.allocUnsafe(capacity);
  }

  /** Bytes written. */
  get size(): number {
    return this.#position;
  }

  /** Begins a message. */
  begin(flag: number, body: Uint8Array): void {
    const bytes = this.#bytes;
    const start = this.#position;
    this.#entryStart = start;
    // Written byte by byte in one place: this runs once per message.
    bytes.fill(0, start + 4, start + 12);
    writeInt32(bytes, start + 12, flag);
    writeInt32(bytes, start + 16, body.length);
    bytes.set(body, start + 20);
    this.#propertiesStart = start + 20 + body.length + PROPERTIES_LENGTH_BYTES;
    this.#position = this.#propertiesStart;
  }

  /** Adds raw property bytes to the open message. */
  append(source: Buffer, start: number, end: number): void {
    const length = end - start;
    if (length <= SHORT_BYTES) {
      const bytes = this.#bytes;
      let position = this.#position;
      for (let index = start; index < end; index += 1) bytes[position++] = source[index] ?? 0;
    } else source.copy(this.#bytes, this.#position, start, end);
    this.#position += length;
  }

  /** Adds one byte to the properties of the open message. */
  appendByte(value: number): void {
    this.#bytes[this.#position++] = value;
  }

  /** Adds a number in decimal digits; a safe integer of 0 or more. */
  appendDecimal(value: number): void {
    const low = value % LOW_DIGITS;
    const high = (value - low) / LOW_DIGITS;
    if (high > 0) {
      this.appendDecimal(high);
      this.#digits(low, 9);
    } else this.#digits(low, countDigits(low));
  }

  /** Adds 32 bits as 8 lower-case hex digits. */
  appendHex32(value: number): void {
    const bytes = this.#bytes;
    let position = this.#position;
    for (let shift = 28; shift >= 0; shift -= 4) {
      const digit = (value >>> shift) & 0xf;
      bytes[position++] = digit < 10 ? 0x30 + digit : 0x57 + digit;
    }
    this.#position = position;
  }

  /** Nine digits or fewer: integers that need no floating point. */
  #digits(value: number, count: number): void {
    const bytes = this.#bytes;
    let rest = value;
    for (let position = this.#position + count - 1; position >= this.#position; position -= 1) {
      const quotient = (rest / 10) | 0;
      bytes[position] = 0x30 + rest - quotient * 10;
      rest = quotient;
    }
    this.#position += count;
  }

  /** Ends the open message. */
  end(): void {
    const length = this.#position - this.#propertiesStart;
    if (length > this.#longestProperties) this.#longestProperties = length;
    const bytes = this.#bytes;
    bytes[this.#propertiesStart - 2] = (length >> 8) & 0xff;
    bytes[this.#propertiesStart - 1] = length & 0xff;
    writeInt32(bytes, this.#entryStart, this.#position - this.#entryStart);
    this.#count += 1;
  }

  /** @throws MessageFormatError when more was written than there is room for */
  finish(): EncodedBatch {
    if (this.#position > this.#bytes.length)
      throw new MessageFormatError(
        `A batch of ${this.#position} bytes was written into ${this.#bytes.length}`,
      );
    return new EncodedBatch(this.#count, this.#bytes.subarray(0, this.#position), this.#longestProperties);
  }
}

function countDigits(value: number): number {
  let digits = 1;
  for (let bound = 10; bound <= value; bound *= 10) digits += 1;
  return digits;
}

function writeInt32(bytes: Buffer, position: number, value: number): void {
  bytes[position] = (value >>> 24) & 0xff;
  bytes[position + 1] = (value >>> 16) & 0xff;
  bytes[position + 2] = (value >>> 8) & 0xff;
  bytes[position + 3] = value & 0xff;
}
