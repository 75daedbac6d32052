import type { WireBatch } from '@slipstream/replication';
import { decompressBody, EncodedBatch } from '@slipstream/rocketmq-remoting/message';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BatchCompression } from './batch-compression.js';
import { BodyCompressor, canCompress } from './body-compressor.js';

const bodies = new BodyCompressor();

function batchOf(contents: readonly Buffer[], sysFlag = 0): WireBatch {
  const entries = contents.map((body, index) => ({
    flag: index,
    body,
    properties: Buffer.from(`number\u0001${index}`),
  }));
  return { topic: 'orders', queueId: 3, sysFlag, bornTimestamp: 5, entries: EncodedBatch.of(entries) };
}

const text = (bytes: number): Buffer => Buffer.alloc(bytes, 'an order with many lines that are much alike; ');
/** Not to be compressed. */
const noise = (bytes: number): Buffer => crypto.getRandomValues(Buffer.alloc(bytes));

describe.each(['ZLIB', 'ZSTD'] as const)('a batch compressed by %s', (type) => {
  const compression = (): BatchCompression => new BatchCompression(type, bodies);
  const sysFlag = type === 'ZLIB' ? 0x1 : 0x201;

  it('is smaller, and a client reads the same messages from it, in order (R-02)', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(3_000), { minLength: 1, maxLength: 10 }), async (sizes) => {
        const batch = batchOf([...sizes.map(text), text(20_000)]);
        const compressed = await compression().compress(batch);
        expect(compressed.sysFlag).toBe(sysFlag);
        expect(compressed.entries.bytes.length).toBeLessThan(batch.entries.bytes.length * 0.9);
        expect({ ...compressed, sysFlag: 0, entries: undefined }).toEqual({ ...batch, entries: undefined });
        expect(
          [...compressed.entries].map((entry) => ({ ...entry, body: decompressBody({ ...entry, sysFlag }) })),
        ).toEqual([...batch.entries]);
      }),
      { numRuns: 10 },
    );
  });

  it.each([
    ['is compressed at the source', batchOf([text(5_000)], 0x201)],
    ['has small messages', batchOf(Array.from({ length: 50 }, () => text(500)))],
    ['would hardly get smaller', batchOf([noise(5_000), noise(5_000), text(800)])],
  ])('is left as it is when it %s', async (_, batch) => {
    expect(await compression().compress(batch)).toBe(batch);
  });

  it('is not even tried right behind one of its topic that gained nothing, and is again later', async () => {
    const flow = compression();
    await flow.compress(batchOf([noise(5_000)]));
    const results: boolean[] = [];
    for (let batch = 0; batch < 17; batch++)
      results.push((await flow.compress(batchOf([text(5_000)]))).sysFlag !== 0);
    expect(results).toEqual([...Array.from({ length: 15 }, () => false), true, true]);
    const other = { ...batchOf([text(5_000)]), topic: 'other' };
    expect((await flow.compress(other)).sysFlag).toBe(sysFlag);
  });

  it('can be made here', () => expect(canCompress(type)).toBe(true));
});

describe('BodyCompressor', () => {
  it('works on many batches at once and mixes none of them up', async () => {
    const inputs = Array.from({ length: 20 }, (_, index) => [text(3_000 + index), Buffer.alloc(0)]);
    const outputs = await Promise.all(inputs.map((input) => bodies.compress(input, 'ZLIB')));
    const read = outputs.map((output) =>
      output.map((body) => decompressBody({ body: Buffer.from(body), sysFlag: 0x1 })),
    );
    expect(read).toEqual(inputs);
  });
});
