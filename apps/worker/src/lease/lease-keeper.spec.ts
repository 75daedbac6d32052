import { ManualClock } from '@slipstream/replication/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { LeaseKeeper, type LeaseKeeperOptions } from './lease-keeper.js';
import type { LeaseStore, WorkerRegistration } from './lease-store.js';
import type { LiveIncarnation } from './live-incarnation.js';

const TIMING = { leaseMs: 9_000, renewEveryMs: 2_500, marginMs: 2_000, retryMs: 500 };
const NEVER = new Promise<never>(() => undefined);

class FakeStore implements LeaseStore {
  readonly registered: WorkerRegistration[] = [];
  readonly renewed: string[] = [];
  readonly stopped: string[] = [];
  onRegister: () => Promise<void> = () => Promise.resolve();
  onRenew: () => Promise<boolean> = () => Promise.resolve(true);
  onStop: () => Promise<void> = () => Promise.resolve();

  async registerWorker(worker: WorkerRegistration): Promise<void> {
    await this.onRegister();
    this.registered.push(worker);
  }

  renew(workerId: string): Promise<boolean> {
    this.renewed.push(workerId);
    return this.onRenew();
  }

  stopWorker(workerId: string): Promise<void> {
    return this.onStop().then(() => void this.stopped.push(workerId));
  }
}

describe('LeaseKeeper (R-05)', () => {
  let clock: ManualClock;
  let store: FakeStore;
  let told: string[];
  let live: LiveIncarnation[];
  let keeper: LeaseKeeper;

  beforeEach(async () => {
    clock = new ManualClock();
    store = new FakeStore();
    told = [];
    live = [];
    let ids = 0;
    const options: LeaseKeeperOptions = {
      store,
      clock,
      timing: TIMING,
      worker: { name: 'w1', host: 'h', pid: 1, version: '0' },
      newId: () => `0000-${(ids += 1)}`,
      listener: {
        live: (incarnation) => {
          told.push(`live ${incarnation.id}`);
          live.push(incarnation);
        },
        lost: (incarnation, why) => told.push(`lost ${incarnation.id}: ${why}`),
        trouble: (error) => told.push(error instanceof Error ? error.message : String(error)),
      },
    };
    keeper = new LeaseKeeper(options);
    keeper.start();
    await clock.advance(0);
  });

  afterEach(async () => {
    await keeper.stop();
  });

  it('registers an incarnation with a producer group of its own', () => {
    expect(store.registered).toMatchObject([{ id: '0000-1', producerGroup: 'SLIPSTREAM_00001', name: 'w1' }]);
    expect(keeper.current?.mayWrite()).toBe(true);
  });

  it('renews again and again and stays alive', async () => {
    await clock.advance(60_000);
    expect(store.renewed).toHaveLength(24);
    expect(keeper.current?.id).toBe('0000-1');
    expect(told).toEqual(['live 0000-1']);
  });

  it('takes the deadline from before the request, so that a slow answer shortens it', async () => {
    store.onRenew = () => clock.sleep(1_000).then(() => true);
    await clock.advance(3_500);
    expect(live[0]?.deadline).toBe(2_500 + 9_000 - 2_000);
  });

  it('may not write any more once the deadline has passed, however late it is noticed', async () => {
    store.onRenew = () => NEVER;
    await clock.advance(6_999);
    expect(live[0]?.mayWrite()).toBe(true);
    await clock.advance(1);
    expect(live[0]?.mayWrite()).toBe(false);
  });

  it('dies at the deadline when PostgreSQL does not answer, and registers anew as soon as it does', async () => {
    store.onRenew = () => NEVER;
    store.onRegister = () => Promise.reject(new Error('no database'));
    await clock.advance(7_000);
    expect(told).toContain('lost 0000-1: the lease was not renewed in time');
    expect(live[0]?.over.aborted).toBe(true);
    expect(keeper.current).toBeUndefined();
    store.onRegister = () => Promise.resolve();
    await clock.advance(500);
    expect(told.at(-1)).toMatch(/^live 0000-[3-9]$/);
    expect(live[0]?.mayWrite()).toBe(false);
  });

  it('ends what a database that stood still took in late: rows of given-up renewals and registrations (R-06)', async () => {
    store.onRenew = () => NEVER;
    store.onRegister = () => NEVER;
    await clock.advance(16_200);
    expect(store.stopped).toEqual([]);
    store.onRegister = () => Promise.resolve();
    store.onRenew = () => Promise.resolve(true);
    await clock.advance(10_000);
    // 1 was lost, 2 never got an answer, 3 lives.
    expect(store.stopped).toEqual(['0000-1', '0000-2']);
    expect(keeper.current?.id).toBe('0000-3');
  });

  it('tries again to end them with each renewal, until the database has taken it', async () => {
    store.onRenew = () => Promise.resolve(false);
    store.onStop = () => Promise.reject(new Error('not now'));
    await clock.advance(2_500);
    expect(keeper.current?.id).toBe('0000-2');
    store.onRenew = () => Promise.resolve(true);
    await clock.advance(2_500);
    store.onStop = () => Promise.resolve();
    await clock.advance(5_000);
    expect(store.stopped).toEqual(['0000-1']);
  });

  it('dies at once when the database says that the lease is over', async () => {
    store.onRenew = () => Promise.resolve(false);
    await clock.advance(2_500);
    expect(told).toEqual(['live 0000-1', 'lost 0000-1: the lease is over in the database', 'live 0000-2']);
  });

  it('survives a renewal that fails by trying again at a quicker pace', async () => {
    let calls = 0;
    store.onRenew = () =>
      ++calls === 1 ? Promise.reject(new Error('connection reset')) : Promise.resolve(true);
    await clock.advance(3_000);
    expect(told).toEqual(['live 0000-1', 'connection reset']);
    expect(live[0]?.deadline).toBe(3_000 + 9_000 - 2_000);
  });

  it('does not believe an answer that came after the deadline', async () => {
    store.onRenew = () => clock.sleep(8_000).then(() => true);
    await clock.advance(20_000);
    expect(told.some((line) => line.startsWith('lost 0000-1'))).toBe(true);
    expect(live[0]?.mayWrite()).toBe(false);
  });

  it('does not use a registration that took longer than its lease', async () => {
    store.onRenew = () => Promise.resolve(false);
    store.onRegister = () => clock.sleep(8_000);
    await clock.advance(2_500 + 8_000);
    expect(live).toHaveLength(1);
  });

  it('retires an incarnation: its row ends and another begins', async () => {
    const first = live[0];
    if (first === undefined) throw new Error('not live');
    await keeper.retire(first);
    await clock.advance(0);
    expect(store.stopped).toEqual(['0000-1']);
    expect(told).toEqual(['live 0000-1', 'live 0000-2']);
  });

  it('ends its row when it stops, and nothing follows', async () => {
    await keeper.stop();
    await clock.advance(60_000);
    expect(store.stopped).toEqual(['0000-1']);
    expect(live[0]?.mayWrite()).toBe(false);
    expect(live).toHaveLength(1);
  });
});
