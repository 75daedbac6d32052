import { StaleEpochError, type RefusalRepository } from '@slipstream/database';
import {
  LeaseLostError,
  PortError,
  type FailedMessage,
  type FailureStore,
  type LeaseGuard,
  type RefusedMessage,
  type RetryOutcome,
  type StreamCheckpoint,
} from '@slipstream/replication';
import { makeReason } from '@slipstream/shared';
import type { ShardGuard } from './pg-checkpoint-store.js';

/** The failure table of one shard in PostgreSQL, written only while shard, owner and epoch still agree. */
export class PgFailureStore implements FailureStore {
  constructor(
    private readonly repository: Pick<
      RefusalRepository,
      'record' | 'steppedBack' | 'toRetry' | 'noteTry' | 'settle'
    >,
    private readonly shard: ShardGuard,
    private readonly guard: LeaseGuard,
    /** clusterId of the flow's source. */
    private readonly sourceClusterId: string,
  ) {}

  record(message: RefusedMessage, passed: StreamCheckpoint): Promise<void> {
    return this.#write(() => this.repository.record(this.shard, message, passed));
  }

  steppedBack(streamId: number, generation: number, sourceOffset: number): Promise<void> {
    return this.#write(() => this.repository.steppedBack(this.shard, streamId, generation, sourceOffset));
  }

  async toRetry(afterId: number, limit: number): Promise<readonly FailedMessage[]> {
    const messages = await this.#write(() => this.repository.toRetry(this.shard, afterId, limit));
    const { sourceClusterId } = this;
    const { epoch } = this.shard;
    return messages.map((message) => ({ ...message, sourceClusterId, epoch }));
  }

  noteTry(id: number, triedFrom: number): Promise<boolean> {
    return this.#write(() => this.repository.noteTry(this.shard, id, triedFrom));
  }

  settle(id: number, outcome: RetryOutcome): Promise<void> {
    return this.#write(() => this.repository.settle(this.shard, id, outcome));
  }

  async #write<T>(write: () => Promise<T>): Promise<T> {
    if (!this.guard.mayWrite()) throw new LeaseLostError(`the lease of shard ${this.shard.shardId} ended`);
    try {
      return await write();
    } catch (error) {
      const said = error instanceof Error ? error.message : String(error);
      if (error instanceof StaleEpochError) throw new LeaseLostError(said);
      throw new PortError(makeReason('INTERNAL', 'RECORD', { subject: 'PostgreSQL', said }), false, {
        cause: error,
      });
    }
  }
}
