import { StaleEpochError, type CheckpointRepository } from '@slipstream/database';
import {
  LeaseLostError,
  PortError,
  type CheckpointCounts,
  type CheckpointStore,
  type LeaseGuard,
  type StreamCheckpoint,
} from '@slipstream/replication';
import { makeReason } from '@slipstream/shared';

/** Which lease checkpoints are written under. */
export interface ShardGuard {
  shardId: string;
  workerId: string;
  epoch: number;
}

/** Checkpoints of one shard in PostgreSQL, written only while shard, owner and epoch still agree. */
export class PgCheckpointStore implements CheckpointStore {
  constructor(
    private readonly repository: Pick<CheckpointRepository, 'save'>,
    private readonly shard: ShardGuard,
    private readonly guard: LeaseGuard,
  ) {}

  async save(checkpoints: readonly StreamCheckpoint[], counts: CheckpointCounts): Promise<void> {
    if (!this.guard.mayWrite()) throw new LeaseLostError(`the lease of shard ${this.shard.shardId} ended`);
    try {
      await this.repository.save(this.shard, [...checkpoints], counts);
    } catch (error) {
      const said = error instanceof Error ? error.message : String(error);
      if (error instanceof StaleEpochError) throw new LeaseLostError(said);
      throw new PortError(makeReason('INTERNAL', 'CHECKPOINT', { subject: 'PostgreSQL', said }), false, {
        cause: error,
      });
    }
  }
}
