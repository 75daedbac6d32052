import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { roomFor, surplusOf, type ShareInput } from './fair-share.js';

/** Workers and shards as PostgreSQL sees them, moved by nothing but the sharing's own decisions. */
class SharingModel {
  /** Live workers, oldest first. */
  live: number[] = [];
  /** Workers that shut down or whose lease is not over yet: they hold shards and take none. */
  readonly leaving = new Set<number>();
  /** Owner of each active shard. */
  readonly owners = new Map<number, number | null>();
  moves = 0;
  #workers = 0;
  #shards = 0;

  join(): void {
    this.live.push((this.#workers += 1));
  }

  /** A clean shutdown, or a crash whose lease still runs. */
  leave(pick: number): void {
    const worker = this.live[pick % Math.max(1, this.live.length)];
    if (worker === undefined) return;
    this.live = this.live.filter((other) => other !== worker);
    this.leaving.add(worker);
  }

  /** Whoever was leaving is gone, and its shards are free. */
  reap(): void {
    for (const [shard, owner] of this.owners)
      if (owner !== null && this.leaving.has(owner)) this.owners.set(shard, null);
    this.leaving.clear();
  }

  startTask(shards: number): void {
    for (let shard = 0; shard < shards; shard++) this.owners.set((this.#shards += 1), null);
  }

  stopTask(shards: number): void {
    for (const shard of [...this.owners.keys()].slice(0, shards)) this.owners.delete(shard);
  }

  held(worker: number): number[] {
    return [...this.owners].filter(([, owner]) => owner === worker).map(([shard]) => shard);
  }

  #input(worker: number): ShareInput {
    const rank = this.live.indexOf(worker);
    return {
      activeShards: this.owners.size,
      liveWorkers: this.live.length,
      rank: rank === -1 ? null : rank,
    };
  }

  /** What a worker does at each look: lets go what it has too many, then takes what is free and it has room for. */
  look(worker: number): void {
    for (const shard of surplusOf(this.#input(worker), this.held(worker))) {
      this.owners.set(shard, null);
      this.moves += 1;
    }
    const free = [...this.owners].filter(([, owner]) => owner === null).map(([shard]) => shard);
    for (const shard of free.slice(0, roomFor(this.#input(worker), this.held(worker).length)))
      this.owners.set(shard, worker);
  }

  /** Every live worker looks once, in a given order. */
  round(order: number): void {
    const shift = order % Math.max(1, this.live.length);
    for (const worker of [...this.live.slice(shift), ...this.live.slice(0, shift)]) this.look(worker);
  }
}

const change = fc.oneof(
  fc.constant({ kind: 'join' as const, size: 0 }),
  fc.record({ kind: fc.constant('leave' as const), size: fc.nat(9) }),
  fc.constant({ kind: 'reap' as const, size: 0 }),
  fc.record({
    kind: fc.constantFrom('start' as const, 'stop' as const),
    size: fc.integer({ min: 1, max: 12 }),
  }),
  fc.record({ kind: fc.constant('look' as const), size: fc.nat(9) }),
);

function apply(model: SharingModel, { kind, size }: { kind: string; size: number }): void {
  if (kind === 'join') model.join();
  if (kind === 'leave') model.leave(size);
  if (kind === 'reap') model.reap();
  if (kind === 'start') model.startTask(size);
  if (kind === 'stop') model.stopTask(size);
  if (kind === 'look') model.round(size);
}

describe('sharing among workers that come and go while tasks start and stop (R-06)', () => {
  it('is even two rounds after the last change, with every shard owned, and then nothing moves', () => {
    fc.assert(
      fc.property(fc.array(change, { maxLength: 40 }), fc.nat(9), (changes, order) => {
        const model = new SharingModel();
        model.join();
        for (const step of changes) apply(model, step);
        model.reap();
        if (model.live.length === 0) model.join();
        // The first frees what is too many, the second takes it, in whatever order the workers look.
        for (let round = 0; round < 2; round++) model.round(order + round);
        const counts = model.live.map((worker) => model.held(worker).length);
        expect(counts.reduce((sum, count) => sum + count, 0)).toBe(model.owners.size);
        expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1);
        const settled = [...model.owners];
        const { moves } = model;
        for (let round = 0; round < 5; round++) model.round(order + 7 * round);
        expect([...model.owners]).toEqual(settled);
        expect(model.moves).toBe(moves);
      }),
      { numRuns: 1_000 },
    );
  });

  it('moves as little as it can when one worker joins or leaves', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 60 }),
        fc.integer({ min: 1, max: 9 }),
        fc.nat(9),
        (shards, workers, pick) => {
          const model = new SharingModel();
          model.startTask(shards);
          for (let worker = 0; worker < workers; worker++) model.join();
          for (let round = 0; round < 3; round++) model.round(round);
          const before = new Map(model.owners);
          const moved = (): number =>
            [...model.owners].filter(([shard, owner]) => before.get(shard) !== owner).length;
          model.join();
          for (let round = 0; round < 3; round++) model.round(round);
          // Exactly what the new one is to hold.
          expect(moved()).toBe(Math.floor(shards / (workers + 1)));
          before.clear();
          for (const [shard, owner] of model.owners) before.set(shard, owner);
          const leaver = model.live[pick % model.live.length] ?? 0;
          const held = model.held(leaver).length;
          model.leave(pick);
          model.reap();
          for (let round = 0; round < 3; round++) model.round(round);
          // Exactly what the leaver held: nobody gives up what it has.
          expect(moved()).toBe(held);
        },
      ),
      { numRuns: 500 },
    );
  });
});
