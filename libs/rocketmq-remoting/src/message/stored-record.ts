import { readIpv4, readIpv6 } from './host-address.js';
import type { HostAddress, StoredMessage } from './message.js';
import { SYS_FLAG } from './sys-flag.js';

/** A stored record in the buffer that it came in; its layout is proven, its fields are read when they are asked for. */
export class StoredRecord implements StoredMessage {
  #body: Buffer | undefined;
  #properties: Buffer | undefined;

  constructor(
    private readonly bytes: Buffer,
    /** Where each part begins in `bytes`, and where body and topic end. */
    private readonly start: number,
    readonly sysFlag: number,
    private readonly bodyStart: number,
    private readonly bodyEnd: number,
    private readonly topicStart: number,
    private readonly topicEnd: number,
    private readonly propertiesStart: number,
  ) {}

  get totalSize(): number {
    return this.bytes.readInt32BE(this.start);
  }

  get bodyCrc(): number {
    return this.bytes.readInt32BE(this.start + 8);
  }

  get topic(): string {
    return this.bytes.toString('utf8', this.topicStart, this.topicEnd);
  }

  get queueId(): number {
    return this.bytes.readInt32BE(this.start + 12);
  }

  get flag(): number {
    return this.bytes.readInt32BE(this.start + 16);
  }

  get queueOffset(): number {
    return int64(this.bytes, this.start + 20);
  }

  get commitLogOffset(): number {
    return int64(this.bytes, this.start + 28);
  }

  get bornTimestamp(): number {
    return safeInt64(this.bytes, this.start + 40);
  }

  get bornHost(): HostAddress {
    return this.#host(this.start + 48, SYS_FLAG.BORN_HOST_V6);
  }

  get storeTimestamp(): number {
    return safeInt64(this.bytes, this.#storeTimeStart);
  }

  get storeHost(): HostAddress {
    return this.#host(this.#storeTimeStart + 8, SYS_FLAG.STORE_HOST_V6);
  }

  get reconsumeTimes(): number {
    return this.bytes.readInt32BE(this.bodyStart - 16);
  }

  get preparedTransactionOffset(): number {
    return safeInt64(this.bytes, this.bodyStart - 12);
  }

  get body(): Buffer {
    this.#body ??= this.bytes.subarray(this.bodyStart, this.bodyEnd);
    return this.#body;
  }

  get properties(): Buffer {
    const end = this.start + this.totalSize;
    this.#properties ??= this.bytes.subarray(this.propertiesStart, end);
    return this.#properties;
  }

  get #storeTimeStart(): number {
    return this.start + 48 + ((this.sysFlag & SYS_FLAG.BORN_HOST_V6) === 0 ? 4 : 16) + 4;
  }

  #host(start: number, v6Bit: number): HostAddress {
    return (this.sysFlag & v6Bit) === 0
      ? { host: readIpv4(this.bytes, start), port: this.bytes.readInt32BE(start + 4) }
      : { host: readIpv6(this.bytes, start), port: this.bytes.readInt32BE(start + 16) };
  }
}

/** All fields of a message as an object of its own, to be changed or compared. */
export function plainMessage(message: StoredMessage): StoredMessage {
  return {
    totalSize: message.totalSize,
    bodyCrc: message.bodyCrc,
    topic: message.topic,
    queueId: message.queueId,
    flag: message.flag,
    queueOffset: message.queueOffset,
    commitLogOffset: message.commitLogOffset,
    sysFlag: message.sysFlag,
    bornTimestamp: message.bornTimestamp,
    bornHost: message.bornHost,
    storeTimestamp: message.storeTimestamp,
    storeHost: message.storeHost,
    reconsumeTimes: message.reconsumeTimes,
    preparedTransactionOffset: message.preparedTransactionOffset,
    body: message.body,
    properties: message.properties,
  };
}

/** 64 bits as a number; exact within the safe integers only. */
function int64(bytes: Buffer, start: number): number {
  return bytes.readInt32BE(start) * 0x1_0000_0000 + bytes.readUInt32BE(start + 4);
}

// Producers choose these freely: one absurd value must not make a queue unreadable.
function safeInt64(bytes: Buffer, start: number): number {
  return Math.max(Number.MIN_SAFE_INTEGER, Math.min(Number.MAX_SAFE_INTEGER, int64(bytes, start)));
}
