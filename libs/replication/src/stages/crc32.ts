/** CRC-32 as zlib computes it; a loop of our own, since a call into zlib costs more than the few bytes that are summed here. */
const TABLE = Int32Array.from({ length: 256 }, (_unused, value) => {
  let crc = value;
  for (let bit = 0; bit < 8; bit++) crc = (crc & 1) === 0 ? crc >>> 1 : (crc >>> 1) ^ 0xedb88320;
  return crc;
});

/**
 * CRC-32 of `bytes[start, end)`.
 *
 * @param crc that of the bytes before it
 * @returns 32 bits without a sign
 */
export function crc32(bytes: Uint8Array, start: number, end: number, crc = 0): number {
  let value = ~crc;
  for (let index = start; index < end; index++)
    value = (TABLE[(value ^ (bytes[index] ?? 0)) & 0xff] ?? 0) ^ (value >>> 8);
  return ~value >>> 0;
}
