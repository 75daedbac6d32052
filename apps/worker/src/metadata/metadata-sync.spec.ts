import { beforeEach, describe, expect, it } from 'vitest';
import type {
  MetadataItemKey,
  MetadataItemRecord,
  PendingWish,
  StoredMetadataItem,
} from '@slipstream/database';
import { ManualClock } from '@slipstream/replication/testing';
import { plainDigest } from '@slipstream/replication';
import { NO_METADATA_SYNC, type MetadataKind, type MetadataWish } from '@slipstream/shared';
import type { FlowModel } from '../flow/flow-model.js';
import { FlowSignals } from '../flow/flow-signals.js';
import { InventoryCache } from '../flow/inventory-cache.js';
import type { EventToAdd } from '../report/reporter.js';
import { FakeMetadataCluster } from '../testing/fake-metadata-cluster.js';
import { A_FLOW } from '../testing/flow-of-metrics.js';
import { keyOf } from './item-ledger.js';
import { MetadataSync } from './metadata-sync.js';

/** Items as PostgreSQL would keep them. */
class FakeStore {
  readonly rows = new Map<string, StoredMetadataItem>();
  wished: PendingWish[] = [];
  saves = 0;

  load(): Promise<StoredMetadataItem[]> {
    return Promise.resolve([...this.rows.values()]);
  }

  wishes(): Promise<PendingWish[]> {
    return Promise.resolve(this.wished);
  }

  save(_: unknown, items: readonly MetadataItemRecord[], gone: readonly MetadataItemKey[]): Promise<void> {
    if (items.length + gone.length > 0) this.saves += 1;
    for (const { synced: _synced, doneWish, ...row } of items) {
      this.rows.set(keyOf(row), { ...row, memory: structuredClone(row.memory) });
      if (doneWish !== null) this.wished = this.wished.filter((wish) => keyOf(wish) !== keyOf(row));
    }
    for (const key of gone) this.rows.delete(keyOf(key));
    return Promise.resolve();
  }

  summary(kind: MetadataKind, name: string): string {
    const row = this.rows.get(keyOf({ kind, sourceName: name, targetName: name }));
    return row === undefined ? 'none' : `${row.state} ${row.why ?? '-'}`;
  }
}

describe('metadata sync of a task', () => {
  let source: FakeMetadataCluster;
  let target: FakeMetadataCluster;
  let store: FakeStore;
  let clock: ManualClock;
  let events: EventToAdd[];
  let mayWrite: boolean;

  beforeEach(() => {
    source = new FakeMetadataCluster('old', ['old-a', 'old-b']);
    target = new FakeMetadataCluster('new', ['new-a']);
    store = new FakeStore();
    clock = new ManualClock();
    events = [];
    mayWrite = true;
  });

  const start = (over: Partial<FlowModel> = {}): MetadataSync =>
    new MetadataSync({
      flow: {
        ...A_FLOW,
        groups: {},
        metadata: { ...NO_METADATA_SYNC, topics: true, groups: true, propagateDeletes: true },
        ...over,
      },
      lease: { shardId: 's', workerId: 'w', epoch: 1 },
      clients: { SOURCE: source, TARGET: target },
      inventories: new InventoryCache(clock),
      store,
      status: { save: () => Promise.resolve() },
      signals: new FlowSignals(),
      clock,
      mayWrite: () => mayWrite,
      digest: plainDigest,
      onEvent: (event) => events.push(event),
      onTrouble: () => undefined,
    });
  const round = async (sync: MetadataSync) => {
    await clock.advance(5_000);
    return sync.round();
  };
  const wish = (name: string, what: MetadataWish) =>
    store.wished.push({ kind: 'TOPIC', sourceName: name, targetName: name, wish: what });

  it('carries topics and groups, stores what it is about to do first, and tells it once', async () => {
    source.topic('orders', 4).group('service').group('TOOLS_CONSUMER');
    const sync = start();
    await round(sync);
    expect(target.topicOn('new-a', 'orders')).toMatchObject({ readQueueNums: 8, perm: 6 });
    expect(target.writes).toEqual(['put orders@new-a', 'put group service@new-a']);
    expect(store.summary('TOPIC', 'orders')).toBe('SAME -');
    expect(store.summary('GROUP', 'service')).toBe('SAME -');
    expect(store.summary('GROUP', 'TOOLS_CONSUMER')).toBe('SKIPPED SYSTEM');
    expect(events).toMatchObject([
      { kind: 'METADATA_SYNCED', details: { items: 2, counts: { CREATED: { TOPIC: 1, GROUP: 1 } } } },
    ]);
  });

  it('costs nothing but the question when nothing changed: a request per table and broker, nothing stored', async () => {
    source.topic('orders', 4).group('service');
    const sync = start();
    await round(sync);
    await round(sync);
    source.requests = target.requests = 0;
    const { saves } = store;
    await round(sync);
    // Two brokers and one; topics and groups; and one question to the Name Server of each.
    expect([source.requests, target.requests]).toEqual([5, 3]);
    expect([store.saves, events.length]).toEqual([saves, 1]);
  });

  it('shows a change by hand, leaves it, and overwrites or adopts it on demand', async () => {
    source.topic('orders', 2);
    const sync = start();
    await round(sync);
    target.topic('orders', 4, { perm: 2 });
    await round(sync);
    await round(sync);
    expect(store.summary('TOPIC', 'orders')).toBe('DIFFERS CHANGED_BY_HAND');
    expect(events.filter(({ kind }) => kind === 'METADATA_DRIFTED')).toHaveLength(1);
    expect(target.topicOn('new-a', 'orders')?.perm).toBe(2);
    wish('orders', 'ADOPT');
    await round(sync);
    expect([store.summary('TOPIC', 'orders'), store.wished]).toEqual(['SAME ADOPTED', []]);
    wish('orders', 'OVERWRITE');
    await round(sync);
    expect([store.summary('TOPIC', 'orders'), store.wished]).toEqual(['SAME -', []]);
    expect(target.topicOn('new-a', 'orders')?.perm).toBe(6);
  });

  it('M-02: a killed broker is no delete, however long it is away; a delete is', async () => {
    source.topic('orders', 4);
    const sync = start();
    await round(sync);
    source.kill('old-a');
    source.kill('old-b');
    await round(sync);
    expect(store.summary('TOPIC', 'orders')).toBe('SKIPPED NOT_SEEN');
    await round(start());
    expect(target.topicOn('new-a', 'orders')).toBeDefined();
    source.restart('old-a');
    source.restart('old-b');
    await round(sync);
    expect(store.summary('TOPIC', 'orders')).toBe('SAME -');
    source.removeTopic('orders');
    await round(sync);
    expect(target.topicOn('new-a', 'orders')).toBeUndefined();
    expect(store.summary('TOPIC', 'orders')).toBe('none');
  });

  it('M-02: a broker that a user says is gone for good holds nothing up any more, and nothing is deleted for it', async () => {
    source.topic('orders', 4);
    source.brokers
      .get('old-b')
      ?.topics.set('lonely', { topicName: 'lonely', readQueueNums: 1, writeQueueNums: 1, perm: 6 });
    const sync = start();
    await round(sync);
    source.kill('old-b');
    await round(sync);
    expect(store.summary('TOPIC', 'orders')).toBe('SKIPPED NOT_SEEN');
    wish('orders', 'ADOPT');
    await round(sync);
    await round(sync);
    expect([store.summary('TOPIC', 'orders'), store.wished]).toEqual(['SAME KEPT_WIDER', []]);
    expect(store.summary('TOPIC', 'lonely')).toBe('none');
    expect(target.topicOn('new-a', 'lonely')).toBeDefined();
  });

  it('M-02: nothing is deleted that was there before, or without propagate deletes', async () => {
    source.topic('orders', 4).topic('stock', 4);
    target.topic('stock', 8);
    await round(start());
    source.removeTopic('orders');
    source.removeTopic('stock');
    await round(start({ metadata: { ...NO_METADATA_SYNC, topics: true } }));
    expect(store.summary('TOPIC', 'orders')).toBe('ORPHANED DELETES_OFF');
    await round(start());
    expect(store.summary('TOPIC', 'stock')).toBe('ORPHANED NOT_CREATED_HERE');
    expect(target.topicOn('new-a', 'stock')).toBeDefined();
    expect(target.topicOn('new-a', 'orders')).toBeUndefined();
  });

  describe('accounts of 4.x, which a broker reads while it writes them', () => {
    const app = {
      accessKey: 'app',
      secretKey: 'app-secret',
      whiteRemoteAddress: '',
      admin: false,
      defaultTopicPerm: 'DENY',
      defaultGroupPerm: 'DENY',
      topicPerms: ['orders=PUB|SUB'],
      groupPerms: [],
    };
    /** A round that waits between two readings. */
    const slowRound = async (sync: MetadataSync): Promise<void> => {
      const rounding = sync.round().then(() => true);
      while (!(await Promise.race([rounding, clock.advance(100)]))) continue;
    };
    const accounts = () =>
      start({ metadata: { ...NO_METADATA_SYNC, accounts: true, propagateDeletes: true } });

    beforeEach(() => {
      source.control = target.control = 'PLAIN';
      source.plain.set('app', app);
    });

    it.each([
      ['one worker', (sync: MetadataSync) => sync],
      ['a worker that has just taken over', () => accounts()],
    ])('M-02: a listing without them is no delete, for %s', async (_, later) => {
      const sync = accounts();
      await slowRound(sync);
      expect(target.writes).toEqual(['put account app@new-a']);
      source.tornReadings = source.brokers.size;
      await slowRound(later(sync));
      await slowRound(later(sync));
      expect(target.writes).toEqual(['put account app@new-a']);
      expect(store.summary('ACCOUNT', 'app')).toBe('SAME -');
    });

    it('M-02: a delete is one', async () => {
      const sync = accounts();
      await slowRound(sync);
      source.plain.delete('app');
      await slowRound(sync);
      expect(target.plain.has('app')).toBe(false);
    });

    it('a broker whose accounts are never twice the same counts as not seen', async () => {
      const sync = accounts();
      await slowRound(sync);
      const { listPlain } = source.accounts;
      let reading = 0;
      source.accounts.listPlain = async (...call) => ({
        ...(await listPlain(...call)),
        fingerprint: String(reading++),
        accounts: [],
      });
      await slowRound(sync);
      expect(store.summary('ACCOUNT', 'app')).toBe('SKIPPED NOT_SEEN');
      expect(target.plain.has('app')).toBe(true);
    });
  });

  it('a topic that the planner made counts as the task’s', async () => {
    source.topic('orders', 4);
    target.topic('orders', 8);
    store.rows.set('TOPIC orders orders', {
      kind: 'TOPIC',
      sourceName: 'orders',
      targetName: 'orders',
      state: 'MISSING',
      why: 'PENDING',
      said: null,
      differences: [],
      createdAtSide: 'TARGET',
      memory: {},
    });
    await round(start());
    source.removeTopic('orders');
    await round(start());
    expect(target.topicOn('new-a', 'orders')).toBeUndefined();
  });

  it('goes on with the others when a broker refuses one, says its words, and asks again on demand, or later', async () => {
    source.topic('bad', 4).topic('good', 4);
    target.refusals.set('bad', 'no such luck');
    const sync = start();
    await round(sync);
    await round(sync);
    expect(store.summary('TOPIC', 'good')).toBe('SAME -');
    expect(store.rows.get('TOPIC bad bad')).toMatchObject({ why: 'REFUSED', said: 'no such luck' });
    expect(events.filter(({ kind }) => kind === 'METADATA_REFUSED')).toHaveLength(1);
    target.refusals.clear();
    wish('bad', 'OVERWRITE');
    await round(sync);
    expect([store.summary('TOPIC', 'bad'), store.wished]).toEqual(['SAME -', []]);
  });

  it('goes on where another worker was cut off in the middle', async () => {
    source.topic('orders', 4);
    mayWrite = false;
    await round(start());
    expect(store.rows.get('TOPIC orders orders')).toMatchObject({
      state: 'MISSING',
      createdAtSide: 'TARGET',
    });
    expect(target.writes).toEqual([]);
    mayWrite = true;
    await round(start());
    expect(store.summary('TOPIC', 'orders')).toBe('SAME -');
  });

  it('writes nothing more once the task is stopped, however much there was to do (T-05)', async () => {
    for (let number = 0; number < 50; number++) source.topic(`topic-${number}`, 4);
    const stopping = new AbortController();
    target.onWrite = () => stopping.abort();
    await start().round(stopping.signal);
    expect(target.writes).toHaveLength(1);
  });

  it('tells which cluster it cannot look at, and concludes nothing from it', async () => {
    source.topic('orders', 4);
    const sync = start();
    await round(sync);
    source.failure = new Error('nobody there');
    await expect(round(sync)).rejects.toThrow('nobody there');
    source.failure = undefined;
    await round(sync);
    expect(store.summary('TOPIC', 'orders')).toBe('SAME -');
  });

  describe('topic level', () => {
    const routes = [{ sourceTopic: 'orders', targetTopic: 'copies', filter: { type: 'NONE' as const } }];

    it('carries the routes only, under their target names, and groups that have offsets on them', async () => {
      source.topic('orders', 1).topic('stock', 1).group('reader').group('other');
      source.offsets.push(
        { topic: 'orders', consumerGroup: 'reader' },
        { topic: 'stock', consumerGroup: 'other' },
      );
      await round(start({ level: 'TOPIC', routes }));
      expect(target.writes).toEqual(['put copies@new-a', 'put group reader@new-a']);
    });

    it('does not delete a topic that another route still needs', async () => {
      source.topic('orders', 1).topic('stock', 1);
      const both = [
        ...routes,
        { ...routes[0], sourceTopic: 'stock', targetTopic: 'copies', filter: { type: 'NONE' as const } },
      ];
      const sync = start({ level: 'TOPIC', routes: both });
      await round(sync);
      source.removeTopic('orders');
      await round(sync);
      expect(target.topicOn('new-a', 'copies')).toBeDefined();
    });
  });

  describe('both ways', () => {
    const twoWay = () => start({ isTwoWay: true });

    it('carries changes of either side, and comes to rest', async () => {
      const sync = twoWay();
      await round(sync);
      source.topic('orders', 2);
      target.group('service', { retryMaxTimes: 3 });
      await round(sync);
      target.topic('orders', 8);
      source.group('service', { retryMaxTimes: 7 });
      await round(sync);
      expect(source.topicOn('old-b', 'orders')?.writeQueueNums).toBe(4);
      expect(target.brokers.get('new-a')?.groups.get('service')?.settings).toEqual({ retryMaxTimes: 7 });
      source.writes.length = target.writes.length = 0;
      await round(sync);
      await round(sync);
      expect([source.writes, target.writes]).toEqual([[], []]);
    });

    it('carries a change made while the item was being created, where the broker adds settings of its version (M-01)', async () => {
      const sync = twoWay();
      await round(sync);
      target.groupDefaults = { consumeMessageOrderly: false };
      source.group('service', { retryMaxTimes: 11 });
      target.onWrite = () => {
        target.onWrite = undefined;
        source.group('service', { retryMaxTimes: 3 });
      };
      await round(sync);
      await round(sync);
      expect(target.brokers.get('new-a')?.groups.get('service')?.settings).toMatchObject({
        retryMaxTimes: 3,
      });
      expect(events.map(({ kind }) => kind)).not.toContain('METADATA_CONFLICT');
    });

    it('lets the last of two changes win, also of two that are new, and tells the conflict', async () => {
      const sync = twoWay();
      await round(sync);
      source.group('service', { retryMaxTimes: 3 });
      target.group('service', { retryMaxTimes: 4 });
      await round(sync);
      expect(source.brokers.get('old-a')?.groups.get('service')?.settings).toEqual({ retryMaxTimes: 4 });
      expect(events.map(({ kind }) => kind)).toEqual(['METADATA_SYNCED', 'METADATA_CONFLICT']);
    });
  });

  it('writes a thousand items in one look and goes on with the next', async () => {
    for (let index = 0; index < 1_500; index++) source.group(`group-${index}`);
    const sync = start();
    await round(sync);
    expect(target.writes).toHaveLength(1_000);
    await round(sync);
    expect(target.writes).toHaveLength(1_500);
  });

  it('5,000 topics and 2,000 groups: a full look and a quiet one', async () => {
    for (const [side, queues] of [
      [source, 4],
      [target, 8],
    ] as const) {
      for (let index = 0; index < 5_000; index++) side.topic(`topic-${index}`, queues);
      for (let index = 0; index < 2_000; index++) side.group(`group-${index}`);
    }
    const sync = start();
    await round(sync);
    await round(sync);
    source.topic('topic-1', 8);
    source.requests = target.requests = 0;
    const before = process.cpuUsage();
    await round(sync);
    const full = process.cpuUsage(before);
    expect(target.writes).toEqual(['put topic-1@new-a']);
    expect(source.requests + target.requests).toBeLessThan(20);
    await round(sync);
    const quietBefore = process.cpuUsage();
    await round(sync);
    const quiet = process.cpuUsage(quietBefore);
    if (process.env['TEST_LOG_LEVEL'] !== undefined)
      process.stderr.write(`full ${full.user + full.system} µs, quiet ${quiet.user + quiet.system} µs\n`);
    expect((full.user + full.system) / 1e6).toBeLessThan(5);
  });
});
