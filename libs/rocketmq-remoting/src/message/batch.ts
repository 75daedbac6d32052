import { MessageFormatError } from '../errors.js';
import { ByteWriter } from '../wire/byte-writer.js';

/** One message of a batch: all that it has of its own (queue, sysFlag and born time are the batch's). */
export interface BatchEntry {
  flag: number;
  body: Buffer;
  /** Raw `key 0x01 value 0x02 ...`. */
  properties: Buffer;
}

/*
 * batch := (int32 size · int32 magic · int32 CRC · int32 flag · int32 n + body · int16 n + properties)*
 * Brokers compute magic and CRC themselves; 0 is what Java clients write.
 */
const FIXED_BYTES = 4 + 4 + 4 + 4 + 4 + 2;
const LONGEST_PROPERTIES = 0x7fff;

/** Bytes that the entry takes in a batch. */
export function batchEntrySize(entry: BatchEntry): number {
  return FIXED_BYTES + entry.body.length + entry.properties.length;
}

/** The body of request 320. Throws `MessageFormatError` for properties over 32,767 bytes. */
export function encodeBatch(entries: readonly BatchEntry[]): Buffer {
  const writer = new ByteWriter(entries.reduce((sum, entry) => sum + batchEntrySize(entry), 0));
  for (const entry of entries) {
    if (entry.properties.length > LONGEST_PROPERTIES) {
      throw new MessageFormatError(`Properties of ${entry.properties.length} bytes are too long`);
    }
    writer
      .int32(batchEntrySize(entry))
      .int32(0)
      .int32(0)
      .int32(entry.flag)
      .int32(entry.body.length)
      .bytes(entry.body)
      .int16(entry.properties.length)
      .bytes(entry.properties);
  }
  return writer.finish();
}

/** Reads the body of request 320, as a broker does; for fakes and tests. Throws `MessageFormatError`. */
export function decodeBatch(body: Buffer): BatchEntry[] {
  const entries: BatchEntry[] = [];
  let start = 0;
  while (start < body.length) {
    const entry = decodeEntry(body, start);
    entries.push(entry);
    start += batchEntrySize(entry);
  }
  return entries;
}

function decodeEntry(bytes: Buffer, start: number): BatchEntry {
  const fail = (): never => {
    throw new MessageFormatError(`Batch entry at byte ${start}: it is cut off or does not add up`);
  };
  const left = bytes.length - start;
  if (left < FIXED_BYTES) fail();
  const size = bytes.readInt32BE(start);
  if (size < FIXED_BYTES || size > left) fail();
  const bodyLength = bytes.readInt32BE(start + 16);
  if (bodyLength < 0 || bodyLength > size - FIXED_BYTES) fail();
  const bodyStart = start + 20;
  const propertiesStart = bodyStart + bodyLength + 2;
  const propertiesLength = bytes.readInt16BE(propertiesStart - 2);
  if (propertiesLength !== size - FIXED_BYTES - bodyLength) fail();
  return {
    flag: bytes.readInt32BE(start + 12),
    body: bytes.subarray(bodyStart, bodyStart + bodyLength),
    properties: bytes.subarray(propertiesStart, propertiesStart + propertiesLength),
  };
}
