import {
  BATCH_ENTRY_BYTES,
  BatchWriter,
  isSameBytes,
  type StoredMessage,
} from '@slipstream/rocketmq-remoting/message';
import type { WireBatch } from '../ports/target-broker.js';
import {
  bindingSuffix,
  POSITION_BYTES,
  provenancePrefix,
  type Provenance,
  type ProvenanceOrigin,
} from '../provenance.js';
import type { CopyTag } from './copy-tag.js';
import { KEPT_SYS_FLAG } from './batch-limits.js';
import { crc32 } from './crc32.js';
import { isStripped, nameHash } from './property-policy.js';

/** What all copies of a stream have in common. */
export interface CopyContext {
  streamKey: string;
  generation: number;
  epoch: number;
  sourceClusterId: string;
  target: { topic: string; queueId: number };
  /** Given when the task adds a property of its own. */
  tag: CopyTag | undefined;
}

/** A message to be copied, with its own provenance when it is itself a copy. */
export interface MessageToCopy {
  message: StoredMessage;
  provenance: Provenance | undefined;
}

const NAME_END = 0x01;
const ENTRY_END = 0x02;
const COLON = 0x3a;
const UNIQUE_KEY = Buffer.from('UNIQ_KEY');
const UNIQUE_KEY_HASH = nameHash(UNIQUE_KEY, 0, UNIQUE_KEY.length);

/**
 * Writes source messages as the batch that goes to the target: body and flag as they are, the user's properties byte for
 * byte, and the task's tag and the provenance behind them. Bytes go from the received buffer to the one that is sent, once.
 */
export class CopyWriter {
  readonly #ownPrefix: Buffer;
  readonly #epoch: Buffer;
  /** Prefix of the last replica: those of one stream have all the same. */
  #lastPrefix: { text: string; bytes: Buffer } | undefined;

  constructor(private readonly context: CopyContext) {
    this.#ownPrefix = this.#prefixBytes(this.#prefixText(undefined));
    this.#epoch = Buffer.from(`:${context.epoch}:`);
  }

  /** @param copies at least one; all of them with the same compression bits, since a batch has them once (facts §6) */
  write(copies: readonly MessageToCopy[]): WireBatch {
    const first = copies[0]?.message;
    if (first === undefined) throw new Error('a batch of no messages');
    const { topic, queueId } = this.context.target;
    const { bornTimestamp } = first;
    const suffix = bindingSuffix(topic, bornTimestamp);
    const writer = new BatchWriter(this.#capacity(copies));
    for (const { message, provenance } of copies) {
      writer.begin(message.flag, message.body);
      const uniqueKeyCrc = copyProperties(writer, message.properties, this.context.tag);
      const prefix = provenance === undefined ? this.#ownPrefix : this.#prefixOf(provenance);
      writer.append(prefix, 0, prefix.length);
      writer.appendDecimal(message.queueOffset);
      writer.append(this.#epoch, 0, this.#epoch.length);
      writer.appendDecimal(inRange(provenance?.bornTimestamp ?? message.bornTimestamp));
      writer.appendByte(COLON);
      writer.appendHex32(crc32(suffix, 0, suffix.length, uniqueKeyCrc));
      writer.appendByte(ENTRY_END);
      writer.end();
    }
    return {
      topic,
      queueId,
      sysFlag: first.sysFlag & KEPT_SYS_FLAG,
      bornTimestamp,
      entries: writer.finish(),
    };
  }

  #capacity(copies: readonly MessageToCopy[]): number {
    const fixed = BATCH_ENTRY_BYTES + 1 + POSITION_BYTES + this.#epoch.length;
    let bytes = 0;
    for (const { message, provenance } of copies) {
      const prefix = provenance === undefined ? this.#ownPrefix : this.#prefixOf(provenance);
      bytes += fixed + message.body.length + message.properties.length + prefix.length;
    }
    return bytes;
  }

  #prefixOf(provenance: Provenance): Buffer {
    const text = this.#prefixText(provenance);
    if (this.#lastPrefix?.text !== text) this.#lastPrefix = { text, bytes: this.#prefixBytes(text) };
    return this.#lastPrefix.bytes;
  }

  /** The tag stands before the provenance: what follows a prefix is the position. */
  #prefixBytes(provenance: string): Buffer {
    const own = Buffer.from(provenance);
    return this.context.tag === undefined ? own : Buffer.concat([this.context.tag.bytes, own]);
  }

  #prefixText(previous: ProvenanceOrigin | undefined): string {
    const { sourceClusterId, streamKey, generation } = this.context;
    const origin = previous?.origin ?? sourceClusterId;
    const path = previous === undefined ? [sourceClusterId] : [...previous.path, sourceClusterId];
    return provenancePrefix({ origin, path, streamKey, generation });
  }
}

/**
 * Copies the properties that a copy keeps: bytes, order and duplicates as they are, each ended with 0x02. Runs of them are
 * copied at once.
 *
 * @param tag the task's own property, which takes the place of one of its name
 * @returns CRC-32 of the unique key's value, the last one if there are several; 0 without one
 */
function copyProperties(writer: BatchWriter, properties: Buffer, tag: CopyTag | undefined): number {
  const { length } = properties;
  let crc = 0;
  /** First byte that is kept and not yet copied. */
  let runStart = 0;
  let start = 0;
  while (start < length) {
    let hash = 0;
    let byte = 0;
    let nameEnd = start;
    for (; nameEnd < length; nameEnd++) {
      byte = properties[nameEnd] ?? 0;
      if (byte === NAME_END || byte === ENTRY_END) break;
      hash = (Math.imul(hash, 31) + byte) | 0;
    }
    let end = nameEnd;
    while (end < length && properties[end] !== ENTRY_END) end++;
    if (
      end === start ||
      isStripped(hash, properties, start, nameEnd) ||
      (hash === tag?.keyHash && isSameBytes(tag.key, properties, start, nameEnd))
    ) {
      if (start > runStart) writer.append(properties, runStart, start);
      runStart = end + 1;
    } else if (
      hash === UNIQUE_KEY_HASH &&
      nameEnd < end &&
      isSameBytes(UNIQUE_KEY, properties, start, nameEnd)
    )
      crc = crc32(properties, nameEnd + 1, end);
    start = end + 1;
  }
  if (runStart >= length) return crc;
  writer.append(properties, runStart, length);
  if (properties[length - 1] !== ENTRY_END) writer.appendByte(ENTRY_END);
  return crc;
}

/** Producers choose born times freely; what is not readable as a provenance would be copied again and again. */
function inRange(bornTimestamp: number): number {
  return Math.min(Number.MAX_SAFE_INTEGER, Math.max(0, bornTimestamp));
}
