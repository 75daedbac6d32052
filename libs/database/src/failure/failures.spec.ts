import { beforeEach, describe, expect, it } from 'vitest';
import { CheckpointRepository } from '../checkpoint/checkpoint-repository.js';
import { StaleEpochError } from '../errors.js';
import { PlanRepository } from '../plan/plan-repository.js';
import type { CheckpointRecord } from '../plan/plan-records.js';
import { TaskRepository } from '../task/task-repository.js';
import { toTaskView } from '../task/task-row.js';
import { guardOf, holdTask, type HeldTask } from '../testing/held-shard.js';
import { useDatabase } from '../testing/use-database.js';
import type { RefusedMessageRecord } from './failure-records.js';
import { FailureRepository } from './failure-repository.js';
import { RefusalRepository } from './refusal-repository.js';

const database = useDatabase();
let refusals: RefusalRepository;
let failures: FailureRepository;
let held: HeldTask;
let streamId: number;

beforeEach(async () => {
  refusals = new RefusalRepository(database.dataSource);
  failures = new FailureRepository(database.dataSource);
  held = await holdTask(database.dataSource, database.given, 8);
  streamId = (await streamsOf(0))[0]?.id ?? 0;
});

async function streamsOf(
  shardIndex: number,
): Promise<{ id: number; key: string; checkpoints: CheckpointRecord[] }[]> {
  return (await new PlanRepository(database.dataSource).loadShardStreams(held.flowId, shardIndex)).streams;
}

async function ring(): Promise<(readonly [number, number])[]> {
  const [stream] = await streamsOf(0);
  return (stream?.checkpoints ?? []).map((entry) => [entry.sourceOffset, entry.targetOffset]);
}

const refused = (sourceOffset: number, more: Partial<RefusedMessageRecord> = {}): RefusedMessageRecord => ({
  streamId,
  generation: 1,
  sourceOffset,
  sourceIdentity: `m:${sourceOffset}:1:2:key`,
  uniqueKey: `U${sourceOffset}`,
  keys: 'a b',
  tag: 'paid',
  storeTimestamp: 1_700_000_000_123,
  bodyBytes: 70_000,
  propertyBytes: 120,
  said: 'code 13: too large',
  deadLetter: null,
  ...more,
});
const passed = (sourceOffset: number, targetOffset: number) => ({
  streamId,
  generation: 1,
  sourceOffset,
  targetOffset,
  sourceIdentity: `m:${sourceOffset - 1}:1:2:key`,
  targetIdentity: null,
});
const record = (sourceOffset: number, targetOffset = 1_000 + sourceOffset) =>
  refusals.record(held.guard, refused(sourceOffset), passed(sourceOffset + 1, targetOffset));
const list = () => failures.list(held.task.id, { limit: 100 });
const states = async () => (await list()).map(({ sourceOffset, state }) => `${sourceOffset} ${state}`);
const idOf = async (sourceOffset: number): Promise<number> =>
  Number((await list()).find((failure) => failure.sourceOffset === String(sourceOffset))?.id);

describe('a refused message (T-09)', () => {
  it('is recorded together with the checkpoint behind it', async () => {
    await record(105);
    expect(await list()).toEqual([
      expect.objectContaining({
        state: 'PENDING',
        direction: 'forward',
        sourceTopic: 'orders',
        sourceBroker: 'broker-a',
        sourceQueue: 0,
        sourceOffset: '105',
        targetBroker: 'broker-x',
        uniqueKey: 'U105',
        keys: 'a b',
        tag: 'paid',
        storedAt: '2023-11-14T22:13:20.123Z',
        bodyBytes: 70_000,
        said: 'code 13: too large',
        tries: 0,
        sentOffset: null,
      }),
    ]);
    expect((await ring())[0]).toEqual([106, 1_105]);
  });

  it('is one row, however often it is recorded, and another one in another generation', async () => {
    await record(105);
    await record(105);
    await refusals.record(held.guard, refused(105, { generation: 2 }), passed(106, 1_105));
    expect(await list()).toHaveLength(2);
  });

  it('under a lease that is gone is not recorded, and moves nothing', async () => {
    const before = await ring();
    const stale = { ...held.guard, epoch: held.guard.epoch + 1 };
    await expect(refusals.record(stale, refused(105), passed(106, 1_105))).rejects.toThrow(StaleEpochError);
    const [, other] = held.shards;
    if (other === undefined) throw new Error('one shard only');
    const foreign = guardOf(other, held.worker);
    await expect(refusals.record(foreign, refused(105), passed(106, 1_105))).rejects.toThrow('not of shard');
    expect(await list()).toEqual([]);
    expect(await ring()).toEqual(before);
  });

  it('leaves the older checkpoints of the ring where they are, also in a run of a hundred', async () => {
    await new CheckpointRepository(database.dataSource).save(held.guard, [passed(110, 1_010)]);
    for (let offset = 110; offset < 210; offset++) await record(offset, 1_010);
    expect(await ring()).toEqual([
      [210, 1_010],
      [100, 1_000],
    ]);
    for (let offset = 210; offset < 250; offset++) await record(offset, 1_100 + offset);
    const pairs = await ring();
    expect(pairs[0]).toEqual([250, 1_349]);
    expect(pairs.at(-1)).toEqual([100, 1_000]);
    expect(pairs.length).toBeLessThan(10);
  });

  it('goes with its task', async () => {
    await record(105);
    await database.dataSource.query('DELETE FROM task');
    expect(await list()).toEqual([]);
  });

  it('is counted in the task’s view by its state', async () => {
    for (const offset of [105, 106, 107, 108]) await record(offset);
    await failures.giveUp(held.task.id, { ids: [String(await idOf(105))] });
    await failures.retry(held.task.id, { ids: [String(await idOf(106))] });
    await refusals.settle(held.guard, await idOf(107), { kind: 'SENT', targetOffset: 5_000 });
    const row = await new TaskRepository(database.dataSource).get(held.task.id);
    if (row === undefined) throw new Error('no task');
    expect(toTaskView(row).failures).toEqual({ pending: 1, retrying: 1, sent: 1, givenUp: 1 });
  });
});

describe('a stream that begins again further back', () => {
  it('forgets what it will refuse anew, and keeps what was settled', async () => {
    for (const offset of [105, 106, 107, 108]) await record(offset);
    await refusals.settle(held.guard, await idOf(107), { kind: 'SENT', targetOffset: 1_200 });
    await failures.giveUp(held.task.id, { ids: [String(await idOf(108))] });
    await refusals.steppedBack(held.guard, streamId, 1, 106);
    expect(await states()).toEqual(['108 GIVEN_UP', '107 SENT', '105 PENDING']);
  });

  it('takes a retried copy that lay behind the target’s present end for lost', async () => {
    for (const offset of [105, 106]) await record(offset);
    await refusals.settle(held.guard, await idOf(105), { kind: 'SENT', targetOffset: 1_200 });
    await refusals.settle(held.guard, await idOf(106), { kind: 'SENT', targetOffset: 1_100 });
    await record(105, 1_150);
    await record(106, 1_150);
    expect(await states()).toEqual(['106 SENT', '105 PENDING']);
  });
});

describe('a retry', () => {
  it('is seen by the shard that has the stream, with all that it needs, and by no other', async () => {
    await record(105);
    await record(106);
    expect(await failures.retry(held.task.id, { ids: [String(await idOf(105))] })).toBe(1);
    const messages = await refusals.toRetry(held.guard, 0, 10);
    const [stream] = await streamsOf(0);
    expect(messages).toEqual([
      {
        id: await idOf(105),
        streamId,
        streamKey: stream?.key,
        generation: 1,
        sourceOffset: 105,
        sourceIdentity: 'm:105:1:2:key',
        source: { topic: 'orders', brokerName: 'broker-a', queueId: 0 },
        target: { topic: 'orders', brokerName: 'broker-x', queueId: 0 },
        triedFrom: null,
      },
    ]);
    const [, other] = held.shards;
    if (other === undefined) throw new Error('one shard only');
    expect(await refusals.toRetry(guardOf(other, held.worker), 0, 10)).toEqual([]);
    expect(await refusals.toRetry(held.guard, await idOf(105), 10)).toEqual([]);
  });

  it('of all takes what is pending; what was given up is retried by its id only', async () => {
    for (const offset of [105, 106]) await record(offset);
    const ids = [String(await idOf(105))];
    expect(await failures.giveUp(held.task.id, { ids })).toBe(1);
    expect(await failures.retry(held.task.id, 'ALL_PENDING')).toBe(1);
    expect(await states()).toEqual(['106 RETRYING', '105 GIVEN_UP']);
    expect(await failures.retry(held.task.id, { ids })).toBe(1);
    expect(await failures.retry('00000000-0000-4000-8000-000000000000', { ids })).toBe(0);
  });

  it('notes where the target ended, keeps that through an unknown outcome, and drops it when the copy was refused', async () => {
    await record(105);
    const id = await idOf(105);
    expect(await refusals.noteTry(held.guard, id, 5_000)).toBe(false);
    await failures.retry(held.task.id, 'ALL_PENDING');
    expect(await refusals.noteTry(held.guard, id, 5_000)).toBe(true);
    await refusals.settle(held.guard, id, { kind: 'LATER', said: 'no answer' });
    expect(await refusals.toRetry(held.guard, 0, 10)).toMatchObject([{ triedFrom: 5_000 }]);
    await refusals.settle(held.guard, id, { kind: 'FAILED', said: 'too large' });
    expect(await list()).toMatchObject([{ state: 'PENDING', retrySaid: 'too large', tries: 1 }]);
    await failures.retry(held.task.id, 'ALL_PENDING');
    expect(await refusals.toRetry(held.guard, 0, 10)).toMatchObject([{ triedFrom: null }]);
  });

  it('that was sent says so even when it was given up meanwhile; one that failed leaves it given up', async () => {
    for (const offset of [105, 106]) await record(offset);
    await failures.retry(held.task.id, 'ALL_PENDING');
    await failures.giveUp(held.task.id, { ids: [String(await idOf(105)), String(await idOf(106))] });
    await refusals.settle(held.guard, await idOf(105), { kind: 'SENT', targetOffset: 5_000 });
    await refusals.settle(held.guard, await idOf(106), { kind: 'FAILED', said: 'no' });
    expect(await states()).toEqual(['106 GIVEN_UP', '105 SENT']);
  });

  it.each(['steppedBack', 'toRetry', 'noteTry', 'settle'] as const)(
    'under a lease that is gone writes nothing: %s',
    async (method) => {
      await record(105);
      const stale = { ...held.guard, epoch: 99 };
      const id = await idOf(105);
      const call = {
        steppedBack: () => refusals.steppedBack(stale, streamId, 1, 0),
        toRetry: () => refusals.toRetry(stale, 0, 10),
        noteTry: () => refusals.noteTry(stale, id, 1),
        settle: () => refusals.settle(stale, id, { kind: 'SENT', targetOffset: 1 }),
      }[method];
      await expect(call()).rejects.toThrow(StaleEpochError);
      expect(await states()).toEqual(['105 PENDING']);
    },
  );
});

describe('pages of failures', () => {
  it('go from the newest to the oldest, each once, also of one state', async () => {
    for (let offset = 101; offset <= 107; offset++) await record(offset);
    const seen: string[] = [];
    for (let before: string | undefined; ;) {
      const page = await failures.list(held.task.id, {
        limit: 3,
        ...(before === undefined ? {} : { before }),
      });
      seen.push(...page.map(({ sourceOffset }) => sourceOffset));
      before = page.at(-1)?.id;
      if (before === undefined) break;
    }
    expect(seen).toEqual(['107', '106', '105', '104', '103', '102', '101']);
    expect(await failures.list(held.task.id, { limit: 3, state: 'SENT' })).toEqual([]);
  });
});
