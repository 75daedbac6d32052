import { FrameFormatError } from '../errors.js';
import type { CommandHeader } from './command-header.js';
import { setField } from './ext-fields.js';
import { parseFastJson } from './fast-json.js';

/** A header as JSON, members in the order of the Java class `RemotingCommand`. A null remark is left out. */
export function encodeJsonHeader(header: CommandHeader): Buffer {
  return Buffer.from(
    JSON.stringify({
      code: header.code,
      language: header.language,
      version: header.version,
      opaque: header.opaque,
      flag: header.flag,
      remark: header.remark ?? undefined,
      extFields: header.extFields,
    }),
    'utf8',
  );
}

/** Reads a JSON header; unknown members are ignored, numbers and booleans among the fields become text. */
export function decodeJsonHeader(bytes: Buffer): CommandHeader {
  const members = parseMembers(bytes);
  const { language, remark } = members;
  return {
    code: integer(members['code'], 'code'),
    language: typeof language === 'string' || typeof language === 'number' ? language : 'OTHER',
    version: integer(members['version'] ?? 0, 'version'),
    opaque: integer(members['opaque'] ?? 0, 'opaque'),
    flag: integer(members['flag'] ?? 0, 'flag'),
    remark: typeof remark === 'string' ? remark : null,
    extFields: textFields(members['extFields']),
  };
}

function parseMembers(bytes: Buffer): Record<string, unknown> {
  const text = bytes.toString('utf8');
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    try {
      value = parseFastJson(text);
    } catch (cause) {
      throw new FrameFormatError('The header is not JSON', { cause });
    }
  }
  if (!isRecord(value)) throw new FrameFormatError('The header is not a JSON object');
  return value;
}

function textFields(value: unknown): Record<string, string> {
  const fields: Record<string, string> = {};
  if (!isRecord(value)) return fields;
  for (const [key, field] of Object.entries(value)) {
    if (typeof field === 'string') setField(fields, key, field);
    else if (typeof field === 'number' || typeof field === 'boolean') setField(fields, key, String(field));
  }
  return fields;
}

function integer(value: unknown, member: string): number {
  if (typeof value === 'number' && Number.isInteger(value)) return value;
  throw new FrameFormatError(`The header member ${member} is not an integer`);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
