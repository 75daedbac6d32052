import { MessageFormatError } from '../errors.js';
import { internKey } from './key-cache.js';

/*
 * properties := (key · 0x01 · value · 0x02)*, where the last 0x02 may be missing (batches stored by 4.9).
 * A value may contain 0x01. An entry without 0x01 is no property. Java's parser drops entries with an empty key or value;
 * here an empty value is kept, as it is stored.
 */
const NAME_END = 0x01;
const ENTRY_END = 0x02;

/** Where a value lies in raw properties, `[start, end)`. */
export interface ValueRange {
  start: number;
  end: number;
}

/** The value of a property; the last one when the key occurs more often. Scans the bytes, builds no map. */
export function getProperty(properties: Buffer, key: string): string | undefined {
  const value = findProperty(properties, key);
  return value === undefined ? undefined : properties.toString('utf8', value.start, value.end);
}

/** Where the value of a property lies; the last one when the key occurs more often. */
export function findProperty(properties: Buffer, key: string): ValueRange | undefined {
  // One character per byte, so that keys can be compared without encoding them.
  const name = isAscii(key) ? key : Buffer.from(key, 'utf8').toString('latin1');
  let valueStart = -1;
  let valueEnd = -1;
  let start = 0;
  while (start < properties.length) {
    const end = entryEnd(properties, start);
    if (startsWithName(properties, start, end, name)) {
      valueStart = start + name.length + 1;
      valueEnd = end;
    }
    start = end + 1;
  }
  return valueStart < 0 ? undefined : { start: valueStart, end: valueEnd };
}

/** All properties; the last value of a key that occurs more often. */
export function parseProperties(properties: Buffer): Map<string, string> {
  const result = new Map<string, string>();
  let start = 0;
  while (start < properties.length) {
    const end = entryEnd(properties, start);
    const nameEnd = nameEndIn(properties, start, end);
    if (nameEnd > start && nameEnd < end) {
      result.set(internKey(properties, start, nameEnd), properties.toString('utf8', nameEnd + 1, end));
    }
    start = end + 1;
  }
  return result;
}

/** Throws `MessageFormatError` for an empty key, 0x01 or 0x02 in a key, and 0x02 in a value. */
export function encodeProperties(entries: Iterable<readonly [string, string]>): Buffer {
  let text = '';
  for (const [key, value] of entries) {
    if (key === '' || key.includes('\u0001') || key.includes('\u0002')) {
      throw new MessageFormatError(`No property name: ${JSON.stringify(key)}`);
    }
    if (value.includes('\u0002')) throw new MessageFormatError(`The value of property ${key} contains 0x02`);
    text += `${key}\u0001${value}\u0002`;
  }
  return Buffer.from(text, 'utf8');
}

function entryEnd(properties: Buffer, start: number): number {
  const end = properties.indexOf(ENTRY_END, start);
  return end < 0 ? properties.length : end;
}

function nameEndIn(properties: Buffer, start: number, end: number): number {
  for (let index = start; index < end; index += 1) {
    if (properties[index] === NAME_END) return index;
  }
  return end;
}

function startsWithName(properties: Buffer, start: number, end: number, name: string): boolean {
  const nameEnd = start + name.length;
  if (name.length === 0 || nameEnd >= end || properties[nameEnd] !== NAME_END) return false;
  for (let index = 0; index < name.length; index += 1) {
    if (properties[start + index] !== name.charCodeAt(index)) return false;
  }
  return true;
}

function isAscii(text: string): boolean {
  for (let index = 0; index < text.length; index += 1) {
    if (text.charCodeAt(index) > 0x7f) return false;
  }
  return true;
}
