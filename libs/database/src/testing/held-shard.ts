import type { DataSource } from 'typeorm';
import { LeaseRepository } from '../lease/lease-repository.js';
import type { ClaimedShard, LeaseGuardRecord } from '../lease/lease-records.js';
import type { NewStream } from '../plan/plan-records.js';
import { PlanRepository } from '../plan/plan-repository.js';
import type { TaskRow } from '../task/task-row.js';
import type { Fixtures } from './fixtures.js';

/** A one-way task, planned into streams, and the worker that holds all its shards. */
export interface HeldTask {
  task: TaskRow;
  worker: string;
  shards: ClaimedShard[];
  flowId: string;
  /** Guard of shard 0, which plans. */
  guard: LeaseGuardRecord;
}

/** Makes a running task of `streams` streams that begin at source offset 100 and target offset 1000. */
export async function holdTask(dataSource: DataSource, given: Fixtures, streams = 0): Promise<HeldTask> {
  const task = await given.task();
  const worker = await given.worker();
  const shards = (await new LeaseRepository(dataSource).claim(worker)).filter(
    (shard) => shard.taskId === task.id,
  );
  const [first] = shards;
  if (first === undefined) throw new Error('nothing claimed');
  const guard = guardOf(first, worker);
  const add = Array.from({ length: streams }, (_, queueId) => newStream(queueId));
  await new PlanRepository(dataSource).savePlan(first.flowId, guard, {
    generation: 1,
    add,
    retire: [],
    revive: [],
  });
  return { task, worker, shards, flowId: first.flowId, guard };
}

/** What a worker writes of a shard under. */
export function guardOf(shard: ClaimedShard, workerId: string): LeaseGuardRecord {
  return { shardId: shard.id, workerId, epoch: shard.epoch };
}

/** A stream of topic `orders`, from one queue to the same queue. */
export function newStream(queueId: number, topic = 'orders'): NewStream {
  return {
    source: { topic, brokerName: 'broker-a', queueId },
    target: { topic, brokerName: 'broker-x', queueId },
    startGeneration: 1,
    startPosition: 100,
    startTargetOffset: 1000,
  };
}
