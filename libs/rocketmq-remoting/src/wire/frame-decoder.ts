import { FrameFormatError, FrameTooLargeError, type ProtocolError } from '../errors.js';

/** The limit of brokers and Name Servers (`com.rocketmq.remoting.frameMaxLength`), in bytes. */
export const DEFAULT_MAX_FRAME_BYTES = 16 * 1024 * 1024;

const LENGTH_WORD_BYTES = 4;
const SMALLEST_FRAME_BYTES = 4; // the word with serialisation and header length

/**
 * Cuts a byte stream into frames: chunks in, whole frames out, however the stream was split.
 *
 * frame := int32 length (of what follows) · length bytes
 *
 * Each frame is copied once, into a buffer of its own: a chunk may be used again as soon as `push` returns. After an error the
 * stream has no known frame boundary any more, so every later `push` throws the same error.
 */
export class FrameDecoder {
  readonly #maxFrameBytes: number;
  #lengthWord = 0;
  #lengthBytes = 0;
  #partial: Buffer | null = null;
  #filled = 0;
  #failure: ProtocolError | null = null;

  constructor(maxFrameBytes: number = DEFAULT_MAX_FRAME_BYTES) {
    this.#maxFrameBytes = maxFrameBytes;
  }

  /** Bytes held back because their frame is not complete. */
  get pendingBytes(): number {
    return this.#partial === null ? this.#lengthBytes : LENGTH_WORD_BYTES + this.#filled;
  }

  /** The frames that `chunk` completes, without their length words. Throws before it allocates for a frame over the limit. */
  push(chunk: Buffer): Buffer[] {
    if (this.#failure !== null) throw this.#failure;
    const frames: Buffer[] = [];
    let position = 0;
    while (position < chunk.length) {
      if (this.#partial !== null) {
        position = this.#fill(this.#partial, chunk, position, frames);
        continue;
      }
      position = this.#readLength(chunk, position);
      if (this.#lengthBytes < LENGTH_WORD_BYTES) break;
      const length = this.#checkedLength();
      this.#lengthBytes = 0;
      this.#lengthWord = 0;
      this.#partial = Buffer.allocUnsafe(length);
      this.#filled = 0;
    }
    return frames;
  }

  #readLength(chunk: Buffer, start: number): number {
    let position = start;
    while (this.#lengthBytes < LENGTH_WORD_BYTES && position < chunk.length) {
      this.#lengthWord = (this.#lengthWord << 8) | chunk.readUInt8(position);
      this.#lengthBytes += 1;
      position += 1;
    }
    return position;
  }

  #checkedLength(): number {
    const length = this.#lengthWord;
    if (length < SMALLEST_FRAME_BYTES)
      this.#fail(new FrameFormatError(`A frame cannot be ${length} bytes long`));
    if (length > this.#maxFrameBytes) {
      this.#fail(new FrameTooLargeError({ frameBytes: length, maxFrameBytes: this.#maxFrameBytes }));
    }
    return length;
  }

  #fill(partial: Buffer, chunk: Buffer, position: number, frames: Buffer[]): number {
    const copied = chunk.copy(partial, this.#filled, position);
    this.#filled += copied;
    if (this.#filled === partial.length) {
      frames.push(partial);
      this.#partial = null;
      this.#filled = 0;
    }
    return position + copied;
  }

  #fail(error: ProtocolError): never {
    this.#failure = error;
    throw error;
  }
}
