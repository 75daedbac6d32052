import type { DataSource, EntityManager } from 'typeorm';
import { StaleEpochError } from '../errors.js';
import type { LeaseGuardRecord } from '../lease/lease-records.js';
import { notifySql } from '../notify/channel.js';
import { queryRows } from '../sql.js';
import { SHARDS_PER_FLOW } from './flow-key.js';
import type { FlowPlanInput, NewStream, PlanChange, ShardStreams } from './plan-records.js';
import { ADD_STREAMS_SQL, LOAD_FLOW_SQL, LOAD_SHARD_STREAMS_SQL } from './plan-sql.js';

/** What a flow copies: its spec, its clusters, and the streams it was planned into. */
export class PlanRepository {
  constructor(private readonly dataSource: DataSource) {}

  /** Everything a plan is made from, of one moment; null when the flow is gone. */
  async loadFlow(flowId: string): Promise<FlowPlanInput | null> {
    const [row] = await queryRows<FlowPlanInput>(this.dataSource, LOAD_FLOW_SQL, [flowId]);
    return row ?? null;
  }

  /**
   * Stores a plan in one transaction, under the lease of one of the flow's shards, and numbers the new streams.
   *
   * @throws StaleEpochError when the lease is gone; nothing was written
   */
  async savePlan(flowId: string, guard: LeaseGuardRecord, change: PlanChange): Promise<void> {
    await this.dataSource.transaction(async (manager) => {
      await holdLease(manager, flowId, guard);
      const [flow] = await queryRows<{ taskId: string }>(
        manager,
        `UPDATE flow SET initialized = true, planned_generation = $2 WHERE id = $1 RETURNING task_id AS "taskId"`,
        [flowId, change.generation],
      );
      if (change.add.length > 0) await addStreams(manager, flowId, guard.epoch, change.add);
      await setRetired(manager, flowId, change.retire, true);
      await setRetired(manager, flowId, change.revive, false);
      await queryRows(manager, `SELECT ${notifySql('plan', '$1', '$2::text')}`, [flowId, flow?.taskId]);
    });
  }

  /**
   * The streams that a shard is to run, each with its ring of checkpoints.
   *
   * @param known ids of streams that are left out
   */
  async loadShardStreams(
    flowId: string,
    shardIndex: number,
    known: readonly number[] = [],
  ): Promise<ShardStreams> {
    const [row] = await queryRows<ShardStreams>(this.dataSource, LOAD_SHARD_STREAMS_SQL, [
      flowId,
      shardIndex,
      known,
    ]);
    return row ?? { plannedGeneration: 0, streams: [] };
  }
}

/** Keeps the shard's owner and epoch as they are until the transaction ends. */
async function holdLease(manager: EntityManager, flowId: string, guard: LeaseGuardRecord): Promise<void> {
  const held = await queryRows(
    manager,
    `SELECT id FROM shard WHERE id = $1 AND owner = $2 AND epoch = $3 AND flow_id = $4 FOR SHARE`,
    [guard.shardId, guard.workerId, guard.epoch, flowId],
  );
  if (held.length === 0) throw new StaleEpochError(guard.shardId, guard.epoch);
}

async function addStreams(
  manager: EntityManager,
  flowId: string,
  epoch: number,
  streams: readonly NewStream[],
): Promise<void> {
  await queryRows(manager, ADD_STREAMS_SQL, [
    flowId,
    epoch,
    SHARDS_PER_FLOW,
    streams.map((stream) => stream.source.topic),
    streams.map((stream) => stream.source.brokerName),
    streams.map((stream) => stream.source.queueId),
    streams.map((stream) => stream.target.topic),
    streams.map((stream) => stream.target.brokerName),
    streams.map((stream) => stream.target.queueId),
    streams.map((stream) => stream.startGeneration),
    streams.map((stream) => stream.startPosition),
    streams.map((stream) => stream.startTargetOffset),
  ]);
}

async function setRetired(
  manager: EntityManager,
  flowId: string,
  streamIds: readonly number[],
  retired: boolean,
): Promise<void> {
  if (streamIds.length === 0) return;
  await queryRows(
    manager,
    `UPDATE stream SET retired = $3 WHERE flow_id = $1 AND id = ANY ($2::bigint[]) RETURNING id`,
    [flowId, streamIds, retired],
  );
}
