import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { CHECKPOINT_RING } from '../tuning.js';
import { World } from '../testing/world.js';

// Simulated minutes, each of many small steps.
vi.setConfig({ testTimeout: 60_000 });

/** A world whose stream has copied `seconds` × 10 messages, one checkpoint every second and a half, and was stopped in good order. */
async function stopped(seconds: number): Promise<World> {
  const world = new World();
  const { shard } = world.startWorker();
  for (let second = 0; second < seconds; second++) {
    world.produce(0, 10);
    await world.clock.advance(1_500);
  }
  expect(await shard.stop()).toEqual({ clean: true });
  expect(world.copies()).toEqual(world.originals());
  return world;
}

describe('a target with less than it acknowledged: power loss, truncation, a slave promoted (R-07)', () => {
  it('steps back to the newest checkpoint that is still there, however much is gone within the ring', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 6 }),
        fc.nat(100),
        fc.nat(5),
        async (seconds, cut, foreign) => {
          const world = await stopped(seconds);
          const lost = cut % (seconds * 10 + 1);
          world.target.truncate('orders', 0, lost);
          // Others write on: offsets are there again with other content.
          world.target.produce(
            'orders',
            0,
            Array.from({ length: foreign }, () => ({ body: 'local' })),
          );
          world.produce(0, 5);
          world.startWorker('clean');
          const all = world.originals();
          await world.clock.runUntil(() => world.copies().length >= all.length, 'sent again');
          await world.clock.advance(5_000);
          expect(world.copies()).toEqual(all);
          expect(world.eventsOf('TARGET_TRUNCATED')).toHaveLength(lost === 0 ? 0 : 1);
        },
      ),
      { numRuns: 25 },
    );
  });

  it('keeps 64 checkpoints with the identities of both messages; when more is gone, the last copy that is left tells', async () => {
    const world = await stopped(CHECKPOINT_RING + 6);
    const ring = world.checkpoints.ring(0);
    const oldest = ring.at(-1)?.targetOffset ?? 0;
    expect(ring).toHaveLength(64);
    expect(oldest).toBeGreaterThan(0);
    for (const { sourceIdentity, targetIdentity, sourceOffset, targetOffset } of ring) {
      expect(sourceIdentity).toMatch(new RegExp(`^m:${sourceOffset - 1}:`));
      expect(targetIdentity).toMatch(new RegExp(`^[mc]:${targetOffset - 1}:`));
    }
    const end = world.copies().length;
    world.target.truncate('orders', 0, end - oldest + 1);
    world.startWorker('clean');
    await world.clock.runUntil(() => world.copies().length === end, 'sent again');
    expect(world.copies()).toEqual(world.originals());
    expect(world.eventsOf('TARGET_TRUNCATED')[0]?.details).toMatchObject({ goesOnFrom: oldest - 2 });
  });

  it('asks a person when nothing of it is left', async () => {
    const world = await stopped(CHECKPOINT_RING + 6);
    world.target.truncate('orders', 0, world.copies().length);
    const asking = world.startWorker('clean');
    await world.clock.advance(30_000);
    const report = asking.shard.report();
    expect(report).toMatchObject({ phase: 'START_FAILED', reason: { code: 'TARGET_TRUNCATED' } });
    expect(world.copies()).toEqual([]);
  });

  it('steps back over the whole ring to its oldest checkpoint', async () => {
    const world = await stopped(CHECKPOINT_RING + 6);
    const oldest = world.checkpoints.ring(0).at(-1)?.targetOffset ?? 0;
    const end = world.copies().length;
    world.target.truncate('orders', 0, end - oldest);
    world.startWorker('clean');
    await world.clock.runUntil(() => world.copies().length === end, 'sent again');
    expect(world.copies()).toEqual(world.originals());
    expect(world.eventsOf('TARGET_TRUNCATED')[0]?.details).toMatchObject({ goesOnFrom: oldest });
  });

  it('is noticed by a stream that runs: its broker loses power with acknowledged messages', async () => {
    const world = new World();
    world.startWorker();
    for (let second = 0; second < 4; second++) {
      world.produce(0, 10);
      await world.clock.advance(1_500);
    }
    world.target.isUp = false;
    world.target.truncate('orders', 0, 17);
    world.produce(0, 10);
    await world.clock.advance(3_000);
    world.target.isUp = true;
    await world.clock.runUntil(() => world.copies().length === 50, 'sent again');
    await world.clock.advance(5_000);
    expect(world.copies()).toEqual(world.originals());
  });
});

describe('checkpoints older than the target: PostgreSQL was restored from a backup (R-01)', () => {
  it('reads on in the target from wherever the old checkpoint is, and sends nothing twice', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 2, max: 6 }), fc.nat(5), async (seconds, age) => {
        const world = await stopped(seconds);
        const ring = world.checkpoints.ring(0);
        const old = ring.slice(1 + (age % (ring.length - 1)));
        // Back to the ring of that time: the oldest first, as they were saved.
        for (const checkpoint of old.toReversed().concat(old.slice(0, 1)))
          world.checkpoints.put({ streamId: 0, ...checkpoint });
        const restored = world.checkpoints.ring(0)[0];
        expect(restored).toEqual(old[0]);
        world.produce(0, 5);
        world.startWorker('clean');
        const all = world.originals();
        await world.clock.runUntil(() => world.copies().length >= all.length, 'the new ones');
        await world.clock.advance(5_000);
        expect(world.copies()).toEqual(all);
      }),
      { numRuns: 15 },
    );
  });
});

describe('a source with less than was read of it (R-07)', () => {
  it('truncated and written on: a new generation, and everything that it holds now is copied', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 6 }),
        fc.nat(60),
        fc.nat(90),
        async (seconds, cut, written) => {
          const world = await stopped(seconds);
          const before = world.copies();
          const lost = 1 + (cut % (seconds * 10));
          world.source.truncate('orders', 0, lost);
          world.source.produce(
            'orders',
            0,
            Array.from({ length: written }, (_, index) => ({
              body: `again-${index}`,
              properties: { UNIQ_KEY: `A${index}` },
            })),
          );
          world.startWorker('clean');
          const copiedAgain = (): string[] => world.copies().slice(before.length);
          await world.clock.runUntil(
            () => copiedAgain().filter((body) => body.startsWith('again')).length === written,
            'what was written since',
          );
          await world.clock.advance(5_000);
          // In order, from a checkpoint that both have in common on: what is sent again stands before what is new.
          expect(world.originals().join(' ').endsWith(copiedAgain().join(' '))).toBe(true);
          expect(world.copies().slice(0, before.length)).toEqual(before);
          expect(world.eventsOf('SOURCE_TRUNCATED')).toHaveLength(1);
        },
      ),
      { numRuns: 25 },
    );
  });

  it('whose new generation was hardly begun when its worker died: the next one goes on in it', async () => {
    const world = await stopped(2);
    world.source.truncate('orders', 0, 20);
    world.source.produce(
      'orders',
      0,
      Array.from({ length: 10 }, (_, index) => ({
        body: `again-${index}`,
        properties: { UNIQ_KEY: `A${index}` },
      })),
    );
    // It saves nothing any more from its first copy on.
    world.target.fate = () => {
      world.checkpoints.isUp = false;
      return 'STORE';
    };
    const first = world.startWorker('clean');
    await world.clock.runUntil(() => world.copies().length > 20, 'the first of the new content');
    world.kill(first);
    world.target.fate = () => 'STORE';
    await world.clock.advance(100);
    world.checkpoints.isUp = true;
    world.startWorker();
    await world.clock.runUntil(() => world.copies().length >= 30, 'the new content');
    await world.clock.advance(5_000);
    expect(world.copies().slice(20)).toEqual(world.originals());
    expect(world.eventsOf('SOURCE_TRUNCATED')).toHaveLength(1);
  });

  it('waits with the new generation while PostgreSQL is away, since nothing would tell of it', async () => {
    const world = await stopped(2);
    world.source.truncate('orders', 0, 20);
    world.source.produce('orders', 0, [{ body: 'again', properties: { UNIQ_KEY: 'A' } }]);
    world.checkpoints.isUp = false;
    world.startWorker('clean');
    await world.clock.advance(20_000);
    expect(world.copies()).toHaveLength(20);
    world.checkpoints.isUp = true;
    await world.clock.runUntil(() => world.copies().length === 21, 'the new content');
  });

  it('then a target that lost its tail, too: offsets of the old generation are not taken for new ones', async () => {
    const world = await stopped(4);
    world.source.truncate('orders', 0, 40);
    world.source.produce(
      'orders',
      0,
      Array.from({ length: 30 }, (_, index) => ({
        body: `again-${index}`,
        properties: { UNIQ_KEY: `A${index}` },
      })),
    );
    const { shard } = world.startWorker('clean');
    await world.clock.runUntil(() => world.copies().length === 70, 'the new content');
    await world.clock.advance(2_000);
    await shard.stop();
    // Down into what was copied of the old generation.
    world.target.truncate('orders', 0, 45);
    world.startWorker('clean');
    await world.clock.runUntil(() => world.copies().slice(25).length >= 30, 'the new content again');
    await world.clock.advance(5_000);
    expect(world.copies().slice(25)).toEqual(world.originals());
  });
});
