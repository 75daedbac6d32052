import { beforeEach, describe, expect, it } from 'vitest';
import { makeReason } from '@slipstream/shared';
import { CheckpointRepository } from '../checkpoint/checkpoint-repository.js';
import { PlanRepository } from '../plan/plan-repository.js';
import { TaskRepository } from '../task/task-repository.js';
import { countStatements } from '../testing/count-statements.js';
import { holdTask, type HeldTask } from '../testing/held-shard.js';
import { useDatabase } from '../testing/use-database.js';
import { StreamStatusRepository } from './stream-status-repository.js';

const database = useDatabase();
let streams: StreamStatusRepository;
let held: HeldTask;
let ids: number[];

beforeEach(async () => {
  streams = new StreamStatusRepository(database.dataSource);
  held = await holdTask(database.dataSource, database.given, 2);
  ids = ((await new PlanRepository(database.dataSource).loadFlow(held.flowId))?.streams ?? []).map(
    ({ id }) => id,
  );
});

const running = (streamId: number) => ({
  streamId,
  sourceMax: 150,
  delayMs: 20,
  state: 'RUNNING' as const,
  reason: null,
});

describe('the streams of a task', () => {
  it('are there as soon as they are planned', async () => {
    expect(await streams.list(held.task.id)).toMatchObject([
      {
        id: String(ids[0]),
        direction: 'forward',
        sourceTopic: 'orders',
        sourceBroker: 'broker-a',
        sourceQueue: 0,
        targetBroker: 'broker-x',
        position: '100',
        sourceMax: null,
        lagMessages: null,
        delayMs: null,
        state: 'PENDING',
      },
      { sourceQueue: 1 },
    ]);
  });

  it('show the newest checkpoint, and what their worker reports', async () => {
    const checkpoint = { generation: 1, targetOffset: 1000, sourceIdentity: null, targetIdentity: null };
    await new CheckpointRepository(database.dataSource).save(held.guard, [
      { streamId: ids[0] ?? 0, sourceOffset: 140, ...checkpoint },
    ]);
    const reason = makeReason('TARGET_BUSY', 'WRITE');
    await streams.save([
      running(ids[0] ?? 0),
      { ...running(ids[1] ?? 0), state: 'HELD', reason, delayMs: null },
    ]);
    expect(await streams.list(held.task.id)).toMatchObject([
      { position: '140', sourceMax: '150', lagMessages: '10', delayMs: 20, state: 'RUNNING', reason: null },
      { position: '100', lagMessages: '50', delayMs: null, state: 'HELD', reason },
    ]);
    await streams.save([running(ids[1] ?? 0)]);
    expect((await streams.list(held.task.id))[1]).toMatchObject({ state: 'RUNNING', reason: null });
  });

  it('are not shown as running once nobody runs them', async () => {
    await streams.save(ids.map(running));
    await database.given.expire(held.worker);
    expect(await streams.list(held.task.id)).toMatchObject([
      { state: 'PENDING', delayMs: null },
      { state: 'PENDING' },
    ]);
    await new TaskRepository(database.dataSource).stop(held.task.id);
    expect(await streams.list(held.task.id)).toMatchObject([{ state: 'STOPPED', position: '100' }, {}]);
  });

  it('leave out those that are retired, and cost one statement', async () => {
    const retire = [ids[0] ?? 0];
    await new PlanRepository(database.dataSource).savePlan(held.flowId, held.guard, {
      generation: 1,
      add: [],
      retire,
      revive: [],
    });
    expect((await streams.list(held.task.id)).map((stream) => stream.id)).toEqual([String(ids[1])]);
    expect(await countStatements(database.dataSource, () => streams.list(held.task.id))).toBe(1);
  });

  it('that are gone do not hurt a report of others', async () => {
    await streams.save([running(999_999), running(ids[0] ?? 0)]);
    expect((await streams.list(held.task.id))[0]?.state).toBe('RUNNING');
  });
});
