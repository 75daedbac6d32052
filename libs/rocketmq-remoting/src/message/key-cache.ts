import { isSameBytes } from './same-bytes.js';

/** Property keys are few and come again in every message: their strings are made once, not once per message. */
const SLOTS = 512;
const LONGEST_CACHED_KEY = 64;

interface Slot {
  readonly bytes: Buffer;
  readonly text: string;
}

const slots: (Slot | undefined)[] = Array.from({ length: SLOTS }, () => undefined);

/** The UTF-8 text of `source[start, end)`. Remembers short keys in a table of fixed size. */
export function internKey(source: Buffer, start: number, end: number): string {
  if (end - start > LONGEST_CACHED_KEY) return source.toString('utf8', start, end);
  let hash = 0;
  for (let index = start; index < end; index += 1) hash = (hash * 31 + (source[index] ?? 0)) | 0;
  const slot = slots[hash & (SLOTS - 1)];
  if (slot !== undefined && isSameBytes(slot.bytes, source, start, end)) return slot.text;
  const text = source.toString('utf8', start, end);
  slots[hash & (SLOTS - 1)] = { bytes: Buffer.from(source.subarray(start, end)), text };
  return text;
}
