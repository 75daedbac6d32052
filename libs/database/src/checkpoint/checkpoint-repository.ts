import type { DataSource } from 'typeorm';
import { StaleEpochError } from '../errors.js';
import type { LeaseGuardRecord } from '../lease/lease-records.js';
import type { CheckpointRecord } from '../plan/plan-records.js';
import { queryRows } from '../sql.js';
import { actOnTask } from '../task/act-on-task.js';
import { RESET_SQL, SAVE_CHECKPOINTS_SQL } from './checkpoint-sql.js';

/** A stream's checkpoint on its way to the table. */
export interface StreamCheckpointRecord extends CheckpointRecord {
  streamId: number;
}

/** What was counted since the last checkpoints of a shard. */
export interface CheckpointCountsRecord {
  read: number;
  sent: number;
  skippedLoop: number;
  filtered: number;
  failed: number;
  bytes: number;
}

const NO_COUNTS: CheckpointCountsRecord = {
  read: 0,
  sent: 0,
  skippedLoop: 0,
  filtered: 0,
  failed: 0,
  bytes: 0,
};

/** Where a stream is to begin again. */
export interface StreamReset {
  streamId: number;
  /** Next source offset to read. */
  sourceOffset: number;
}

/** Rings of checkpoints. */
export class CheckpointRepository {
  constructor(private readonly dataSource: DataSource) {}

  /**
   * Adds one checkpoint to each stream's ring, in one statement, under the shard's lease. Every stream at most once.
   * With them the counts are added to the flow's totals: a killed worker takes both along or neither.
   *
   * @throws StaleEpochError when the lease is gone; nothing was written
   */
  async save(
    guard: LeaseGuardRecord,
    items: readonly StreamCheckpointRecord[],
    counts: CheckpointCountsRecord = NO_COUNTS,
  ): Promise<void> {
    const [row] = await queryRows<{ held: number; saved: number }>(this.dataSource, SAVE_CHECKPOINTS_SQL, [
      guard.shardId,
      guard.workerId,
      guard.epoch,
      items.map((item) => item.streamId),
      items.map((item) => item.generation),
      items.map((item) => item.sourceOffset),
      items.map((item) => item.targetOffset),
      items.map((item) => item.sourceIdentity),
      items.map((item) => item.targetIdentity),
      counts.read,
      counts.sent,
      counts.skippedLoop,
      counts.filtered,
      counts.failed,
      counts.bytes,
    ]);
    if (row?.held !== 1) throw new StaleEpochError(guard.shardId, guard.epoch);
    if (row.saved !== items.length) {
      throw new Error(
        `${items.length - row.saved} of ${items.length} streams are not of shard ${guard.shardId}`,
      );
    }
  }

  /**
   * Makes streams of a stopped task begin again at the given offsets, as a new generation.
   *
   * @returns false when there is no such task
   * @throws TaskStateError unless the task is stopped and nobody holds one of its shards
   */
  async reset(taskId: string, items: readonly StreamReset[]): Promise<boolean> {
    const reset = await actOnTask(this.dataSource, taskId, 'RESET_OFFSET', async (manager) => {
      await queryRows(manager, RESET_SQL, [
        taskId,
        items.map((item) => item.streamId),
        items.map((item) => item.sourceOffset),
      ]);
      return true;
    });
    return reset ?? false;
  }
}
