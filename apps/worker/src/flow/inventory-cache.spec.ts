import { ManualClock } from '@slipstream/replication/testing';
import { beforeEach, describe, expect, it } from 'vitest';
import { FakePlanningCluster } from '../testing/fake-planning-cluster.js';
import type { InventoryClient } from './cluster-inventory.js';
import { InventoryCache } from './inventory-cache.js';

describe('InventoryCache', () => {
  let clock: ManualClock;
  let cluster: FakePlanningCluster;
  let cache: InventoryCache;
  let client: InventoryClient;
  let looks: number;

  beforeEach(() => {
    clock = new ManualClock();
    cluster = new FakePlanningCluster('Old', ['a']).topic('orders', 4);
    looks = 0;
    cache = new InventoryCache(clock);
    client = {
      clusterInfo: async () => {
        looks += 1;
        await clock.sleep(100);
        return cluster.clusterInfo();
      },
      masterAddress: (brokerName) => cluster.masterAddress(brokerName),
      topicConfigs: (brokerName) => cluster.topicConfigs(brokerName),
    };
  });

  it('looks once for many flows that start at one moment: once for those who came first, once more for the rest (R-06)', async () => {
    const first = cache.read(client, 0);
    const rest = Array.from({ length: 100 }, () => cache.read(client, 0));
    cluster.topic('late', 1);
    await clock.advance(1_000);
    expect((await first).hasTopic('orders')).toBe(true);
    for (const inventory of await Promise.all(rest)) expect(inventory.hasTopic('late')).toBe(true);
    expect(looks).toBe(2);
  });

  it('gives who asks for the present a look that began after the question', async () => {
    const before = cache.read(client, 0);
    await clock.advance(1_000);
    await before;
    cluster.topic('late', 1);
    const after = cache.read(client, 0);
    await clock.advance(1_000);
    expect((await after).hasTopic('late')).toBe(true);
  });

  it('gives who bears an older answer the last one', async () => {
    const first = cache.read(client, 2_000);
    await clock.advance(500);
    expect(await cache.read(client, 2_000)).toBe(await first);
    expect(looks).toBe(1);
  });

  it('remembers no failure', async () => {
    const working = cluster.failure;
    cluster.failure = new Error('away');
    const failing = cache.read(client, 0);
    const waiting = cache.read(client, 0);
    const outcomes = Promise.allSettled([failing, waiting]);
    await clock.advance(1_000);
    expect((await outcomes).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    cluster.failure = working;
    const again = cache.read(client, 60_000);
    await clock.advance(1_000);
    expect((await again).hasTopic('orders')).toBe(true);
  });
});
