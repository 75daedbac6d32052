import { createRequire } from 'node:module';
import zlib from 'node:zlib';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BodyTooLargeError, DecompressionError } from '../errors.js';
import { throwsOnly } from '../testing/throws-only.js';
import { loadWireVectors } from '../testing/wire-vectors.js';
import { decodeCommand } from '../wire/remoting-command.js';
import { compressionOf, decompressBody, type Compression } from './compression.js';
import { decodeMessages } from './message-decoder.js';

// Another implementation of the format, as a check on ours.
const lz4 = createRequire(import.meta.url)('lz4js') as { compress(bytes: Uint8Array): Uint8Array };

const KINDS = {
  ZLIB: { sysFlag: 0x301, compress: (body: Uint8Array) => zlib.deflateSync(body) },
  ZSTD: { sysFlag: 0x201, compress: (body: Uint8Array) => zlib.zstdCompressSync(body) },
  LZ4: { sysFlag: 0x101, compress: (body: Uint8Array) => Buffer.from(lz4.compress(body)) },
} as const;
const kinds = Object.entries(KINDS);

const recorded = loadWireVectors().flatMap((vector) => {
  if (vector.messages === undefined) return [];
  const bytes = Buffer.from(vector.hex, 'hex');
  const records = vector.direction === 'pull body' ? bytes : decodeCommand(bytes.subarray(4)).body;
  return decodeMessages(records).filter((message) => compressionOf(message.sysFlag) !== 'NONE');
});

describe('compressionOf', () => {
  it.each<[number, Compression]>([
    [0, 'NONE'],
    [0x300, 'NONE'],
    [0x1, 'ZLIB'],
    [0x301, 'ZLIB'],
    [0x101, 'LZ4'],
    [0x201, 'ZSTD'],
    [0x31f, 'ZLIB'],
  ])('of sysFlag %i is %s', (sysFlag, compression) => {
    expect(compressionOf(sysFlag)).toBe(compression);
  });

  it.each([0x401, 0x501, 0x601, 0x701])('refuses sysFlag %i, which nobody writes', (sysFlag) => {
    expect(() => compressionOf(sysFlag)).toThrow(DecompressionError);
  });
});

describe('decompressBody', () => {
  it('reads what the official clients compressed: zlib, lz4 and zstd', () => {
    expect(new Set(recorded.map((message) => compressionOf(message.sysFlag)))).toEqual(
      new Set(['ZLIB', 'LZ4', 'ZSTD']),
    );
    for (const message of recorded) expect(decompressBody(message).toString()).toBe('RocketMQ'.repeat(750));
  });

  it('gives a body that is not compressed as it is', () => {
    const body = Buffer.from('plain');
    expect(decompressBody({ sysFlag: 0, body })).toBe(body);
    expect(() => decompressBody({ sysFlag: 0, body }, 4)).toThrow(BodyTooLargeError);
  });

  describe.each(kinds)('%s', (_, { sysFlag, compress }) => {
    const bodies = fc.oneof(
      fc.uint8Array({ maxLength: 2000 }),
      fc
        .tuple(fc.uint8Array({ minLength: 1, maxLength: 40 }), fc.integer({ min: 1, max: 3000 }))
        .map(([part, times]) => Buffer.alloc(part.length * times, part)),
    );

    it('gives back every body', () => {
      fc.assert(
        fc.property(bodies, (original) => {
          const body = compress(original);
          expect(decompressBody({ sysFlag, body }).equals(original)).toBe(true);
        }),
      );
    });

    it('gives a body of just the limit, and refuses one byte more', () => {
      const body = compress(Buffer.alloc(10_000, 'ab'));
      expect(decompressBody({ sysFlag, body }, 10_000)).toHaveLength(10_000);
      expect(() => decompressBody({ sysFlag, body }, 9_999)).toThrow(BodyTooLargeError);
      expect(() => decompressBody({ sysFlag, body }, 1)).toThrow(BodyTooLargeError);
      expect(() => decompressBody({ sysFlag, body: compress(Buffer.from('x')) }, 0)).toThrow(
        BodyTooLargeError,
      );
    });

    it('refuses a bomb over the default limit', () => {
      const body = compress(Buffer.alloc(65 * 1024 * 1024));
      expect(body.length).toBeLessThan(4 * 1024 * 1024);
      expect(() => decompressBody({ sysFlag, body })).toThrow(BodyTooLargeError);
    });

    it('gives a typed error for a body cut at any byte', () => {
      const body = compress(Buffer.from('RocketMQ, RocketMQ, RocketMQ; something else'));
      for (let cut = 0; cut < body.length; cut += 1) {
        expect(() => decompressBody({ sysFlag, body: body.subarray(0, cut) })).toThrow(DecompressionError);
      }
    });

    it('gives a body or a typed error, at once, for damaged bodies and for garbage', () => {
      const attempt = (body: Buffer): boolean =>
        throwsOnly(DecompressionError, () => decompressBody({ sysFlag, body }, 100_000));
      const damage = fc.array(fc.tuple(fc.nat(), fc.integer({ min: 0, max: 255 })), {
        minLength: 1,
        maxLength: 3,
      });
      fc.assert(
        fc.property(bodies, damage, (original, changes) => {
          const body = Buffer.from(compress(original));
          for (const [position, value] of changes) body[position % body.length] = value;
          expect(attempt(body)).toBe(true);
        }),
        { numRuns: 500 },
      );
      fc.assert(fc.property(fc.uint8Array(), (noise) => attempt(Buffer.from(noise))));
    });
  });
});
