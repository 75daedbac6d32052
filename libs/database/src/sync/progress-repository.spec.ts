import { beforeEach, describe, expect, it } from 'vitest';
import type { QueueProgressView, TaskSpec } from '@slipstream/shared';
import { CheckpointRepository } from '../checkpoint/checkpoint-repository.js';
import { LeaseRepository } from '../lease/lease-repository.js';
import { PlanRepository } from '../plan/plan-repository.js';
import { countStatements } from '../testing/count-statements.js';
import { guardOf, newStream } from '../testing/held-shard.js';
import { useDatabase } from '../testing/use-database.js';
import type { GroupProgressRecord } from './progress-records.js';
import { ProgressRepository } from './progress-repository.js';
import { SyncStatusRepository } from './sync-status-repository.js';

const database = useDatabase();
let progress: ProgressRepository;
let worker: string;
beforeEach(async () => {
  // One for all tasks: of two, each would get its share of the shards only.
  worker = await database.given.worker();
  progress = new ProgressRepository(database.dataSource);
});

/** A task with two streams in each of its flows. */
async function planned(over: Partial<TaskSpec> = {}) {
  const task = await database.given.task(over);
  const shards = (await new LeaseRepository(database.dataSource).claim(worker)).filter(
    ({ taskId, index }) => taskId === task.id && index === 0,
  );
  const plans = new PlanRepository(database.dataSource);
  for (const shard of shards)
    await plans.savePlan(shard.flowId, guardOf(shard, worker), {
      generation: 1,
      add: [newStream(0), newStream(1)],
      retire: [],
      revive: [],
    });
  const forward = await database.given.flowOf(task.id);
  const guard = shards.filter(({ flowId }) => flowId === forward).map((shard) => guardOf(shard, worker))[0];
  if (guard === undefined) throw new Error('nothing claimed');
  const [source, target] = [task.spec.sourceClusterId, task.spec.targetClusterId];
  return { task, guard, source, target };
}

describe('streams along which progress is translated (P-01)', () => {
  it('are those of all tasks between the two clusters, both ways', async () => {
    const { source, target } = await planned({ direction: 'TWO_WAY' });
    await planned({ sourceClusterId: target, targetClusterId: source });
    await planned();
    const streams = await progress.streams({ sourceClusterId: source, targetClusterId: target });
    expect(streams.map(({ copiesTo }) => copiesTo).toSorted()).toEqual([
      'SOURCE',
      'SOURCE',
      'SOURCE',
      'SOURCE',
      'TARGET',
      'TARGET',
    ]);
    const turned = await progress.streams({ sourceClusterId: target, targetClusterId: source });
    expect(turned.filter(({ copiesTo }) => copiesTo === 'TARGET')).toHaveLength(4);
    expect(streams[0]).toMatchObject({
      key: expect.stringMatching(/^[a-z0-9]{10}-0$/) as unknown,
      source: { topic: 'orders', brokerName: 'broker-a', queueId: 0 },
      target: { topic: 'orders', brokerName: 'broker-x', queueId: 0 },
      start: { generation: 1, sourceOffset: 100, targetOffset: 1000 },
      position: { generation: 1, sourceOffset: 100, targetOffset: 1000 },
      filtered: false,
      retired: false,
      sourceMax: null,
    });
  });

  it('tell their newest checkpoint and some of those before it, in one statement', async () => {
    const { guard, source, target } = await planned();
    const clusters = { sourceClusterId: source, targetClusterId: target };
    const [stream] = await progress.streams(clusters);
    if (stream === undefined) throw new Error('no stream');
    const checkpoints = new CheckpointRepository(database.dataSource);
    for (let i = 1; i <= 40; i++)
      await checkpoints.save(guard, [
        {
          streamId: stream.id,
          generation: 1,
          sourceOffset: 100 + i,
          targetOffset: 1000 + 2 * i,
          sourceIdentity: null,
          targetIdentity: null,
        },
      ]);
    expect(await countStatements(database.dataSource, () => progress.streams(clusters))).toBe(1);
    const [now] = await progress.streams(clusters);
    expect(now?.position).toEqual({ generation: 1, sourceOffset: 140, targetOffset: 1080 });
    expect(now?.pairs.map(({ sourceOffset }) => sourceOffset)).toEqual([132, 116, 100]);
    expect((await progress.heads(clusters))[0]).toEqual({
      id: stream.id,
      position: now?.position,
      sourceMax: null,
      retired: false,
    });
  });

  it('are filtered unless their route says that they are not', async () => {
    const route = (filter: 'NONE' | 'TAG') => ({
      sourceTopic: 'orders',
      targetTopic: 'orders',
      filter: filter === 'NONE' ? { type: filter } : { type: filter, expression: 'A' },
    });
    const filtered = async (spec: Partial<TaskSpec>) => {
      const { source, target } = await planned({ level: 'TOPIC', ...spec });
      const streams = await progress.streams({ sourceClusterId: source, targetClusterId: target });
      return streams.map((stream) => stream.filtered);
    };
    expect(await filtered({ routes: [route('NONE')] })).toEqual([false, false]);
    expect(await filtered({ routes: [route('TAG')], direction: 'TWO_WAY' })).toEqual([
      true,
      true,
      true,
      true,
    ]);
    expect(await filtered({ routes: [] })).toEqual([true, true]);
  });
});

const queue: QueueProgressView = {
  fromBroker: 'a',
  fromQueue: 0,
  toBroker: 'x',
  toQueue: 0,
  fromOffset: '10',
  fromMax: '12',
  toOffset: '20',
  toMax: null,
  translated: '20',
  syncedAt: null,
  why: null,
  said: null,
};
const row = (consumerGroup: string, over: Partial<GroupProgressRecord> = {}): GroupProgressRecord => ({
  sense: 'TO_TARGET',
  consumerGroup,
  fromTopic: 'orders',
  toTopic: 'orders',
  inRetry: 3,
  queues: [queue],
  why: null,
  syncedAt: null,
  ...over,
});

describe('progress of groups (P-04)', () => {
  it('is stored once for each group, pair of topics and sense, and listed page by page', async () => {
    const task = await database.given.task();
    const other = await database.given.task();
    await progress.save(task.id, [row('g2'), row('g1'), row('g3', { sense: 'TO_SOURCE' })]);
    await progress.save(other.id, [row('g1')]);
    const at = '2026-11-21T00:00:00.000Z';
    await progress.save(task.id, [row('g1', { why: 'LIVE_MEMBERS', inRetry: 4, syncedAt: at })]);
    const first = await progress.list(task.id, { limit: 2 });
    expect(first.map(({ consumerGroup }) => consumerGroup)).toEqual(['g1', 'g2']);
    expect(first[0]).toMatchObject({
      sense: 'TO_TARGET',
      fromTopic: 'orders',
      toTopic: 'orders',
      inRetry: '4',
      queues: [queue],
      why: 'LIVE_MEMBERS',
      syncedAt: at,
      updatedAt: expect.stringMatching(/Z$/) as unknown,
    });
    const second = await progress.list(task.id, { limit: 2, after: first[1]?.id ?? '' });
    expect(second.map(({ consumerGroup }) => consumerGroup)).toEqual(['g3']);
  });

  it('is found by sense, part of a name and why', async () => {
    const task = await database.given.task();
    await progress.save(task.id, [
      row('billing', { why: 'LIVE_MEMBERS' }),
      row('stock', { toTopic: 'Billing-copy' }),
      row('stock', { sense: 'TO_SOURCE' }),
    ]);
    const found = async (page: object) =>
      (await progress.list(task.id, { limit: 10, ...page })).map(
        ({ consumerGroup, sense }) => `${consumerGroup} ${sense}`,
      );
    expect(await found({ search: 'BILL' })).toEqual(['billing TO_TARGET', 'stock TO_TARGET']);
    expect(await found({ sense: 'TO_SOURCE' })).toEqual(['stock TO_SOURCE']);
    expect(await found({ why: 'LIVE_MEMBERS' })).toEqual(['billing TO_TARGET']);
    expect(await found({ search: '%' })).toEqual([]);
  });

  it('that the task no longer carries is dropped; of a task that is gone none is stored', async () => {
    const task = await database.given.task();
    await progress.save(task.id, [row('g1'), row('g2')]);
    await progress.prune(task.id, ({ consumerGroup }) => consumerGroup === 'g1');
    expect(await progress.list(task.id, { limit: 10 })).toHaveLength(1);
    await progress.save('00000000-0000-4000-8000-000000000000', [row('g1')]);
  });
});

describe('the last look of a sync', () => {
  it('is kept for each part of a task', async () => {
    const task = await database.given.task();
    const status = new SyncStatusRepository(database.dataSource);
    expect(await status.list(task.id)).toEqual([]);
    await status.save(task.id, 'PROGRESS', { tookMs: 12.4, reason: null });
    await status.save(task.id, 'PROGRESS', { tookMs: 20, reason: null });
    await status.save(task.id, 'METADATA', { tookMs: 5, reason: null });
    expect(await status.list(task.id)).toEqual([
      { part: 'METADATA', lookedAt: expect.any(Date) as unknown, tookMs: 5, reason: null },
      { part: 'PROGRESS', lookedAt: expect.any(Date) as unknown, tookMs: 20, reason: null },
    ]);
  });
});
