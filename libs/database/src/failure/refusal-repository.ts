import type { DataSource } from 'typeorm';
import type { StreamCheckpointRecord } from '../checkpoint/checkpoint-repository.js';
import { StaleEpochError } from '../errors.js';
import type { LeaseGuardRecord } from '../lease/lease-records.js';
import { queryRows } from '../sql.js';
import type { MessageToRetry, RefusedMessageRecord, RetryOutcomeRecord } from './failure-records.js';
import { NOTE_TRY_SQL, RECORD_SQL, SETTLE_SQL, STEPPED_BACK_SQL, TO_RETRY_SQL } from './refusal-sql.js';

/**
 * Failures as the worker that holds their shard writes them: every statement under the shard's lease.
 * All methods throw StaleEpochError when the lease is gone; nothing was written then.
 */
export class RefusalRepository {
  constructor(private readonly dataSource: DataSource) {}

  /** Stores a refused message, once however often it is given, and that its stream has passed over it: both or none. */
  async record(
    guard: LeaseGuardRecord,
    message: RefusedMessageRecord,
    passed: StreamCheckpointRecord,
  ): Promise<void> {
    const { deadLetter } = message;
    const changed = await this.#change(RECORD_SQL, guard, [
      message.streamId,
      message.generation,
      message.sourceOffset,
      message.sourceIdentity,
      message.uniqueKey,
      message.keys,
      message.tag,
      message.storeTimestamp,
      message.bodyBytes,
      message.propertyBytes,
      message.said,
      deadLetter?.topic ?? null,
      deadLetter !== null && 'offset' in deadLetter ? deadLetter.offset : null,
      deadLetter !== null && 'said' in deadLetter ? deadLetter.said : null,
      passed.sourceOffset,
      passed.targetOffset,
      passed.sourceIdentity,
      passed.targetIdentity,
    ]);
    if (changed !== 1) throw new Error(`stream ${message.streamId} is not of shard ${guard.shardId}`);
  }

  /** Drops what a stream will send or refuse anew, since it begins at `sourceOffset` again. */
  async steppedBack(
    guard: LeaseGuardRecord,
    streamId: number,
    generation: number,
    sourceOffset: number,
  ): Promise<void> {
    await this.#change(STEPPED_BACK_SQL, guard, [streamId, generation, sourceOffset]);
  }

  /** Messages of the shard that are to be sent again, by rising id. */
  async toRetry(guard: LeaseGuardRecord, afterId: number, limit: number): Promise<MessageToRetry[]> {
    const [row] = await queryRows<{ held: number; messages: MessageToRetry[] }>(
      this.dataSource,
      TO_RETRY_SQL,
      [guard.shardId, guard.workerId, guard.epoch, afterId, limit],
    );
    if (row?.held !== 1) throw new StaleEpochError(guard.shardId, guard.epoch);
    return row.messages;
  }

  /** Notes the target queue's end before a try; false when the message is not to be sent any more. */
  async noteTry(guard: LeaseGuardRecord, id: number, triedFrom: number): Promise<boolean> {
    return (await this.#change(NOTE_TRY_SQL, guard, [id, triedFrom])) === 1;
  }

  /** Stores what came of a try. */
  async settle(guard: LeaseGuardRecord, id: number, outcome: RetryOutcomeRecord): Promise<void> {
    const targetOffset = outcome.kind === 'SENT' ? outcome.targetOffset : null;
    const said = outcome.kind === 'SENT' ? null : outcome.said;
    await this.#change(SETTLE_SQL, guard, [id, outcome.kind, targetOffset, said]);
  }

  async #change(sql: string, guard: LeaseGuardRecord, parameters: readonly unknown[]): Promise<number> {
    const [row] = await queryRows<{ held: number; changed: number }>(this.dataSource, sql, [
      guard.shardId,
      guard.workerId,
      guard.epoch,
      ...parameters,
    ]);
    if (row?.held !== 1) throw new StaleEpochError(guard.shardId, guard.epoch);
    return row.changed;
  }
}
