import { MessageFormatError } from '../errors.js';

/** One message of a batch: all that it has of its own (queue, sysFlag and born time are the batch's). */
export interface BatchEntry {
  flag: number;
  body: Buffer;
  /** Raw `key 0x01 value 0x02 ...`. */
  properties: Buffer;
}

/** Bytes that a message takes in a batch beside its body and properties. */
export const BATCH_ENTRY_BYTES = 4 + 4 + 4 + 4 + 4 + 2;

/** Bytes that the entry takes in a batch. */
export function batchEntrySize(entry: BatchEntry): number {
  return BATCH_ENTRY_BYTES + entry.body.length + entry.properties.length;
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
  if (left < BATCH_ENTRY_BYTES) fail();
  const size = bytes.readInt32BE(start);
  if (size < BATCH_ENTRY_BYTES || size > left) fail();
  const bodyLength = bytes.readInt32BE(start + 16);
  if (bodyLength < 0 || bodyLength > size - BATCH_ENTRY_BYTES) fail();
  const bodyStart = start + 20;
  const propertiesStart = bodyStart + bodyLength + 2;
  const propertiesLength = bytes.readInt16BE(propertiesStart - 2);
  if (propertiesLength !== size - BATCH_ENTRY_BYTES - bodyLength) fail();
  return {
    flag: bytes.readInt32BE(start + 12),
    body: bytes.subarray(bodyStart, bodyStart + bodyLength),
    properties: bytes.subarray(propertiesStart, propertiesStart + propertiesLength),
  };
}
