/** Writes big-endian values one after the other into a buffer of known size. */
export class ByteWriter {
  readonly #bytes: Buffer;
  #position = 0;

  constructor(size: number) {
    this.#bytes = Buffer.allocUnsafe(size);
  }

  int8(value: number): this {
    this.#position = this.#bytes.writeInt8(value, this.#position);
    return this;
  }

  uint8(value: number): this {
    this.#position = this.#bytes.writeUInt8(value, this.#position);
    return this;
  }

  int16(value: number): this {
    this.#position = this.#bytes.writeInt16BE(value, this.#position);
    return this;
  }

  int32(value: number): this {
    this.#position = this.#bytes.writeInt32BE(value, this.#position);
    return this;
  }

  uint32(value: number): this {
    this.#position = this.#bytes.writeUInt32BE(value, this.#position);
    return this;
  }

  /** A safe integer as 64 bits. */
  int64(value: number): this {
    const high = Math.floor(value / 0x1_0000_0000);
    return this.int32(high).uint32(value - high * 0x1_0000_0000);
  }

  bytes(value: Uint8Array): this {
    this.#bytes.set(value, this.#position);
    this.#position += value.length;
    return this;
  }

  /** What was written; the size given at the start when everything was. */
  finish(): Buffer {
    return this.#bytes.subarray(0, this.#position);
  }
}
