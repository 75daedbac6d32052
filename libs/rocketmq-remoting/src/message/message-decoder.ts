import { MessageFormatError } from '../errors.js';
import { readIpv4, readIpv6 } from './host-address.js';
import type { HostAddress, StoredMessage } from './message.js';
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
 * Bodies and properties are slices: they keep the whole buffer alive. The CRC is not checked (`bodyCrcOf`). Throws
 * `MessageFormatError` for a record that is cut off or does not add up; nothing is returned then.
 */
export function decodeMessages(buffer: Buffer): StoredMessage[] {
  return new MessageDecoder(buffer).all();
}

const SMALLEST_RECORD_BYTES = 91; // both hosts IPv4, nothing in body, topic and properties

class MessageDecoder {
  readonly #bytes: Buffer;
  #position = 0;
  #end = 0;
  // What neighbouring records share is read once: topic and store host nearly always, the born host often.
  #topicStart = 0;
  #topicLength = -1;
  #topic = '';
  readonly #bornHosts = new HostReader();
  readonly #storeHosts = new HostReader();

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
    const sysFlag = bytes.readInt32BE(start + 36);
    const bornHostBytes = (sysFlag & SYS_FLAG.BORN_HOST_V6) === 0 ? 4 : 16;
    const storeHostBytes = (sysFlag & SYS_FLAG.STORE_HOST_V6) === 0 ? 4 : 16;
    this.#end = start + totalSize;

    const bornHostStart = start + 48;
    const storeTimeStart = bornHostStart + bornHostBytes + 4;
    const storeHostStart = storeTimeStart + 8;
    const reconsumeStart = storeHostStart + storeHostBytes + 4;
    this.#position = reconsumeStart + 12;
    const bodyStart = this.#skip(this.#length(4), 'body');
    const bodyEnd = this.#position;
    const topic = this.#readTopic(magic === MAGIC_V1 ? 1 : 2);
    const propertiesStart = this.#skip(this.#length(2), 'properties');
    const propertiesEnd = this.#position;
    if (propertiesEnd !== this.#end) this.#fail(`a record has ${this.#end - propertiesEnd} bytes too many`);

    return {
      totalSize,
      bodyCrc: bytes.readInt32BE(start + 8),
      topic,
      queueId: bytes.readInt32BE(start + 12),
      flag: bytes.readInt32BE(start + 16),
      queueOffset: this.#offset(start + 20),
      commitLogOffset: this.#offset(start + 28),
      sysFlag,
      bornTimestamp: safeInt64(bytes, start + 40),
      bornHost: this.#bornHosts.read(bytes, bornHostStart, bornHostBytes),
      storeTimestamp: safeInt64(bytes, storeTimeStart),
      storeHost: this.#storeHosts.read(bytes, storeHostStart, storeHostBytes),
      reconsumeTimes: bytes.readInt32BE(reconsumeStart),
      preparedTransactionOffset: safeInt64(bytes, reconsumeStart + 4),
      body: bytes.subarray(bodyStart, bodyEnd),
      properties: bytes.subarray(propertiesStart, propertiesEnd),
    };
  }

  #readTopic(lengthBytes: 1 | 2): string {
    const length = this.#length(lengthBytes);
    const start = this.#skip(length, 'topic');
    if (!this.#isSameTopic(start, length)) {
      this.#topic = this.#bytes.toString('utf8', start, start + length);
      this.#topicStart = start;
      this.#topicLength = length;
    }
    return this.#topic;
  }

  #isSameTopic(start: number, length: number): boolean {
    if (length !== this.#topicLength) return false;
    for (let index = 0; index < length; index += 1) {
      if (this.#bytes[start + index] !== this.#bytes[this.#topicStart + index]) return false;
    }
    return true;
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

  #offset(start: number): number {
    const value = int64(this.#bytes, start);
    if (!Number.isSafeInteger(value)) this.#fail('an offset is beyond the safe integers');
    return value;
  }

  #fail(what: string): never {
    throw new MessageFormatError(`Stored message at byte ${this.#position}: ${what}`);
  }
}

/** Reads hosts; gives the same object again while the bytes stay the same. */
class HostReader {
  #addressBytes = 0;
  #last: HostAddress = { host: '', port: 0 };
  readonly #key = new Int32Array(5);

  read(bytes: Buffer, start: number, addressBytes: 4 | 16): HostAddress {
    let isSame = this.#addressBytes === addressBytes;
    for (let word = 0; word * 4 < addressBytes + 4; word += 1) {
      const value = bytes.readInt32BE(start + word * 4);
      if (this.#key[word] !== value) {
        this.#key[word] = value;
        isSame = false;
      }
    }
    if (!isSame) {
      const host = addressBytes === 4 ? readIpv4(bytes, start) : readIpv6(bytes, start);
      this.#last = Object.freeze({ host, port: bytes.readInt32BE(start + addressBytes) });
      this.#addressBytes = addressBytes;
    }
    return this.#last;
  }
}

/** 64 bits as a number; exact within the safe integers only. */
function int64(bytes: Buffer, start: number): number {
  return bytes.readInt32BE(start) * 0x1_0000_0000 + bytes.readUInt32BE(start + 4);
}

// Producers choose these freely: one absurd value must not make a queue unreadable.
function safeInt64(bytes: Buffer, start: number): number {
  return Math.max(Number.MIN_SAFE_INTEGER, Math.min(Number.MAX_SAFE_INTEGER, int64(bytes, start)));
}
