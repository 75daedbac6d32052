import { FrameFormatError } from '../errors.js';
import { ByteReader } from './byte-reader.js';
import { ByteWriter } from './byte-writer.js';
import type { CommandHeader } from './command-header.js';
import { setField } from './ext-fields.js';
import { languageCode, languageName } from './language.js';

/*
 * header := int16 code · int8 language · int16 version · int32 opaque · int32 flag · int32 n + remark · int32 n + fields
 * fields := (int16 n + key · int32 n + value)*
 * Mirrors the Java class RocketMQSerializable.
 */
const FIXED_BYTES = 2 + 1 + 2 + 4 + 4 + 4 + 4;
const MAX_KEY_BYTES = 0x7fff;

/** A header in the binary form. A null remark is written like an empty one. */
export function encodeBinaryHeader(header: CommandHeader): Buffer {
  const remark = Buffer.from(header.remark ?? '', 'utf8');
  const fields = Object.entries(header.extFields).map(encodeField);
  const fieldBytes = fields.reduce((sum, { key, value }) => sum + 6 + key.length + value.length, 0);
  const writer = new ByteWriter(FIXED_BYTES + remark.length + fieldBytes)
    .int16(inRange(header.code, 16, 'code'))
    .int8(inRange(languageCode(header.language), 8, 'language'))
    .int16(inRange(header.version, 16, 'version'))
    .int32(inRange(header.opaque, 32, 'opaque'))
    .int32(inRange(header.flag, 32, 'flag'))
    .int32(remark.length)
    .bytes(remark)
    .int32(fieldBytes);
  for (const { key, value } of fields) writer.int16(key.length).bytes(key).int32(value.length).bytes(value);
  return writer.finish();
}

/** Reads a binary header. An empty remark reads as null. */
export function decodeBinaryHeader(bytes: Buffer): CommandHeader {
  const reader = new ByteReader(bytes);
  const code = reader.int16();
  const language = languageName(reader.int8());
  const version = reader.int16();
  const opaque = reader.int32();
  const flag = reader.int32();
  const remarkBytes = reader.int32();
  const remark = remarkBytes === 0 ? null : reader.text(remarkBytes);
  return { code, language, version, opaque, flag, remark, extFields: decodeFields(reader) };
}

function decodeFields(reader: ByteReader): Record<string, string> {
  const end = reader.remaining - 4 - reader.int32();
  if (end < 0) throw new FrameFormatError('The header fields are longer than the header');
  const fields: Record<string, string> = {};
  while (reader.remaining > end) {
    const key = reader.text(reader.int16());
    setField(fields, key, reader.text(reader.int32()));
  }
  if (reader.remaining < end) throw new FrameFormatError('A header field is longer than the fields');
  return fields;
}

function encodeField([name, text]: [string, string]): { key: Buffer; value: Buffer } {
  const key = Buffer.from(name, 'utf8');
  if (key.length > MAX_KEY_BYTES)
    throw new FrameFormatError(`A field name of ${key.length} bytes is too long`);
  return { key, value: Buffer.from(text, 'utf8') };
}

function inRange(value: number, bits: 8 | 16 | 32, member: string): number {
  const limit = 2 ** (bits - 1);
  if (Number.isInteger(value) && value >= -limit && value < limit) return value;
  throw new FrameFormatError(`The header member ${member} is no ${bits}-bit integer: ${value}`);
}
