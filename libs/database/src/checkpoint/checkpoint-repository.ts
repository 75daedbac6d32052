import type { EventKind, EventView } from '@slipstream/shared';
import type { DataSource } from 'typeorm';
import { StaleEpochError } from '../errors.js';
import type { LeaseGuardRecord } from '../lease/lease-records.js';
import type { CheckpointRecord } from '../plan/plan-records.js';
import { queryRows, type SqlExecutor } from '../sql.js';
import { ADD_POSITION_EVENTS_SQL, SAVE_CHECKPOINTS_SQL } from './checkpoint-sql.js';

/** A stream's checkpoint on its way to the table. */
export interface StreamCheckpointRecord extends CheckpointRecord {
  streamId: number;
  /** What was found on the way there; stored with it or not at all. */
  events?: readonly PositionEvent[];
}

/** An event that belongs to a position of a stream. */
export interface PositionEvent {
  kind: EventKind;
  severity: EventView['severity'];
  /** Of a RETENTION_GAP: `generation`, `from`, `to` and `messages` among others. */
  details: Record<string, unknown>;
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

/** Rings of checkpoints. */
export class CheckpointRepository {
  constructor(private readonly dataSource: DataSource) {}

  /**
   * Adds one checkpoint to each stream's ring under the shard's lease, with the events that belong to it. Every stream at
   * most once. With them the counts are added to the flow's totals: a killed worker takes all along or nothing.
   *
   * @throws StaleEpochError when the lease is gone; nothing was written
   */
  async save(
    guard: LeaseGuardRecord,
    items: readonly StreamCheckpointRecord[],
    counts: CheckpointCountsRecord = NO_COUNTS,
  ): Promise<void> {
    const events = items.flatMap(({ streamId, events: found = [] }) =>
      found.map(({ kind, severity, details }) => ({ streamId, kind, severity, details })),
    );
    if (events.length === 0) return this.#save(this.dataSource, guard, items, counts);
    await this.dataSource.transaction(async (manager) => {
      await this.#save(manager, guard, items, counts);
      await queryRows(manager, ADD_POSITION_EVENTS_SQL, [
        JSON.stringify(events.map((event, place) => ({ place, ...event }))),
      ]);
    });
  }

  async #save(
    executor: SqlExecutor,
    guard: LeaseGuardRecord,
    items: readonly StreamCheckpointRecord[],
    counts: CheckpointCountsRecord,
  ): Promise<void> {
    const [row] = await queryRows<{ held: number; saved: number }>(executor, SAVE_CHECKPOINTS_SQL, [
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
}
