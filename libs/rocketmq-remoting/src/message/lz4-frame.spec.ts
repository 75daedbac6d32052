import { describe, expect, it } from 'vitest';
import { DecompressionError } from '../errors.js';
import { decompressLz4Frame } from './lz4-frame.js';

const VERSION = 0x40;

/** A frame by hand: the flags, what follows the block size byte, and the rest. */
function frame(flags: number, ...parts: (number | number[])[]): Buffer {
  return Buffer.from([0x04, 0x22, 0x4d, 0x18, flags, 0x40, ...parts.flat()]);
}

const checksum = 0;
const end = [0, 0, 0, 0];
const stored = (text: string): number[] => [text.length, 0, 0, 0x80, ...Buffer.from(text)];
const block = (...bytes: number[]): number[] => [bytes.length, 0, 0, 0, ...bytes];
const read = (bytes: Buffer): string => decompressLz4Frame(bytes, 1000).toString();
const [a, b, c] = [0x61, 0x62, 0x63];

describe('decompressLz4Frame', () => {
  it('reads stored blocks', () => {
    expect(read(frame(VERSION, checksum, stored('abc'), stored('def'), end))).toBe('abcdef');
  });

  it('reads matches that overlap themselves', () => {
    expect(read(frame(VERSION, checksum, block(0x24, a, b, 2, 0, 0x10, c), end))).toBe('abababababc');
  });

  it('reads matches into the block before (dependent blocks)', () => {
    expect(read(frame(VERSION, checksum, stored('abcd'), block(0x00, 4, 0, 0x10, c), end))).toBe('abcdabcdc');
  });

  it('reads long lengths', () => {
    const literals = Array.from({ length: 20 }, () => a);
    expect(read(frame(VERSION, checksum, block(0xff, 5, ...literals, 1, 0, 255, 1, 0x10, b), end))).toBe(
      'a'.repeat(20 + 15 + 256 + 4) + 'b',
    );
  });

  it('steps over content size, block checksums and content checksum', () => {
    const flags = VERSION | 0x8 | 0x10 | 0x4;
    const size = [3, 0, 0, 0, 0, 0, 0, 0];
    expect(read(frame(flags, size, checksum, stored('abc'), [9, 9, 9, 9], end, [9, 9, 9, 9]))).toBe('abc');
  });

  it.each([
    ['another magic', Buffer.from('RocketMQ body, not compressed')],
    ['another version', frame(0x80, checksum, end)],
    ['a dictionary', frame(VERSION | 0x1, 1, 0, 0, 0, checksum, end)],
    ['a match before the start', frame(VERSION, checksum, block(0x10, a, 2, 0, 0x00), end)],
    ['a match at distance 0', frame(VERSION, checksum, block(0x10, a, 0, 0, 0x00), end)],
    ['an empty block', frame(VERSION, checksum, [0, 0, 0, 0x80], block(0x14, a, 1), end)],
    ['a block longer than the frame', frame(VERSION, checksum, [255, 255, 255, 0x7f])],
    ['no end mark', frame(VERSION, checksum, stored('abc'))],
  ])('refuses a frame with %s', (_, bytes) => {
    expect(() => decompressLz4Frame(bytes, 1000)).toThrow(DecompressionError);
  });
});
