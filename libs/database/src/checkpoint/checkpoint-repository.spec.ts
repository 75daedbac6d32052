import { beforeEach, describe, expect, it } from 'vitest';
import { StaleEpochError } from '../errors.js';
import { EventRepository } from '../event/event-repository.js';
import type { ClaimedShard } from '../lease/lease-records.js';
import { LeaseRepository } from '../lease/lease-repository.js';
import type { CheckpointRecord } from '../plan/plan-records.js';
import { PlanRepository } from '../plan/plan-repository.js';
import { TaskRepository } from '../task/task-repository.js';
import { guardOf, holdTask, type HeldTask } from '../testing/held-shard.js';
import { useDatabase } from '../testing/use-database.js';
import {
  CheckpointRepository,
  type PositionEvent,
  type StreamCheckpointRecord,
} from './checkpoint-repository.js';

const database = useDatabase();
let checkpoints: CheckpointRepository;
let leases: LeaseRepository;
let held: HeldTask;
let streamId: number;

beforeEach(async () => {
  checkpoints = new CheckpointRepository(database.dataSource);
  leases = new LeaseRepository(database.dataSource);
  held = await holdTask(database.dataSource, database.given, 8);
  streamId = (await streamsOf(0))[0]?.id ?? 0;
});

async function streamsOf(shardIndex: number): Promise<{ id: number; checkpoints: CheckpointRecord[] }[]> {
  return (await new PlanRepository(database.dataSource).loadShardStreams(held.flowId, shardIndex)).streams;
}

async function ring(): Promise<CheckpointRecord[]> {
  return (await streamsOf(0)).find((stream) => stream.id === streamId)?.checkpoints ?? [];
}

const at = (sourceOffset: number, id = streamId): StreamCheckpointRecord => ({
  streamId: id,
  generation: 1,
  sourceOffset,
  targetOffset: sourceOffset + 900,
  sourceIdentity: `m:${sourceOffset - 1}:1:2:key`,
  targetIdentity: `c:${sourceOffset + 899}:flow-0.1:${sourceOffset - 1}`,
});

describe('a checkpoint', () => {
  it('is the newest of the ring, with both identities', async () => {
    await checkpoints.save(held.guard, [at(150)]);
    const { streamId: _, ...saved } = at(150);
    expect(await ring()).toEqual([saved, expect.objectContaining({ sourceOffset: 100 })]);
  });

  it('of each stream of a shard is saved in one go', async () => {
    const streams = await streamsOf(0);
    await checkpoints.save(
      held.guard,
      streams.map((stream, index) => at(200 + index, stream.id)),
    );
    expect((await streamsOf(0)).map((stream) => stream.checkpoints[0]?.sourceOffset)).toEqual([200, 201]);
  });

  it('holds any safe integer', async () => {
    await checkpoints.save(held.guard, [{ ...at(150), sourceOffset: Number.MAX_SAFE_INTEGER }]);
    expect((await ring())[0]?.sourceOffset).toBe(Number.MAX_SAFE_INTEGER);
  });

  it('pushes the oldest out of a ring of 64, newest first', async () => {
    for (let i = 1; i <= 130; i++) await checkpoints.save(held.guard, [at(100 + i)]);
    const offsets = (await ring()).map((checkpoint) => checkpoint.sourceOffset);
    expect(offsets).toEqual(Array.from({ length: 64 }, (_, i) => 230 - i));
  });

  it('of a stream of another shard is an error', async () => {
    const [foreign] = await streamsOf(1);
    await expect(checkpoints.save(held.guard, [at(150, foreign?.id)])).rejects.toThrow('1 of 1 streams');
  });
});

describe('counts', () => {
  const counts = { read: 10, sent: 5, skippedLoop: 2, filtered: 3, failed: 1, bytes: 800 };
  const totals = async (): Promise<unknown> =>
    (await new TaskRepository(database.dataSource).get(held.task.id))?.totals;

  it("are added to the task's totals with the checkpoints they belong to", async () => {
    await checkpoints.save(held.guard, [at(150)], counts);
    await checkpoints.save(held.guard, [], { ...counts, failed: 0 });
    expect(await totals()).toMatchObject({
      read: '20',
      sent: '10',
      failed: '1',
      skippedLoop: '4',
      filtered: '6',
    });
  });

  it('are not added when the lease is gone (R-01)', async () => {
    await expect(checkpoints.save({ ...held.guard, epoch: 0 }, [at(150)], counts)).rejects.toThrow(
      StaleEpochError,
    );
    expect(await totals()).toMatchObject({ read: '0', sent: '0' });
  });

  it('are told by one event when they are the first that were ever sent (W-03)', async () => {
    const told = async () =>
      (await new EventRepository(database.dataSource).list(held.task.id, { limit: 10 })).filter(
        ({ kind }) => kind === 'FIRST_MESSAGE',
      );
    await checkpoints.save(held.guard, [at(150)], { ...counts, sent: 0 });
    expect(await told()).toEqual([]);
    await checkpoints.save(held.guard, [at(160)], counts);
    await checkpoints.save(held.guard, [at(170)], counts);
    expect(await told()).toMatchObject([
      { severity: 'INFO', actor: null, details: { direction: 'forward', afterMs: expect.any(Number) } },
    ]);
  });

  it('of all shards of a flow add up when they are saved at once', async () => {
    const guards = held.shards.map((shard) => guardOf(shard, held.worker));
    await Promise.all(
      Array.from({ length: 40 }, (_, i) =>
        checkpoints.save(guards[i % guards.length] ?? held.guard, [], counts),
      ),
    );
    expect(await totals()).toMatchObject({ read: '400', sent: '200' });
  });
});

describe('a gap that a checkpoint passes (R-07)', () => {
  const gap = (from: number, to: number): PositionEvent => ({
    kind: 'RETENTION_GAP',
    severity: 'ERROR',
    details: { from, to, messages: to - from, generation: 1 },
  });
  const tasks = (): TaskRepository => new TaskRepository(database.dataSource);
  const gapsOfStream = async (): Promise<unknown> => {
    const { streams } = await new PlanRepository(database.dataSource).loadShardStreams(held.flowId, 0);
    return streams.find(({ id }) => id === streamId)?.gaps;
  };

  it('is an event of the task, counted, and known to the next owner', async () => {
    await checkpoints.save(held.guard, [{ ...at(150), events: [gap(100, 120), gap(130, 140)] }]);
    await checkpoints.save(held.guard, [{ ...at(300), events: [gap(200, 290)] }]);
    const events = await new EventRepository(database.dataSource).list(held.task.id, { limit: 10 });
    expect(
      events.map(({ kind, details }) => [kind, details['from'], details['direction'], details['streamId']]),
    ).toEqual([
      ['RETENTION_GAP', 200, 'forward', streamId],
      ['RETENTION_GAP', 130, 'forward', streamId],
      ['RETENTION_GAP', 100, 'forward', streamId],
    ]);
    expect((await tasks().get(held.task.id))?.totals.gapMessages).toBe('120');
    expect(await gapsOfStream()).toEqual([
      { generation: 1, from: 100, to: 120 },
      { generation: 1, from: 130, to: 140 },
      { generation: 1, from: 200, to: 290 },
    ]);
  });

  it('is not stored when the checkpoint is not', async () => {
    const stale = { ...held.guard, epoch: 0 };
    await expect(checkpoints.save(stale, [{ ...at(150), events: [gap(100, 120)] }])).rejects.toThrow(
      StaleEpochError,
    );
    expect(await new EventRepository(database.dataSource).list(held.task.id, { limit: 10 })).toEqual([]);
    expect((await tasks().get(held.task.id))?.totals.gapMessages).toBe('0');
  });

  it('is open until a user acknowledges it; a later one is open again', async () => {
    const open = async (): Promise<unknown> => (await tasks().get(held.task.id))?.input.openGapMessages;
    await checkpoints.save(held.guard, [{ ...at(150), events: [gap(100, 120)] }]);
    expect(await open()).toBe(20);
    expect(await tasks().acknowledgeGaps(held.task.id)).toBe(20);
    expect(await open()).toBe(0);
    await checkpoints.save(held.guard, [{ ...at(200), events: [gap(150, 155)] }]);
    expect(await open()).toBe(5);
    expect(await tasks().acknowledgeGaps('00000000-0000-4000-8000-000000000000')).toBeUndefined();
  });
});

describe('a checkpoint under a lease that is gone', () => {
  it.each([
    ['an older epoch', { epoch: 0 }],
    ['a later epoch', { epoch: 2 }],
    ['another worker', { workerId: '00000000-0000-4000-8000-000000000000' }],
    ['another shard', { shardId: '00000000-0000-4000-8000-000000000000' }],
  ])('is refused: %s (R-01)', async (_, wrong) => {
    await expect(checkpoints.save({ ...held.guard, ...wrong }, [at(150)])).rejects.toThrow(StaleEpochError);
    expect(await ring()).toHaveLength(1);
  });

  it('is refused from the moment another worker has claimed the shard', async () => {
    await database.given.expire(held.worker);
    const heir = await database.given.worker();
    const [shard] = await leases.claim(heir);
    await expect(checkpoints.save(held.guard, [at(150)])).rejects.toThrow(StaleEpochError);
    if (shard === undefined) throw new Error('nothing claimed');
    await checkpoints.save(guardOf(shard, heir), [at(160)]);
    expect((await ring()).map((checkpoint) => checkpoint.sourceOffset)).toEqual([160, 100]);
  });

  it('is refused when the claim commits while the save is under way', async () => {
    const heir = await database.given.worker();
    let saving: Promise<void> | undefined;
    await database.dataSource.transaction(async (manager) => {
      await manager.query('UPDATE shard SET owner = $2, epoch = epoch + 1 WHERE id = $1', [
        held.guard.shardId,
        heir,
      ]);
      saving = checkpoints.save(held.guard, [at(150)]);
      saving.catch(() => undefined);
      await untilWaiting();
    });
    await expect(saving).rejects.toThrow(StaleEpochError);
    expect(await ring()).toHaveLength(1);
  });

  it('that is being saved is not interrupted: the claim passes the shard by until it is done', async () => {
    await database.given.expire(held.worker);
    const heir = await database.given.worker();
    await database.dataSource.transaction(async (manager) => {
      await manager.query('SELECT 1 FROM shard WHERE id = $1 FOR SHARE', [held.guard.shardId]);
      expect((await leases.claim(heir)).map((shard) => shard.id)).not.toContain(held.guard.shardId);
    });
    await leases.claim(heir);
    expect(await leases.owned(heir)).toHaveLength(4);
  });

  it('never gets in between the checkpoints of the next owner, in 100 races', async () => {
    let [owner, guard] = [held.worker, held.guard];
    for (let race = 1; race <= 100; race++) {
      const heir = await database.given.worker();
      await database.given.expire(owner);
      const late = checkpoints.save(guard, [at(1000 * race + 1)]).then(
        () => 'STORED',
        (error: unknown) => (error instanceof StaleEpochError ? 'REFUSED' : String(error)),
      );
      const claimed = await claimUntilHeld(heir, guard.shardId);
      const seen = (await ring())[0]?.sourceOffset;
      const outcome = await late;
      expect(['STORED', 'REFUSED']).toContain(outcome);
      const after = (await ring())[0]?.sourceOffset;
      expect(after).toBe(seen);
      [owner, guard] = [heir, guardOf(claimed, heir)];
    }
  });
});

/** A claim passes by a shard that is locked at that moment, and takes it at one of the next ticks. */
async function claimUntilHeld(worker: string, shardId: string): Promise<ClaimedShard> {
  for (;;) {
    const claimed = (await leases.claim(worker)).find((shard) => shard.id === shardId);
    if (claimed !== undefined) return claimed;
  }
}

/** Until some statement waits for a lock. */
async function untilWaiting(): Promise<void> {
  for (;;) {
    const rows: unknown[] = await database.dataSource.query(
      `SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
    );
    if (rows.length > 0) return;
  }
}
