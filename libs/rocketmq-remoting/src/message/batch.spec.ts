import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MessageFormatError } from '../errors.js';
import { throwsOnly } from '../testing/throws-only.js';
import { loadWireVectors } from '../testing/wire-vectors.js';
import { decodeCommand } from '../wire/remoting-command.js';
import { batchEntrySize, decodeBatch, encodeBatch, type BatchEntry } from './batch.js';
import { parseProperties } from './properties.js';

const recorded = loadWireVectors()
  .filter((vector) => vector.name.endsWith('request/send-batch-3'))
  .map((vector) => decodeCommand(Buffer.from(vector.hex, 'hex').subarray(4)).body);

const bytes = (maxLength: number): fc.Arbitrary<Buffer> =>
  fc.uint8Array({ maxLength }).map((part) => Buffer.from(part));
const batches: fc.Arbitrary<BatchEntry[]> = fc.array(
  fc.record({
    flag: fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }),
    body: bytes(100),
    properties: bytes(60),
  }),
  { maxLength: 10 },
);

describe('a batch that real brokers accepted', () => {
  it('is decoded', () => {
    expect(recorded.length).toBeGreaterThan(0);
    for (const body of recorded) {
      const entries = decodeBatch(body).map((entry) => ({
        flag: entry.flag,
        body: entry.body.toString(),
        properties: Object.fromEntries(parseProperties(entry.properties)),
      }));
      expect(entries).toEqual([
        { flag: 1, body: 'b-one', properties: { TAGS: 't1', UNIQ_KEY: '7F000001000A0000000000000000000D' } },
        { flag: 2, body: 'b-two', properties: {} },
        { flag: 0, body: '', properties: { e: 'x' } },
      ]);
    }
  });

  it('is encoded byte for byte', () => {
    for (const body of recorded)
      expect(encodeBatch(decodeBatch(body)).toString('hex')).toBe(body.toString('hex'));
  });
});

describe('encodeBatch and decodeBatch', () => {
  it('give back every batch, of the size that batchEntrySize says', () => {
    fc.assert(
      fc.property(batches, (entries) => {
        const body = encodeBatch(entries);
        expect(decodeBatch(body)).toEqual(entries);
        expect(body).toHaveLength(entries.reduce((sum, entry) => sum + batchEntrySize(entry), 0));
      }),
    );
  });

  it('refuse properties whose length the format cannot say', () => {
    const entry = { flag: 0, body: Buffer.alloc(0), properties: Buffer.alloc(32_767) };
    expect(decodeBatch(encodeBatch([entry]))).toEqual([entry]);
    expect(() => encodeBatch([{ ...entry, properties: Buffer.alloc(32_768) }])).toThrow(MessageFormatError);
  });

  it('give a MessageFormatError, or the whole entries, for a batch cut at any byte', () => {
    for (const body of recorded) {
      const sizes = decodeBatch(body).map(batchEntrySize);
      const ends = sizes.map((_, index) => sizes.slice(0, index + 1).reduce((sum, size) => sum + size, 0));
      ends.forEach((end, index) => expect(decodeBatch(body.subarray(0, end))).toHaveLength(index + 1));
      for (let cut = 1; cut < body.length; cut += 1) {
        if (ends.includes(cut)) continue;
        expect(() => decodeBatch(body.subarray(0, cut))).toThrow(MessageFormatError);
      }
    }
  });

  it('give entries or a MessageFormatError for garbage', () => {
    const damage = fc.array(fc.tuple(fc.nat(), fc.integer({ min: 0, max: 255 })), { maxLength: 4 });
    fc.assert(
      fc.property(batches, damage, (entries, changes) => {
        const body = encodeBatch(entries);
        if (body.length > 0) for (const [position, value] of changes) body[position % body.length] = value;
        expect(throwsOnly(MessageFormatError, () => decodeBatch(body))).toBe(true);
      }),
      { numRuns: 1000 },
    );
  });
});
