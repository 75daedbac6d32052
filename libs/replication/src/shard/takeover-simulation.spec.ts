import { describe, expect, it } from 'vitest';
import { readProvenance } from '../provenance.js';
import { World, type WorldWorker } from '../testing/world.js';
import type { SendFate } from '../testing/in-memory-cluster.js';

const SEEDS = Number(process.env['SIMULATION_SEEDS'] ?? 150);
const FIRST_SEED = Number(process.env['SIMULATION_FIRST_SEED'] ?? 1);

/** Mulberry32: small, seeded, good enough to draw faults. */
function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/**
 * One history: messages arrive while sends are lost, held back, stored without an answer or refused as busy, workers are
 * killed and replaced, dispatch lags, and resets go unnoticed for a while.
 */
async function history(seed: number): Promise<World> {
  const random = randomOf(seed);
  const pick = <T>(choices: readonly T[]): T => choices[Math.floor(random() * choices.length)] as T;
  const world = new World({ queues: 2, random });
  world.target.dispatchesAtOnce = random() < 0.5;
  world.target.noticesReset = random() < 0.5;
  world.target.barrierMs = random() < 0.5 ? 0 : 300;
  world.target.users.areMade = random() < 0.5;
  let faults = true;
  world.target.fate = (): SendFate => {
    if (!faults || random() < 0.8) return 'STORE';
    return pick<SendFate>([
      'STORE_WITHOUT_ANSWER',
      'LOSE',
      'HOLD',
      'STORE_AND_FAIL',
      { code: 2, remark: 'busy' },
      { code: 1, remark: 'exception' },
    ]);
  };
  const groups: string[] = [];
  let worker: WorldWorker = world.startWorker();
  groups.push(worker.incarnation.producerGroup);
  for (let step = 0; step < 30; step++) {
    world.produce(Math.floor(random() * 2), Math.floor(random() * 60));
    await world.clock.advance(Math.floor(random() * 1500));
    if (random() < 0.2) {
      // The broker catches up: late requests land first, then it sees the closed connections.
      world.target.release();
      for (const group of groups.slice(0, -1)) world.target.noticeGone(group);
    }
    if (random() < 0.2) {
      world.kill(worker);
      const predecessor = worker.incarnation;
      worker = world.startWorker();
      groups.push(worker.incarnation.producerGroup);
      if (world.target.noticesReset) continue;
      await world.clock.advance(Math.floor(random() * 3000));
      world.target.release();
      world.target.noticeGone(predecessor.producerGroup);
    }
    world.target.users.mayDisable = random() < 0.7;
    if (random() < 0.1) {
      world.target.isUp = false;
      await world.clock.advance(Math.floor(random() * 5000));
      world.target.isUp = true;
    }
  }
  faults = false;
  const done = (): boolean =>
    [0, 1].every((queue) => world.copies(queue).length >= world.originals(queue).length);
  for (let round = 0; round < 200 && !done(); round++) {
    world.target.release();
    for (const group of groups.slice(0, -1)) world.target.noticeGone(group);
    // A connection that the present worker gave up is noticed in the end as well.
    world.target.noticesReset = true;
    if (worker.shard.report().streams.some((stream) => stream.state !== 'RUNNING'))
      world.target.noticeGone(worker.incarnation.producerGroup);
    await world.clock.advance(2_000);
  }
  await world.clock.advance(5_000);
  world.kill(worker);
  return world;
}

describe('takeover under random faults (R-01)', () => {
  it(`loses, doubles and disorders nothing in ${SEEDS} seeded histories`, async () => {
    for (let seed = FIRST_SEED; seed < FIRST_SEED + SEEDS; seed++) {
      const world = await history(seed);
      for (const queue of [0, 1]) {
        expect(world.copies(queue), `seed ${seed}, queue ${queue}`).toEqual(world.originals(queue));
        const epochs = world.target
          .content('orders', queue)
          .map((message) => readProvenance(message)?.epoch ?? 0);
        expect(epochs, `seed ${seed}, epochs of queue ${queue}`).toEqual(epochs.toSorted((a, b) => a - b));
      }
      expect(world.eventsOf('ORDER_VIOLATION'), `seed ${seed}`).toEqual([]);
    }
  }, 120_000);
});
