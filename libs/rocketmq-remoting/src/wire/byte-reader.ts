import { FrameFormatError } from '../errors.js';

/** Reads big-endian values one after the other; a read past the end is a `FrameFormatError`. */
export class ByteReader {
  readonly #bytes: Buffer;
  #position: number;
  readonly #end: number;

  constructor(bytes: Buffer, start = 0, end = bytes.length) {
    this.#bytes = bytes;
    this.#position = start;
    this.#end = end;
  }

  /** Bytes not read yet. */
  get remaining(): number {
    return this.#end - this.#position;
  }

  int8(): number {
    return this.#bytes.readInt8(this.#take(1));
  }

  int16(): number {
    return this.#bytes.readInt16BE(this.#take(2));
  }

  int32(): number {
    return this.#bytes.readInt32BE(this.#take(4));
  }

  /** The next `length` bytes, as a slice without copying. */
  bytes(length: number): Buffer {
    const start = this.#take(length);
    return this.#bytes.subarray(start, start + length);
  }

  /** The next `length` bytes as UTF-8. */
  text(length: number): string {
    const start = this.#take(length);
    return this.#bytes.toString('utf8', start, start + length);
  }

  #take(length: number): number {
    if (length < 0 || length > this.remaining) {
      throw new FrameFormatError(
        `A field of ${length} bytes does not fit into the ${this.remaining} that are left`,
      );
    }
    const start = this.#position;
    this.#position += length;
    return start;
  }
}
