import { MessageFormatError } from '../errors.js';
import type { StoredMessage } from './message.js';
import { StoredRecord } from './stored-record.js';
import { SYS_FLAG } from './sys-flag.js';

/** Topic length in one byte. */
export const MAGIC_V1 = 0xdaa320a7;
/** Topic length in two bytes (5.x, topics over 127 bytes). */
export const MAGIC_V2 = 0xdaa320ab;

/**
 * Reads stored records that lie back to back, as in the answer to a pull.
 *
 * record := int32 total size · int32 magic · int32 body CRC · int32 queue · int32 flag · int64 queue offset
 *           · int64 commit-log offset · int32 sysFlag · int64 born time · born host · int64 store time · store host
 *           · int32 reconsume times · int64 prepared offset · int32 n + body · (int8|int16) n + topic · int16 n + properties
 * host   := 4 or 16 bytes · int32 port
 *
 * Only where things lie is found out here; a field is read when it is asked for ({@link StoredRecord}). Bodies and properties
 * are slices: they keep the whole buffer alive. The CRC is not checked (`bodyCrcOf`). Throws `MessageFormatError` for a record
 * that is cut off or does not add up; nothing is returned then.
 */
export function decodeMessages(buffer: Buffer): StoredMessage[] {
  return new MessageDecoder(buffer).all();
}

const SMALLEST_RECORD_BYTES = 91; // both hosts IPv4, nothing in body, topic and properties
/** High word of the first 64-bit number that is no safe integer. */
const UNSAFE_HIGH_WORD = 0x20_0000;

class MessageDecoder {
  readonly #bytes: Buffer;
  #position = 0;
  #end = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  all(): StoredMessage[] {
    const messages: StoredMessage[] = [];
    while (this.#position < this.#bytes.length) messages.push(this.#record());
    return messages;
  }

  #record(): StoredMessage {
    const bytes = this.#bytes;
    const start = this.#position;
    const left = bytes.length - start;
    if (left < SMALLEST_RECORD_BYTES) this.#fail(`${left} bytes are no record`);
    const totalSize = bytes.readInt32BE(start);
    if (totalSize < SMALLEST_RECORD_BYTES || totalSize > left) {
      this.#fail(`a record of ${totalSize} bytes does not fit into ${left}`);
    }
    const magic = bytes.readUInt32BE(start + 4);
    if (magic !== MAGIC_V1 && magic !== MAGIC_V2) this.#fail(`unknown magic 0x${magic.toString(16)}`);
    this.#checkOffset(start + 20);
    this.#checkOffset(start + 28);
    const sysFlag = bytes.readInt32BE(start + 36);
    const bornHostBytes = (sysFlag & SYS_FLAG.BORN_HOST_V6) === 0 ? 4 : 16;
    const storeHostBytes = (sysFlag & SYS_FLAG.STORE_HOST_V6) === 0 ? 4 : 16;
    this.#end = start + totalSize;
    const reconsumeStart = start + 48 + bornHostBytes + 4 + 8 + storeHostBytes + 4;
    this.#position = reconsumeStart + 12;
    const bodyStart = this.#skip(this.#length(4), 'body');
    const bodyEnd = this.#position;
    const topicStart = this.#skip(this.#length(magic === MAGIC_V1 ? 1 : 2), 'topic');
    const topicEnd = this.#position;
    const propertiesStart = this.#skip(this.#length(2), 'properties');
    if (this.#position !== this.#end) this.#fail(`a record has ${this.#end - this.#position} bytes too many`);
    return new StoredRecord(bytes, start, sysFlag, bodyStart, bodyEnd, topicStart, topicEnd, propertiesStart);
  }

  #length(width: 1 | 2 | 4): number {
    const start = this.#skip(width, 'a length');
    if (width === 1) return this.#bytes.readUInt8(start);
    return width === 2 ? this.#bytes.readInt16BE(start) : this.#bytes.readInt32BE(start);
  }

  /** Moves on by `length` bytes of the record; returns where they start. */
  #skip(length: number, what: string): number {
    const start = this.#position;
    if (length < 0 || length > this.#end - start) {
      this.#fail(`${what} of ${length} bytes does not fit into the ${this.#end - start} left of its record`);
    }
    this.#position += length;
    return start;
  }

  #checkOffset(start: number): void {
    const high = this.#bytes.readInt32BE(start);
    if (high >= UNSAFE_HIGH_WORD || high < -UNSAFE_HIGH_WORD)
      this.#fail('an offset is beyond the safe integers');
  }

  #fail(what: string): never {
    throw new MessageFormatError(`Stored message at byte ${this.#position}: ${what}`);
  }
}
