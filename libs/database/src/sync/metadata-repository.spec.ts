import { beforeEach, describe, expect, it } from 'vitest';
import { MetadataWishError, StaleEpochError } from '../errors.js';
import { NotificationListener } from '../notify/listener.js';
import type { Notification } from '../notify/channel.js';
import { countStatements } from '../testing/count-statements.js';
import { holdTask, type HeldTask } from '../testing/held-shard.js';
import { useDatabase } from '../testing/use-database.js';
import type { MetadataItemRecord } from './metadata-records.js';
import { MetadataRepository } from './metadata-repository.js';

const database = useDatabase();
let metadata: MetadataRepository;
let held: HeldTask;

beforeEach(async () => {
  metadata = new MetadataRepository(database.dataSource);
  held = await holdTask(database.dataSource, database.given);
});

const item = (name: string, over: Partial<MetadataItemRecord> = {}): MetadataItemRecord => ({
  kind: 'TOPIC',
  sourceName: name,
  targetName: name,
  state: 'SAME',
  why: null,
  said: null,
  differences: [],
  createdAtSide: null,
  memory: {},
  synced: true,
  doneWish: null,
  ...over,
});

const save = (...items: MetadataItemRecord[]) => metadata.save(held.guard, items, []);
const list = (over: Partial<Parameters<MetadataRepository['list']>[1]> = {}) =>
  metadata.list(held.task.id, { limit: 100, ...over });
const names = async (over: Partial<Parameters<MetadataRepository['list']>[1]> = {}) =>
  (await list(over)).items.map((found) => found.sourceName);

describe('M-03: the items of a task', () => {
  it('are stored many at once, and read back as they are', async () => {
    const differences = [{ setting: 'perm', source: '6', target: '4' }];
    await save(
      item('orders', { memory: { base: 'x' }, createdAtSide: 'TARGET' }),
      item('stock', { state: 'DIFFERS', why: 'CHANGED_BY_HAND', differences, synced: false }),
    );
    expect((await list()).items).toMatchObject([
      { kind: 'TOPIC', sourceName: 'orders', state: 'SAME', createdAt: 'TARGET', allowedWishes: [] },
      {
        sourceName: 'stock',
        why: 'CHANGED_BY_HAND',
        differences,
        syncedAt: null,
        allowedWishes: ['ADOPT', 'OVERWRITE'],
      },
    ]);
    expect((await metadata.load(held.task.id)).find(({ sourceName }) => sourceName === 'orders')).toEqual({
      kind: 'TOPIC',
      sourceName: 'orders',
      targetName: 'orders',
      state: 'SAME',
      why: null,
      said: null,
      differences: [],
      createdAtSide: 'TARGET',
      memory: { base: 'x' },
    });
  });

  it('come in pages by kind and name, counted by kind and state, in two statements', async () => {
    await save(
      item('b'),
      item('c', { state: 'MISSING', why: 'PENDING' }),
      item('a', { kind: 'GROUP' }),
      item('a'),
    );
    const first = await list({ limit: 3 });
    expect(first.items.map(({ kind, sourceName }) => `${kind} ${sourceName}`)).toEqual([
      'GROUP a',
      'TOPIC a',
      'TOPIC b',
    ]);
    expect(first.counts).toMatchObject({
      TOPIC: { SAME: 2, MISSING: 1, DIFFERS: 0 },
      GROUP: { SAME: 1 },
      ACCOUNT: { SAME: 0 },
    });
    const second = await list({ limit: 3, after: first.next ?? '' });
    expect(second).toMatchObject({ items: [{ sourceName: 'c' }], next: null });
    expect(await countStatements(database.dataSource, () => list())).toBe(2);
  });

  it('are found by kind, by state, and by a part of a name at either side', async () => {
    await save(
      item('orders', { targetName: 'copies_of_100%' }),
      item('stock', { state: 'DIFFERS' }),
      item('orders', { kind: 'GROUP' }),
    );
    expect(await names({ kind: 'GROUP' })).toEqual(['orders']);
    expect(await names({ state: 'DIFFERS' })).toEqual(['stock']);
    expect(await names({ search: 'ORD', kind: 'TOPIC' })).toEqual(['orders']);
    expect(await names({ search: '100%' })).toEqual(['orders']);
    expect(await names({ search: '_____' })).toEqual([]);
  });

  it('keep since when they stand as they do, and when both sides were last in step', async () => {
    await save(item('orders'));
    const before = (await list()).items[0];
    await save(item('orders', { memory: { again: true } }));
    expect((await list()).items[0]).toMatchObject({ since: before?.since });
    await save(item('orders', { state: 'DIFFERS', why: 'PENDING', synced: false }));
    const after = (await list()).items[0];
    expect(after?.since).not.toBe(before?.since);
    expect(after?.syncedAt).not.toBeNull();
  });

  it('go when both sides have none', async () => {
    await save(item('orders'), item('stock'));
    await metadata.save(held.guard, [], [item('orders')]);
    expect(await names()).toEqual(['stock']);
  });

  it('go with their task (TX-45)', async () => {
    await save(item('orders'));
    await database.dataSource.query(`DELETE FROM task WHERE id = $1`, [held.task.id]);
    expect(await database.dataSource.query(`SELECT 1 FROM metadata_item`)).toEqual([]);
  });

  it('are written only under the lease', async () => {
    const stale = { ...held.guard, epoch: held.guard.epoch + 1 };
    await expect(metadata.save(stale, [item('orders')], [])).rejects.toThrow(StaleEpochError);
    await expect(metadata.recordCreated(stale, 'TARGET', [item('orders')])).rejects.toThrow(StaleEpochError);
    expect(await names()).toEqual([]);
  });

  it('take a hundred and more in a moment', async () => {
    await save(...Array.from({ length: 7_000 }, (_, index) => item(`topic-${index}`)));
    expect((await list({ limit: 1 })).counts.TOPIC.SAME).toBe(7_000);
  });
});

describe('M-02: what the task created', () => {
  it('is known from the plan on, and stays so when the sync has not looked yet', async () => {
    await metadata.recordCreated(held.guard, 'TARGET', [item('orders')]);
    expect((await list()).items).toMatchObject([{ state: 'MISSING', why: 'PENDING', createdAt: 'TARGET' }]);
    await save(item('stock'));
    await metadata.recordCreated(held.guard, 'TARGET', [item('stock')]);
    expect((await list()).items[1]).toMatchObject({ state: 'SAME', createdAt: 'TARGET' });
  });
});

describe('a wish of a user', () => {
  const differs = item('orders', { state: 'DIFFERS', why: 'NOT_OURS', synced: false });
  const idOf = async () => (await list()).items[0]?.id ?? '';

  it('is stored, is told to the workers, and stays until it is answered', async () => {
    const told: Notification[] = [];
    const ready = Promise.withResolvers<void>();
    const heard = Promise.withResolvers<void>();
    const listener = new NotificationListener(database.url, {
      onNotification: (notification) => {
        told.push(notification);
        if (notification.kind === 'sync') heard.resolve();
      },
      onReconnect: () => ready.resolve(),
      onError: () => undefined,
    });
    listener.start();
    try {
      await ready.promise;
      await save(differs);
      expect(await metadata.wish(held.task.id, await idOf(), 'ADOPT')).toMatchObject({ wish: 'ADOPT' });
      await heard.promise;
      expect(told).toContainEqual({ kind: 'sync', id: held.task.id, taskId: held.task.id });
    } finally {
      await listener.close();
    }
    expect(await metadata.wishes(held.task.id)).toMatchObject([{ sourceName: 'orders', wish: 'ADOPT' }]);
    await save({ ...differs, said: 'still' });
    expect(await metadata.wishes(held.task.id)).toHaveLength(1);
    await save({ ...differs, doneWish: 'OVERWRITE' });
    expect(await metadata.wishes(held.task.id)).toHaveLength(1);
    await save({ ...differs, doneWish: 'ADOPT' });
    expect(await metadata.wishes(held.task.id)).toEqual([]);
  });

  it('is refused where there is nothing to decide, and where somebody has decided', async () => {
    await save(item('orders'));
    await expect(metadata.wish(held.task.id, await idOf(), 'OVERWRITE')).rejects.toThrow(MetadataWishError);
    expect(await metadata.wish(held.task.id, '999999', 'ADOPT')).toBeNull();
    await save(differs);
    await metadata.wish(held.task.id, await idOf(), 'ADOPT');
    await expect(metadata.wish(held.task.id, await idOf(), 'OVERWRITE')).rejects.toThrow(MetadataWishError);
    await save({ ...differs, doneWish: 'ADOPT' });
    expect(await metadata.wishes(held.task.id)).toEqual([]);
  });
});
