import { beforeEach, describe, expect, it } from 'vitest';
import { CheckpointRepository } from '../checkpoint/checkpoint-repository.js';
import { LeaseRepository } from '../lease/lease-repository.js';
import { PlanRepository } from '../plan/plan-repository.js';
import { ResetRepository } from '../reset/reset-repository.js';
import { StreamStatusRepository } from '../stream-status/stream-status-repository.js';
import { TaskRepository } from '../task/task-repository.js';
import { countStatements } from '../testing/count-statements.js';
import { holdTask, type HeldTask } from '../testing/held-shard.js';
import { useDatabase } from '../testing/use-database.js';
import { BackfillRepository } from './backfill-repository.js';

const database = useDatabase();
let backfills: BackfillRepository;
let held: HeldTask;
let first: number;
let second: number;

// Streams of the held task begin at source offset 100.
beforeEach(async () => {
  backfills = new BackfillRepository(database.dataSource);
  held = await holdTask(database.dataSource, database.given, 2);
  const flow = await new PlanRepository(database.dataSource).loadFlow(held.flowId);
  [first = 0, second = 0] = (flow?.streams ?? []).map(({ id }) => id);
  await startedFrom('EARLIEST');
});

const startedFrom = (type: string): Promise<unknown> =>
  database.dataSource.query(
    `UPDATE task SET start_from = jsonb_build_object('type', $1::text) WHERE id = $2`,
    [type, held.task.id],
  );
const tell = (streamId: number, sourceMax: number | null): Promise<void> =>
  new StreamStatusRepository(database.dataSource).save([
    { streamId, sourceMax, delayMs: null, state: 'RUNNING', reason: null },
  ]);
const copyTo = (streamId: number, sourceOffset: number): Promise<unknown> =>
  new CheckpointRepository(database.dataSource).save(held.guard, [
    {
      streamId,
      sourceOffset,
      generation: 1,
      targetOffset: 1_000,
      sourceIdentity: null,
      targetIdentity: null,
    },
  ]);
const progress = () => backfills.progress(held.task.id);
const stop = async (): Promise<void> => {
  await new TaskRepository(database.dataSource).stop(held.task.id);
  for (const shard of held.shards)
    await new LeaseRepository(database.dataSource).release(shard.id, held.worker, shard.epoch, true);
};

describe('the backfill of a task (W-07)', () => {
  it('is measured against what the source held when its queues began, not against what comes later', async () => {
    await tell(first, 300);
    expect(await progress()).toMatchObject({ state: 'UNKNOWN', queues: 2, queuesKnown: 1, percent: null });
    await tell(second, 100);
    await copyTo(first, 150);
    await tell(first, 900);
    expect(await progress()).toMatchObject({ state: 'COPYING', total: '200', left: '150', percent: 25 });
    expect(await countStatements(database.dataSource, progress)).toBe(1);
  });

  it('is done when all of it was copied, and stays so', async () => {
    await tell(first, 300);
    await tell(second, 100);
    await copyTo(first, 300);
    await tell(first, 400);
    const { state, percent, doneAt } = await progress();
    expect([state, percent]).toEqual(['DONE', 100]);
    await copyTo(first, 350);
    await tell(first, 9_000);
    expect(await progress()).toMatchObject({ state: 'DONE', doneAt });
  });

  it('is none for a task that began at the latest message', async () => {
    await startedFrom('LATEST');
    await tell(first, 300);
    expect((await progress()).state).toBe('NONE');
  });

  it('begins anew with a reset, for the queues that were reset', async () => {
    await startedFrom('LATEST');
    for (const id of [first, second]) await tell(id, 300);
    await copyTo(first, 300);
    await stop();
    await new ResetRepository(database.dataSource).reset(
      held.task.id,
      [{ streamId: first, sourceOffset: 50 }],
      'anna',
    );
    expect(await progress()).toMatchObject({ state: 'UNKNOWN', queues: 1 });
    await tell(first, 300);
    expect(await progress()).toMatchObject({
      state: 'COPYING',
      queues: 1,
      total: '250',
      left: '250',
      percent: 0,
    });
    await new ResetRepository(database.dataSource).undo(held.task.id);
    await tell(first, 300);
    expect(await progress()).toMatchObject({ state: 'DONE', total: '0', percent: 100 });
  });
});
