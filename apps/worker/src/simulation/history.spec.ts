import { describe, expect, it } from 'vitest';
import { runHistory } from './history.js';
import { SimWorld } from './sim-world.js';

describe('the simulated world', () => {
  it('copies everything once and in order when nothing goes wrong', async () => {
    const world = new SimWorld({
      seed: 1,
      sourceQueues: 3,
      targetBrokers: 2,
      targetQueues: 2,
      workers: 2,
    });
    for (let step = 0; step < 20; step++) {
      world.produce(25);
      await world.time.run(() => false, 500);
    }
    await world.time.run(() => world.isComplete, 10_000);
    expect(world.isComplete).toBe(true);
    expect(world.truth.check(world.database.streams, world.targets)).toEqual([]);
    expect(world.takeovers).toBe(0);
  });

  it('replays a seed bit for bit', async () => {
    const first = await runHistory(7);
    expect(await runHistory(7)).toEqual(first);
    expect((await runHistory(8)).digest).not.toBe(first.digest);
  });

  it('goes through at least 1,000 messages and 5 takeovers a seed, and holds what is promised (R-01)', async () => {
    for (let seed = 1; seed <= 20; seed++) {
      const { messages, takeovers, violations } = await runHistory(seed);
      expect(violations, `seed ${seed}`).toEqual([]);
      expect(messages, `seed ${seed}`).toBeGreaterThanOrEqual(1_000);
      expect(takeovers, `seed ${seed}`).toBeGreaterThanOrEqual(5);
    }
  });
});
