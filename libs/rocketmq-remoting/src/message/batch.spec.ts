import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sendBatch } from '../apis/send-batch.js';
import { MessageFormatError } from '../errors.js';
import { throwsOnly } from '../testing/throws-only.js';
import { loadWireVectors } from '../testing/wire-vectors.js';
import { decodeCommand } from '../wire/remoting-command.js';
import { batchEntrySize, decodeBatch, type BatchEntry } from './batch.js';
import { BatchWriter, EncodedBatch } from './batch-writer.js';
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
      expect(EncodedBatch.of(decodeBatch(body)).bytes.toString('hex')).toBe(body.toString('hex'));
  });
});

describe('EncodedBatch and decodeBatch', () => {
  it('give back every batch, of the size that batchEntrySize says', () => {
    fc.assert(
      fc.property(batches, (entries) => {
        const body = EncodedBatch.of(entries).bytes;
        expect(decodeBatch(body)).toEqual(entries);
        expect(body).toHaveLength(entries.reduce((sum, entry) => sum + batchEntrySize(entry), 0));
      }),
    );
  });

  it('are the same when properties come in pieces, digits and hex among them', () => {
    const piece = fc.oneof(
      bytes(60).map((part) => ({ kind: 'BYTES' as const, part })),
      fc.maxSafeNat().map((value) => ({ kind: 'DECIMAL' as const, value })),
      fc.integer({ min: 0, max: 2 ** 32 - 1 }).map((value) => ({ kind: 'HEX' as const, value })),
    );
    fc.assert(
      fc.property(bytes(40), fc.array(piece, { maxLength: 8 }), (body, pieces) => {
        const writer = new BatchWriter(1_000);
        writer.begin(-7, body);
        const written = pieces.map((item) => {
          if (item.kind === 'BYTES') {
            writer.append(item.part, 0, item.part.length);
            return item.part;
          }
          if (item.kind === 'DECIMAL') writer.appendDecimal(item.value);
          else writer.appendHex32(item.value);
          const text =
            item.kind === 'DECIMAL' ? String(item.value) : item.value.toString(16).padStart(8, '0');
          return Buffer.from(text);
        });
        writer.end();
        const properties = Buffer.concat(written);
        const batch = writer.finish();
        expect([...batch]).toEqual([{ flag: -7, body, properties }]);
        expect([batch.length, batch.longestProperties]).toEqual([1, properties.length]);
      }),
    );
  });

  it('do not take more than there is room for', () => {
    const writer = new BatchWriter(30);
    writer.begin(0, Buffer.alloc(0));
    writer.append(Buffer.alloc(9), 0, 9);
    writer.end();
    expect(() => writer.finish()).toThrow(MessageFormatError);
  });

  it('refuse properties whose length the format cannot say', () => {
    const entry = { flag: 0, body: Buffer.alloc(0), properties: Buffer.alloc(32_767) };
    const request = { producerGroup: 'g', topic: 't', queueId: 0, sysFlag: 0, bornTimestamp: 0 };
    const { body } = sendBatch.encode({ ...request, entries: [entry] });
    expect(decodeBatch(body ?? Buffer.alloc(0))).toEqual([entry]);
    const tooLong = { ...entry, properties: Buffer.alloc(32_768) };
    expect(() => sendBatch.encode({ ...request, entries: [tooLong] })).toThrow(MessageFormatError);
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
        const body = EncodedBatch.of(entries).bytes;
        if (body.length > 0) for (const [position, value] of changes) body[position % body.length] = value;
        expect(throwsOnly(MessageFormatError, () => decodeBatch(body))).toBe(true);
      }),
      { numRuns: 1000 },
    );
  });
});
