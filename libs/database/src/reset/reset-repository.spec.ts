import { beforeEach, describe, expect, it } from 'vitest';
import { CheckpointRepository, type StreamCheckpointRecord } from '../checkpoint/checkpoint-repository.js';
import { PreviewOutdatedError, StaleEpochError, TaskStateError, UndoRefusedError } from '../errors.js';
import { LeaseRepository } from '../lease/lease-repository.js';
import type { StreamRecord } from '../plan/plan-records.js';
import { PlanRepository } from '../plan/plan-repository.js';
import { TaskRepository } from '../task/task-repository.js';
import { guardOf, holdTask, type HeldTask } from '../testing/held-shard.js';
import { useDatabase } from '../testing/use-database.js';
import { ResetRepository } from './reset-repository.js';

const database = useDatabase();
let resets: ResetRepository;
let checkpoints: CheckpointRepository;
let leases: LeaseRepository;
let tasks: TaskRepository;
let held: HeldTask;
let streamId: number;

beforeEach(async () => {
  resets = new ResetRepository(database.dataSource);
  checkpoints = new CheckpointRepository(database.dataSource);
  leases = new LeaseRepository(database.dataSource);
  tasks = new TaskRepository(database.dataSource);
  held = await holdTask(database.dataSource, database.given, 8);
  streamId = (await streams())[0]?.id ?? 0;
});

async function streams(flowId = held.flowId): Promise<StreamRecord[]> {
  return (await new PlanRepository(database.dataSource).loadShardStreams(flowId, 0)).streams;
}

async function stream(): Promise<StreamRecord> {
  const found = (await streams()).find(({ id }) => id === streamId);
  if (found === undefined) throw new Error('the stream is gone');
  return found;
}

const at = (sourceOffset: number, generation = 1): StreamCheckpointRecord => ({
  streamId,
  generation,
  sourceOffset,
  targetOffset: sourceOffset + 900,
  sourceIdentity: `m:${sourceOffset - 1}:1:2:key`,
  targetIdentity: `c:${sourceOffset + 899}:flow-0.${generation}:${sourceOffset - 1}`,
});

async function stop(): Promise<void> {
  await tasks.stop(held.task.id);
  for (const shard of held.shards) await leases.release(shard.id, held.worker, shard.epoch, true);
}

/** The task runs, saves a checkpoint, and is stopped in good order. */
async function runTo(sourceOffset: number, generation: number): Promise<void> {
  await tasks.start(held.task.id);
  const shards = (await leases.claim(held.worker)).filter(({ taskId }) => taskId === held.task.id);
  const shard = shards.find(({ id }) => id === held.guard.shardId);
  if (shard === undefined) throw new Error('the shard was not claimed');
  await checkpoints.save(guardOf(shard, held.worker), [at(sourceOffset, generation)]);
  await tasks.stop(held.task.id);
  for (const { id, epoch } of shards) await leases.release(id, held.worker, epoch, true);
}

const reset = (sourceOffset: number, version?: string): Promise<boolean> =>
  resets.reset(held.task.id, [{ streamId, sourceOffset }], 'anna', version);

describe('a reset (T-06)', () => {
  it('begins a new generation at the given offset, and still knows the target', async () => {
    await checkpoints.save(held.guard, [at(150)]);
    await stop();
    expect(await reset(20)).toBe(true);
    const { checkpoints: ring } = await stream();
    expect(ring[0]).toEqual({
      generation: 2,
      sourceOffset: 20,
      targetOffset: 1050,
      sourceIdentity: null,
      targetIdentity: at(150).targetIdentity,
    });
    expect(ring[1]?.sourceOffset).toBe(150);
  });

  it('is refused while the task runs, and while a worker still holds a shard of it (T-05)', async () => {
    await expect(reset(20)).rejects.toThrow(TaskStateError);
    await tasks.stop(held.task.id);
    await expect(reset(20)).rejects.toMatchObject({ state: 'STOPPING', action: 'RESET_OFFSET' });
    expect((await stream()).checkpoints).toHaveLength(1);
  });

  it('is not undone by a worker that died and comes back', async () => {
    await tasks.stop(held.task.id);
    await database.given.expire(held.worker);
    await reset(20);
    await expect(checkpoints.save(held.guard, [at(150)])).rejects.toThrow(StaleEpochError);
    expect((await stream()).checkpoints[0]?.sourceOffset).toBe(20);
  });

  it('leaves streams of other tasks alone, and tells when there is no such task', async () => {
    await stop();
    const other = await holdTask(database.dataSource, database.given, 1);
    const [foreign] = await streams(other.flowId);
    await resets.reset(held.task.id, [{ streamId: foreign?.id ?? 0, sourceOffset: 5 }], 'anna');
    expect((await streams(other.flowId))[0]?.checkpoints).toHaveLength(1);
    expect(await resets.reset('00000000-0000-4000-8000-000000000000', [], 'anna')).toBe(false);
  });

  it('of two users at once, the second is refused: its preview is outdated', async () => {
    await stop();
    const { version } = await resets.positions(held.task.id);
    const outcomes = await Promise.allSettled([reset(20, version), reset(30, version)]);
    expect(outcomes.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    await expect(reset(40, version)).rejects.toThrow(PreviewOutdatedError);
    expect((await stream()).checkpoints).toHaveLength(2);
  });
});

describe('undo of a reset (T-06)', () => {
  it('puts the very checkpoint back, with its generation and both identities', async () => {
    await checkpoints.save(held.guard, [at(150)]);
    await stop();
    await reset(20);
    await resets.undo(held.task.id);
    const { streamId: _, ...before } = at(150);
    expect((await stream()).checkpoints[0]).toEqual(before);
    await expect(resets.undo(held.task.id)).rejects.toThrow(UndoRefusedError);
  });

  it('begins a generation of its own behind the copies that the reset has made: none is taken for an old one', async () => {
    await checkpoints.save(held.guard, [at(150)]);
    await stop();
    await reset(20);
    await runTo(60, 2);
    await resets.undo(held.task.id);
    expect((await stream()).checkpoints[0]).toEqual({
      generation: 3,
      sourceOffset: 150,
      targetOffset: at(60, 2).targetOffset,
      sourceIdentity: at(150).sourceIdentity,
      targetIdentity: at(60, 2).targetIdentity,
    });
    await reset(30);
    expect((await stream()).checkpoints[0]?.generation).toBe(4);
  });

  it('is refused when the source’s truncation has opened a generation meanwhile', async () => {
    await stop();
    await reset(20);
    await runTo(60, 3);
    expect((await resets.undoPlan(held.task.id))?.refusal).toContain('other messages');
    await expect(resets.undo(held.task.id)).rejects.toThrow(UndoRefusedError);
    await reset(30);
    expect((await stream()).checkpoints[0]?.generation).toBe(4);
  });

  it('stops sending again in the middle; after it came past, nothing is left to undo', async () => {
    await stop();
    await reset(20);
    await runTo(60, 2);
    expect((await resets.undoPlan(held.task.id))?.streams.map(({ outcome }) => outcome)).toEqual(['RESTORE']);
    await runTo(130, 2);
    expect((await resets.undoPlan(held.task.id))?.refusal).toContain('Nothing is left');
  });

  it('is refused after the task copied behind what a reset had skipped, and changes nothing', async () => {
    await stop();
    await reset(500);
    await runTo(501, 2);
    await expect(resets.undo(held.task.id)).rejects.toThrow('twice');
    expect((await stream()).checkpoints[0]?.sourceOffset).toBe(501);
  });

  it('is refused when the positions have changed since the user looked', async () => {
    await stop();
    await reset(20);
    const { version } = await resets.positions(held.task.id);
    await reset(30);
    await expect(resets.undo(held.task.id, version)).rejects.toThrow(PreviewOutdatedError);
  });
});
