import { EncodedBatch, encodeProperties, type StoredMessage } from '@slipstream/rocketmq-remoting/message';
import { deflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { BatchCompressor } from '../ports/batch-compressor.js';
import { isSameContent } from '../stream/divergence.js';
import { World } from '../testing/world.js';

/** Whatever its size: what the engine makes of compressed copies does not depend on what is worth compressing. */
const compressor: BatchCompressor = {
  compress: (batch) =>
    Promise.resolve({
      ...batch,
      sysFlag: 0x1,
      entries: EncodedBatch.of(
        [...batch.entries].map((entry) => ({ ...entry, body: deflateSync(entry.body) })),
      ),
    }),
};

describe('a task that compresses (R-01, R-02)', () => {
  const copied = async (messages: number): Promise<World> => {
    const world = new World({ compressor });
    world.produce(0, messages);
    const worker = world.startWorker();
    await world.clock.runUntil(() => world.copies().length === messages, 'all copied');
    await world.clock.advance(2_000);
    world.kill(worker);
    return world;
  };

  it('brings over bodies that a client decompresses to the original', async () => {
    const world = await copied(50);
    expect(world.copies()).toEqual(world.originals());
    expect(world.target.content('orders', 0).every(({ sysFlag }) => sysFlag === 0x1)).toBe(true);
  });

  it('knows its copies again after a takeover: nothing is sent twice, and no loss of the source is told', async () => {
    const world = await copied(50);
    world.produce(0, 10);
    const second = world.startWorker();
    await world.clock.runUntil(() => world.copies().length === 60, 'the rest copied');
    // Killed before a checkpoint: only the copies themselves say how far it came.
    world.kill(second);
    world.produce(0, 5);
    world.startWorker();
    await world.clock.runUntil(() => world.copies().length === 65, 'what came last copied');
    await world.clock.advance(5_000);
    expect(world.copies()).toEqual(world.originals());
    expect(world.eventsOf('SOURCE_TRUNCATED')).toEqual([]);
  });

  it('sends nothing again that a source still has which lost its tail', async () => {
    const world = await copied(50);
    world.source.truncate('orders', 0, 20);
    world.source.produce(
      'orders',
      0,
      Array.from({ length: 30 }, (_, index) => ({
        body: `new-${index}`,
        properties: { UNIQ_KEY: `N${index}` },
      })),
    );
    const before = world.copies();
    world.startWorker();
    await world.clock.runUntil(() => world.copies().length >= 80, 'what was written since');
    await world.clock.advance(5_000);
    expect(world.copies()).toEqual([...before, ...world.originals().slice(30)]);
    expect(world.eventsOf('SOURCE_TRUNCATED')).toHaveLength(1);
  });
});

describe('isSameContent', () => {
  const original = stored({ body: Buffer.from('body') });

  it.each<[string, Partial<StoredMessage>, boolean]>([
    ['the same bytes', {}, true],
    ['other bytes', { body: Buffer.from('BODY'), bodyCrc: 2 }, false],
    ['another unique key', { properties: encodeProperties([['UNIQ_KEY', 'B']]) }, false],
    ['what was compressed on the way', { body: deflateSync('body'), bodyCrc: 2, sysFlag: 0x1 }, true],
    ['something else, compressed', { body: deflateSync('BODY'), bodyCrc: 2, sysFlag: 0x1 }, false],
    ['something longer, compressed', { body: deflateSync('body and more'), bodyCrc: 2, sysFlag: 0x1 }, false],
    ['the same bytes, but not said to be compressed', { body: deflateSync('body'), bodyCrc: 2 }, false],
    ['no zlib at all', { body: Buffer.from('body?'), bodyCrc: 2, sysFlag: 0x1 }, false],
    ['a compression that nobody knows', { body: Buffer.from('body?'), bodyCrc: 2, sysFlag: 0x701 }, false],
  ])('%s', (_, over, isSame) => expect(isSameContent(original, stored(over))).toBe(isSame));
});

function stored(over: Partial<StoredMessage>): StoredMessage {
  const host = { host: '127.0.0.1', port: 1 };
  return {
    totalSize: 0,
    bodyCrc: 1,
    topic: 'orders',
    queueId: 0,
    flag: 0,
    queueOffset: 0,
    commitLogOffset: 0,
    sysFlag: 0,
    bornTimestamp: 0,
    bornHost: host,
    storeTimestamp: 0,
    storeHost: host,
    reconsumeTimes: 0,
    preparedTransactionOffset: 0,
    body: Buffer.from('body'),
    properties: encodeProperties([['UNIQ_KEY', 'A']]),
    ...over,
  };
}
