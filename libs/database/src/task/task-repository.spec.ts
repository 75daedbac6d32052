import { beforeEach, describe, expect, it } from 'vitest';
import { makeReason, type ShardPhase, type TaskState } from '@slipstream/shared';
import { TaskStateError } from '../errors.js';
import { LeaseRepository } from '../lease/lease-repository.js';
import { PlanRepository } from '../plan/plan-repository.js';
import { SampleRepository } from '../sample/sample-repository.js';
import { countStatements } from '../testing/count-statements.js';
import { holdTask } from '../testing/held-shard.js';
import { useDatabase } from '../testing/use-database.js';
import { TaskRepository } from './task-repository.js';
import { deriveFrom, toTaskView, type TaskRow } from './task-row.js';

const database = useDatabase();
const NOBODY = '00000000-0000-4000-8000-000000000000';
let tasks: TaskRepository;
let leases: LeaseRepository;

beforeEach(() => {
  tasks = new TaskRepository(database.dataSource);
  leases = new LeaseRepository(database.dataSource);
});

async function stateOf(id: string): Promise<TaskState | undefined> {
  const row = await tasks.get(id);
  return row === undefined ? undefined : deriveFrom(row).state;
}

async function reportAll(worker: string, phase: ShardPhase): Promise<void> {
  const reason =
    phase === 'START_FAILED' ? makeReason('INVALID_FILTER', 'CHECK_FILTER', { said: 'no' }) : null;
  for (const shard of await leases.owned(worker)) {
    await leases.report(shard.id, worker, shard.epoch, {
      phase,
      observedGeneration: shard.generation,
      reason,
    });
  }
}

async function releaseAll(worker: string): Promise<void> {
  for (const shard of await leases.owned(worker)) await leases.release(shard.id, worker, shard.epoch, true);
}

/** A task in the given state, and the worker that holds it. */
async function taskIn(state: TaskState): Promise<{ task: TaskRow; worker: string }> {
  const task = await database.given.task();
  const worker = await database.given.worker();
  await leases.claim(worker);
  if (state === 'RUNNING') await reportAll(worker, 'RUNNING');
  if (state === 'START_FAILED' || state === 'FAILED') await reportAll(worker, state);
  if (state === 'STOPPING' || state === 'STOPPED') await tasks.stop(task.id);
  if (state === 'STOPPED') await releaseAll(worker);
  if (state === 'DELETING') {
    await reportAll(worker, 'FAILED');
    await tasks.delete(task.id);
  }
  expect(await stateOf(task.id)).toBe(state);
  return { task, worker };
}

describe('a new task (T-01)', () => {
  it('is to run, and is seen as its user wrote it', async () => {
    const spec = await database.given.spec({
      name: '订单-1',
      direction: 'TWO_WAY',
      level: 'TOPIC',
      startFrom: { type: 'TIMESTAMP', timestamp: 1_700_000_000_000 },
      routes: [{ sourceTopic: 'a', targetTopic: 'b', filter: { type: 'TAG', expression: 'x || y' } }],
    });
    const row = await tasks.create(spec);
    expect(row.spec).toEqual(spec);
    expect(row.input).toMatchObject({ wanted: 'RUNNING', generation: 1, liveWorkers: 0, deleting: false });
    expect(row.input.shards).toHaveLength(8);
    const view = toTaskView(row);
    expect(view).toMatchObject({ ...spec, id: row.id, generation: 1, wanted: 'RUNNING' });
    expect(view.status).toMatchObject({
      state: 'INITIALIZING',
      reason: { code: 'NO_WORKER' },
      delayMs: null,
      lagMessages: null,
      totals: { read: '0', sent: '0', failed: '0', skippedLoop: '0', filtered: '0', gapMessages: '0' },
    });
    expect(view.allowedActions).toEqual(['STOP', 'RENAME', 'THROTTLE']);
  });

  it('is refused when its name is taken or a cluster is missing, and leaves nothing behind', async () => {
    const task = await database.given.task();
    const twin = await database.given.spec({ name: task.spec.name });
    await expect(tasks.create(twin)).rejects.toThrow('task_name_key');
    await expect(tasks.create({ ...twin, name: 'b', targetClusterId: NOBODY })).rejects.toThrow(
      'task_target_cluster_id_fkey',
    );
    expect(await tasks.list()).toHaveLength(1);
  });
});

describe('a list', () => {
  it('costs two statements, however many tasks there are', async () => {
    for (let i = 0; i < 3; i++) await database.given.task({ direction: 'TWO_WAY' });
    const few = await countStatements(database.dataSource, () => tasks.list());
    for (let i = 0; i < 10; i++) await database.given.task();
    const many = await countStatements(database.dataSource, () => tasks.list());
    expect([few, many]).toEqual([2, 2]);
  });

  it('finds tasks by a part of their name, in any case and literally, newest first', async () => {
    for (const name of ['Orders_1', 'orders-2', 'audit']) await database.given.task({ name });
    const names = async (search: string): Promise<string[]> =>
      (await tasks.list({ search })).map((row) => row.spec.name);
    expect(await names('ORDERS')).toEqual(['orders-2', 'Orders_1']);
    expect(await names('s_')).toEqual(['Orders_1']);
    expect(await names('%')).toEqual([]);
  });

  it('finds tasks by their state', async () => {
    const { task } = await taskIn('STOPPED');
    await database.given.task();
    expect((await tasks.list({ state: 'STOPPED' })).map((row) => row.id)).toEqual([task.id]);
    expect(await tasks.list({ state: 'FAILED' })).toEqual([]);
  });

  it('of ids leaves out those that are gone', async () => {
    const task = await database.given.task();
    expect((await tasks.listByIds([task.id, NOBODY])).map((row) => row.id)).toEqual([task.id]);
  });

  it('between two clusters has tasks of either direction', async () => {
    const spec = await database.given.spec();
    await tasks.create(spec);
    await database.given.task({
      sourceClusterId: spec.targetClusterId,
      targetClusterId: spec.sourceClusterId,
    });
    await database.given.task({ sourceClusterId: spec.sourceClusterId });
    const between = await tasks.listBetween(spec.sourceClusterId, spec.targetClusterId);
    expect(between).toHaveLength(2);
    expect(between.map((row) => row.spec)).toContainEqual(spec);
  });
});

describe('the status of a task', () => {
  it('is healthy while its workers report, unknown once their lease is over', async () => {
    const { task, worker } = await taskIn('RUNNING');
    const sample = {
      read: 1,
      sent: 1,
      skippedLoop: 0,
      filtered: 0,
      failed: 0,
      bytes: 1,
      gapMessages: 0,
      throttledMs: 600,
      backoffMs: 0,
    };
    const gauges = { delayMs: 12, delayMaxMs: 20, lagMessages: 3 };
    const flowId = await database.given.flowOf(task.id);
    await new SampleRepository(database.dataSource).insert([
      { flowId, workerId: worker, ...sample, ...gauges },
    ]);
    const view = async (): Promise<unknown> => toTaskView((await tasks.get(task.id)) ?? task).status;
    expect(await view()).toMatchObject({
      state: 'RUNNING',
      health: 'HEALTHY',
      delayMs: 12,
      lagMessages: '3',
    });
    await database.given.worker();
    await database.given.expire(worker);
    expect(await view()).toMatchObject({ state: 'RUNNING', health: 'UNKNOWN' });
  });

  it('says that its throttle holds it back, which is no lack of health (T-08)', async () => {
    const { task, worker } = await taskIn('RUNNING');
    const flowId = await database.given.flowOf(task.id);
    const counts = { read: 1, sent: 1, skippedLoop: 0, filtered: 0, failed: 0, bytes: 1, gapMessages: 0 };
    const sample = { ...counts, throttledMs: 4_000, backoffMs: 0, delayMs: 5, delayMaxMs: 5, lagMessages: 9 };
    await new SampleRepository(database.dataSource).insert([{ flowId, workerId: worker, ...sample }]);
    const status = async (): Promise<unknown> => toTaskView((await tasks.get(task.id)) ?? task).status;
    expect(await status()).toMatchObject({ throttled: false, reason: null });
    await tasks.edit(task.id, { throttle: { messagesPerSecond: 1_000 } });
    expect(await status()).toMatchObject({
      health: 'HEALTHY',
      throttled: true,
      reason: { code: 'THROTTLED', said: "throttled to 1000 messages/s by the task's setting" },
    });
  });

  it('is not stuck in STOPPING when the worker that was to stop it has died', async () => {
    const { task, worker } = await taskIn('STOPPING');
    await database.given.expire(worker);
    expect(await stateOf(task.id)).toBe('STOPPED');
    expect(await tasks.start(task.id)).toBeDefined();
  });
});

describe('what a user does', () => {
  const act = {
    START: (id: string) => tasks.start(id),
    STOP: (id: string) => tasks.stop(id),
    EDIT: (id: string) => tasks.edit(id, { topics: { include: ['other'] } }),
    RENAME: (id: string) => tasks.edit(id, { name: 'renamed' }),
    THROTTLE: (id: string) => tasks.edit(id, { throttle: { messagesPerSecond: 7 } }),
    DELETE: (id: string) => tasks.delete(id),
  };

  it.each([
    ['INITIALIZING', ['STOP', 'RENAME', 'THROTTLE']],
    ['RUNNING', ['STOP', 'RENAME', 'THROTTLE']],
    ['STOPPING', ['RENAME', 'THROTTLE']],
    ['STOPPED', ['START', 'EDIT', 'RENAME', 'THROTTLE', 'DELETE']],
    ['START_FAILED', ['START', 'STOP', 'EDIT', 'RENAME', 'THROTTLE', 'DELETE']],
    ['FAILED', ['START', 'STOP', 'EDIT', 'RENAME', 'THROTTLE', 'DELETE']],
    ['DELETING', []],
  ] as const)('to a task that is %s is one of %j, all else is refused (T-05)', async (state, allowed) => {
    for (const [action, run] of Object.entries(act)) {
      const { task } = await taskIn(state);
      if (allowed.some((one) => one === action)) {
        expect(await run(task.id)).toBeDefined();
      } else {
        const before = await tasks.get(task.id);
        await expect(run(task.id)).rejects.toThrow(expect.objectContaining({ state, action }));
        await expect(run(task.id)).rejects.toBeInstanceOf(TaskStateError);
        expect(await tasks.get(task.id)).toEqual(before);
      }
      await database.dataSource.query('DELETE FROM task');
      await database.dataSource.query('DELETE FROM worker');
    }
  });

  it('to a task that is gone gives undefined', async () => {
    for (const run of Object.values(act)) expect(await run(NOBODY)).toBeUndefined();
  });

  it('twice at once happens once', async () => {
    const { task } = await taskIn('STOPPED');
    const outcomes = await Promise.allSettled(Array.from({ length: 4 }, () => tasks.start(task.id)));
    expect(outcomes.map((outcome) => outcome.status).toSorted()).toEqual([
      'fulfilled',
      'rejected',
      'rejected',
      'rejected',
    ]);
  });
});

describe('a start', () => {
  it('of a stopped task keeps the generation, and begins as new', async () => {
    const { task, worker } = await taskIn('START_FAILED');
    await tasks.stop(task.id);
    await database.given.expire(worker);
    const started = await tasks.start(task.id);
    expect(started?.input.generation).toBe(1);
    expect(started === undefined ? undefined : deriveFrom(started).state).toBe('INITIALIZING');
  });

  it.each(['START_FAILED', 'FAILED'] as const)('of a task in %s brings a new generation', async (state) => {
    const { task, worker } = await taskIn(state);
    const started = await tasks.start(task.id);
    expect(started?.input.generation).toBe(2);
    expect(await stateOf(task.id)).toBe('INITIALIZING');
    expect((await leases.owned(worker))[0]).toMatchObject({ generation: 2, wanted: true });
  });
});

describe('an edit', () => {
  it('of a stopped task brings a new generation', async () => {
    const { task } = await taskIn('STOPPED');
    const edited = await tasks.edit(task.id, { topics: { exclude: ['x*'] }, name: 'new' });
    expect(edited?.spec).toEqual({ ...task.spec, name: 'new', topics: { exclude: ['x*'] } });
    expect(edited?.input.generation).toBe(2);
  });

  it('of a failed task leaves the failure to be seen until it is started', async () => {
    const { task } = await taskIn('START_FAILED');
    await tasks.edit(task.id, { topics: { include: ['orders'] } });
    expect(await stateOf(task.id)).toBe('START_FAILED');
    expect((await tasks.start(task.id))?.input.generation).toBe(2);
  });

  it('of the name is no change of generation', async () => {
    const { task } = await taskIn('RUNNING');
    expect((await tasks.edit(task.id, { name: 'renamed' }))?.input.generation).toBe(1);
  });

  it('of the throttle is no change of generation, and is taken away by an empty one (T-08)', async () => {
    const { task } = await taskIn('RUNNING');
    const throttled = await tasks.edit(task.id, { name: 'slow', throttle: { bytesPerSecond: 2_048 } });
    expect(throttled?.input.generation).toBe(1);
    expect(throttled?.spec).toEqual({ ...task.spec, name: 'slow', throttle: { bytesPerSecond: 2_048 } });
    expect((await tasks.edit(task.id, { throttle: {} }))?.spec.throttle).toEqual({});
  });

  it('to what is there already is taken in any state', async () => {
    const { task } = await taskIn('RUNNING');
    const edited = await tasks.edit(task.id, task.spec);
    expect(edited?.updatedAt).toBe(task.updatedAt);
  });

  it('of the direction keeps the flow that stays, with its streams', async () => {
    const held = await holdTask(database.dataSource, database.given, 2);
    await tasks.stop(held.task.id);
    await releaseAll(held.worker);
    const twoWay = await tasks.edit(held.task.id, { direction: 'TWO_WAY' });
    expect(twoWay?.input.shards).toHaveLength(8);
    const plans = new PlanRepository(database.dataSource);
    expect((await plans.loadFlow(held.flowId))?.streams).toHaveLength(2);
    const reverse = await database.given.flowOf(held.task.id, 'reverse');
    const oneWay = await tasks.edit(held.task.id, { direction: 'ONE_WAY' });
    expect(oneWay?.input.shards).toHaveLength(4);
    expect(await plans.loadFlow(reverse)).toBeNull();
  });

  it('of a cluster begins anew: the old positions mean nothing there', async () => {
    const held = await holdTask(database.dataSource, database.given, 2);
    await tasks.stop(held.task.id);
    await releaseAll(held.worker);
    const plans = new PlanRepository(database.dataSource);
    const before = await plans.loadFlow(held.flowId);
    await tasks.edit(held.task.id, { sourceClusterId: (await database.given.cluster()).id });
    const after = await plans.loadFlow(await database.given.flowOf(held.task.id));
    expect(after?.streams).toEqual([]);
    expect(after?.flow.flowKey).not.toBe(before?.flow.flowKey);
  });
});

describe('a delete', () => {
  it('of a stopped task removes it at once, with all that belongs to it', async () => {
    const { task } = await taskIn('STOPPED');
    expect(await tasks.delete(task.id)).toBe('DELETED');
    expect(await tasks.get(task.id)).toBeUndefined();
    expect(await database.dataSource.query('SELECT 1 FROM flow UNION ALL SELECT 1 FROM shard')).toEqual([]);
  });

  it('of a failed task waits until its workers have let it go', async () => {
    const { task, worker } = await taskIn('START_FAILED');
    expect(await tasks.delete(task.id)).toBe('DELETING');
    const owned = await leases.owned(worker);
    expect(owned.every((shard) => !shard.wanted)).toBe(true);
    for (const shard of owned) {
      expect(await stateOf(task.id)).toBe('DELETING');
      await leases.release(shard.id, worker, shard.epoch, true);
    }
    expect(await stateOf(task.id)).toBeUndefined();
  });

  it('of a task whose last shards are let go at the same moment leaves nothing', async () => {
    const { task, worker } = await taskIn('DELETING');
    const owned = await leases.owned(worker);
    await Promise.all(owned.map((shard) => leases.release(shard.id, worker, shard.epoch, true)));
    expect(await tasks.get(task.id)).toBeUndefined();
  });

  it('of a task whose worker has died does not wait for it', async () => {
    const { task, worker } = await taskIn('FAILED');
    await database.given.expire(worker);
    expect(await tasks.delete(task.id)).toBe('DELETED');
  });

  it('is done by the others when the worker dies while it is being deleted', async () => {
    const { task, worker } = await taskIn('DELETING');
    await database.given.expire(worker);
    await leases.claim(await database.given.worker());
    expect(await tasks.get(task.id)).toBeUndefined();
  });
});
