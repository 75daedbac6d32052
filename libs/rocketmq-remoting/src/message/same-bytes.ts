/** True when `source[start, end)` holds these bytes; a loop, since names of properties are short. */
export function isSameBytes(bytes: Uint8Array, source: Uint8Array, start: number, end: number): boolean {
  if (bytes.length !== end - start) return false;
  for (let index = 0; index < bytes.length; index += 1) {
    if (bytes[index] !== source[start + index]) return false;
  }
  return true;
}
