import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { World } from '../testing/world.js';
import { newParts } from './gap.js';

const range = fc
  .tuple(fc.nat(60), fc.nat(60))
  .map(([from, length]) => ({ generation: 1, from, to: from + length }));
const offsets = (gaps: readonly { from: number; to: number }[]): number[] =>
  gaps.flatMap(({ from, to }) => Array.from({ length: to - from }, (_, index) => from + index));

describe('the parts of a gap that are news (R-07)', () => {
  it('are exactly the offsets that were not told before, each once', () =>
    fc.assert(
      fc.property(range, fc.array(range, { maxLength: 6 }), (gap, told) => {
        const before = new Set(offsets(told));
        expect(offsets(newParts(gap, told))).toEqual(offsets([gap]).filter((offset) => !before.has(offset)));
      }),
    ));

  it('of another generation are all news', () => {
    const gap = { generation: 2, from: 0, to: 10 };
    expect(newParts(gap, [{ ...gap, generation: 1 }])).toEqual([gap]);
  });
});

describe('gap events (R-07)', () => {
  const gapsOf = (world: World): unknown[] =>
    world.eventsOf('RETENTION_GAP').map(({ details: { from, to, messages } }) => [from, to, messages]);

  it('are stored with the checkpoint that passes them, and counted', async () => {
    const world = new World();
    world.produce(0, 50);
    world.source.expire('orders', 0, 20);
    const worker = world.startWorker();
    await world.clock.runUntil(() => world.copies().length === 30, 'the rest copied');
    await world.clock.advance(2_000);
    expect(world.checkpoints.events).toMatchObject([
      { kind: 'RETENTION_GAP', streamId: 0, details: { from: 0, to: 20, messages: 20, generation: 1 } },
    ]);
    expect(worker.shard.report().counts.gapMessages).toBe(20);
  });

  it('are told once, though the same range is read again by recovery and by a takeover', async () => {
    const world = new World();
    world.produce(0, 50);
    world.source.expire('orders', 0, 20);
    const first = world.startWorker();
    let lost = 3;
    world.target.fate = () => (lost-- > 0 ? 'LOSE' : 'STORE');
    await world.clock.runUntil(() => world.copies().length === 30, 'the rest copied');
    await world.clock.advance(2_000);
    world.kill(first);
    world.target.truncate('orders', 0, 30);
    world.startWorker();
    await world.clock.runUntil(() => world.copies().length === 30, 'copied again');
    await world.clock.advance(2_000);
    expect(gapsOf(world)).toEqual([[0, 20, 20]]);
    expect(world.checkpoints.events.filter(({ kind }) => kind === 'RETENTION_GAP')).toHaveLength(1);
  });

  it('that grow while the stream is held have exact ends, and overlap nowhere', async () => {
    const world = new World();
    world.produce(0, 100);
    world.source.expire('orders', 0, 20);
    const first = world.startWorker();
    world.target.fate = () => ({ code: 14, remark: 'service not available' });
    await world.clock.advance(5_000);
    world.kill(first);
    world.source.expire('orders', 0, 30);
    world.target.fate = () => 'STORE';
    world.startWorker();
    await world.clock.runUntil(() => world.copies().length === 50, 'the rest copied');
    await world.clock.advance(2_000);
    expect(gapsOf(world)).toEqual([
      [0, 20, 20],
      [20, 50, 30],
    ]);
    expect(world.copies()).toEqual(world.originals());
  });

  it('that nobody stored hold the stream back, so that the next owner tells of them', async () => {
    const world = new World();
    world.produce(0, 50);
    world.source.expire('orders', 0, 20);
    world.checkpoints.isUp = false;
    const first = world.startWorker();
    await world.clock.advance(10_000);
    expect(world.copies()).toEqual([]);
    world.kill(first);
    world.checkpoints.isUp = true;
    world.startWorker();
    await world.clock.runUntil(() => world.copies().length === 30, 'the rest copied');
    expect(world.checkpoints.events).toMatchObject([{ kind: 'RETENTION_GAP', details: { from: 0, to: 20 } }]);
  });

  it('a truncated source is stored with the first position of the new generation, once', async () => {
    const world = new World();
    const first = world.startWorker();
    world.produce(0, 30);
    await world.clock.advance(3_000);
    world.kill(first);
    world.source.truncate('orders', 0, 10);
    world.source.dispatch();
    world.startWorker();
    await world.clock.advance(20_000);
    expect(world.checkpoints.events).toMatchObject([{ kind: 'SOURCE_TRUNCATED' }]);
    expect(world.checkpoints.ring(0)[0]?.generation).toBe(2);
  });
});
