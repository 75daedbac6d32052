import { BodyTooLargeError, DecompressionError } from '../errors.js';

/*
 * frame := uint32le magic · uint8 flags · uint8 block size · [uint64le content size] · [uint32le dictionary] · uint8 checksum
 *          · (uint32le block length, top bit = stored as it is · block · [uint32le checksum])* · uint32le 0 · [uint32le checksum]
 * block := (token · literals · uint16le match offset · match)*, the last sequence without a match
 * Written here because the available package does not check bounds: it loops for minutes on hostile input, and takes
 * truncated input for a short body. Checksums are not verified: every stored message has a CRC of its body already.
 */
const MAGIC = 0x184d2204;
const FLAGS = {
  VERSION_MASK: 0xc0,
  VERSION: 0x40,
  BLOCK_CHECKSUM: 0x10,
  CONTENT_SIZE: 0x8,
  CONTENT_CHECKSUM: 0x4,
  DICTIONARY: 0x1,
} as const;
const STORED_BLOCK = 0x8000_0000;
const MIN_MATCH = 4;
const LONG_LENGTH = 15;

/** Decompresses one LZ4 frame. Throws `BodyTooLargeError` above `maxBytes`, `DecompressionError` on anything unreadable. */
export function decompressLz4Frame(frame: Buffer, maxBytes: number): Buffer {
  const input = new Input(frame);
  if (input.uint32() !== MAGIC) throw new DecompressionError('The body is no LZ4 frame');
  const flags = input.uint8();
  if ((flags & FLAGS.VERSION_MASK) !== FLAGS.VERSION)
    throw new DecompressionError('Unknown LZ4 frame version');
  if ((flags & FLAGS.DICTIONARY) !== 0)
    throw new DecompressionError('LZ4 frames with a dictionary are not supported');
  input.skip(1);
  if ((flags & FLAGS.CONTENT_SIZE) !== 0) input.skip(8);
  input.skip(1);
  const output = new Output(maxBytes, frame.length * 4);
  for (;;) {
    const word = input.uint32();
    if (word === 0) break;
    const length = word & (STORED_BLOCK - 1);
    const block = input.bytes(length);
    if (word >= STORED_BLOCK) output.append(block, 0, length);
    else decompressBlock(new Input(block), output);
    if ((flags & FLAGS.BLOCK_CHECKSUM) !== 0) input.skip(4);
  }
  if ((flags & FLAGS.CONTENT_CHECKSUM) !== 0) input.skip(4);
  return output.finish();
}

function decompressBlock(input: Input, output: Output): void {
  for (;;) {
    const token = input.uint8();
    const literals = input.length(token >>> 4);
    const start = input.skip(literals);
    output.append(input.source, start, start + literals);
    if (input.isAtEnd) return;
    const distance = input.uint16();
    output.repeat(distance, input.length(token & 0xf) + MIN_MATCH);
  }
}

/** Little-endian reads with every bound checked. */
class Input {
  readonly source: Buffer;
  #position = 0;

  constructor(source: Buffer) {
    this.source = source;
  }

  get isAtEnd(): boolean {
    return this.#position === this.source.length;
  }

  uint8(): number {
    return this.source.readUInt8(this.skip(1));
  }

  uint16(): number {
    return this.source.readUInt16LE(this.skip(2));
  }

  uint32(): number {
    return this.source.readUInt32LE(this.skip(4));
  }

  bytes(length: number): Buffer {
    const start = this.skip(length);
    return this.source.subarray(start, start + length);
  }

  /** A length whose first four bits were `start`: 15 means that bytes follow, up to the first that is not 255. */
  length(start: number): number {
    let length = start;
    if (start !== LONG_LENGTH) return length;
    for (;;) {
      const more = this.uint8();
      length += more;
      if (more !== 0xff) return length;
    }
  }

  /** Moves on by `length` bytes; returns where they start. */
  skip(length: number): number {
    const start = this.#position;
    if (length > this.source.length - start) throw new DecompressionError('The LZ4 frame is cut off');
    this.#position += length;
    return start;
  }
}

/** A buffer that grows up to a limit. */
class Output {
  readonly #maxBytes: number;
  #bytes: Buffer;
  #length = 0;

  constructor(maxBytes: number, expectedBytes: number) {
    this.#maxBytes = maxBytes;
    this.#bytes = Buffer.allocUnsafe(Math.min(maxBytes, expectedBytes));
  }

  append(source: Buffer, start: number, end: number): void {
    this.#reserve(end - start);
    this.#length += source.copy(this.#bytes, this.#length, start, end);
  }

  /** Appends `count` bytes that start `distance` bytes back; they may overlap what is being written. */
  repeat(distance: number, count: number): void {
    if (distance === 0 || distance > this.#length)
      throw new DecompressionError('An LZ4 match points outside the body');
    this.#reserve(count);
    const start = this.#length - distance;
    const end = this.#length + count;
    // Each copy doubles what can be copied next, so an overlapping match takes few steps.
    while (this.#length < end) {
      const step = Math.min(this.#length - start, end - this.#length);
      this.#length += this.#bytes.copy(this.#bytes, this.#length, start, start + step);
    }
  }

  finish(): Buffer {
    return this.#bytes.subarray(0, this.#length);
  }

  #reserve(count: number): void {
    const needed = this.#length + count;
    if (needed > this.#maxBytes) throw new BodyTooLargeError(this.#maxBytes);
    if (needed <= this.#bytes.length) return;
    const larger = Buffer.allocUnsafe(Math.min(this.#maxBytes, Math.max(needed, this.#bytes.length * 2)));
    this.#bytes.copy(larger, 0, 0, this.#length);
    this.#bytes = larger;
  }
}
