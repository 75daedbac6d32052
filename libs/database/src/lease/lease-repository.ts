import type { Reason, ShardPhase } from '@slipstream/shared';
import type { DataSource, EntityManager } from 'typeorm';
import { notifySql } from '../notify/channel.js';
import { queryRows } from '../sql.js';
import { roomFor, surplusOf, type ShareInput } from './fair-share.js';
import type { ClaimedShard, OwnedShard, WorkerIncarnation, WorkerRegistration } from './lease-records.js';
import { CLAIM_SQL, OWNED_SQL, RELEASE_SQL, REPORT_SQL, SHARE_SQL } from './lease-sql.js';
import { isAlive } from './liveness.js';
import { reapDeadWorkers } from './reap.js';

interface ShareRow extends ShareInput {
  ownShards: number;
}

/**
 * Leases of workers and of shards. A worker has one lease row whatever it holds, so that a renewal costs one row;
 * PostgreSQL's clock is the only one that counts.
 */
export class LeaseRepository {
  constructor(private readonly dataSource: DataSource) {}

  /** Begins the lease of a new incarnation; `id` and `producerGroup` are never used again. */
  async registerWorker(worker: WorkerRegistration, leaseMs: number): Promise<void> {
    await queryRows(
      this.dataSource,
      `WITH registered AS (
         INSERT INTO worker (id, name, producer_group, host, pid, version, started_at, lease_until)
         VALUES ($1, $2, $3, $4, $5, $6, clock_timestamp(), clock_timestamp() + $7 * interval '1 millisecond')
         RETURNING id
       )
       SELECT ${notifySql('worker', 'id')} FROM registered`,
      [worker.id, worker.name, worker.producerGroup, worker.host, worker.pid, worker.version, leaseMs],
    );
  }

  /**
   * Lets the lease run for another `leaseMs` from now.
   *
   * @returns false when it was over already: the incarnation is dead and must not write again
   */
  async renew(workerId: string, leaseMs: number): Promise<boolean> {
    const renewed = await queryRows(
      this.dataSource,
      `UPDATE worker w SET lease_until = clock_timestamp() + $2 * interval '1 millisecond'
       WHERE w.id = $1 AND ${isAlive('w')} RETURNING w.id`,
      [workerId, leaseMs],
    );
    return renewed.length > 0;
  }

  /** Takes the worker out of the sharing, so that the others take over what it releases while it shuts down. */
  async drain(workerId: string): Promise<void> {
    await queryRows(
      this.dataSource,
      `WITH drained AS (UPDATE worker SET draining = true WHERE id = $1 RETURNING id)
       SELECT ${notifySql('worker', 'id')} FROM drained`,
      [workerId],
    );
  }

  /** Ends the lease. What the worker has not released goes to the others as after a crash: with a fence. */
  async stopWorker(workerId: string): Promise<void> {
    await queryRows(
      this.dataSource,
      `WITH stopped AS (
         UPDATE worker SET stopped_at = clock_timestamp(), lease_until = least(lease_until, clock_timestamp())
         WHERE id = $1 AND stopped_at IS NULL RETURNING id
       )
       SELECT ${notifySql('worker', 'id')} FROM stopped`,
      [workerId],
    );
  }

  /** One step towards the fair share: ends the leases that are over, then takes free shards while there is room. */
  async claim(workerId: string): Promise<ClaimedShard[]> {
    await reapDeadWorkers(this.dataSource);
    const share = await this.#share(workerId);
    const room = roomFor(share, share.ownShards);
    if (room === 0) return [];
    return queryRows<ClaimedShard>(this.dataSource, CLAIM_SQL, [workerId, room]);
  }

  /** All shards that the worker holds, and which of them it is to let go. */
  async owned(workerId: string): Promise<OwnedShard[]> {
    const share = await this.#share(workerId);
    const rows = await queryRows<Omit<OwnedShard, 'surplus'>>(this.dataSource, OWNED_SQL, [workerId]);
    const wanted = rows.filter((shard) => shard.wanted);
    const surplus = new Set(surplusOf(share, wanted));
    return rows.map((shard) => ({ ...shard, surplus: surplus.has(shard) }));
  }

  /**
   * Lets a shard go; nothing happens when it is held no more. `clean` says that nothing of this worker can still land at
   * the target. Predecessors that were never fenced stay, clean or not. The last shard of a task that is being deleted
   * takes the task with it.
   */
  async release(shardId: string, workerId: string, epoch: number, clean: boolean): Promise<void> {
    await this.dataSource.transaction(async (manager) => {
      const task = await lockTaskOf(manager, shardId);
      if (task === undefined) return;
      const released = await queryRows(manager, RELEASE_SQL, [shardId, workerId, epoch, clean]);
      if (released.length === 0) return;
      await queryRows(manager, `SELECT ${notifySql('shard', '$1', '$2::text')}`, [shardId, task.id]);
      if (task.deleting) await removeUnlessOwned(manager, task.id);
    });
  }

  /**
   * Says how a shard is.
   *
   * @returns false when the shard is held no more; nothing was written
   */
  async report(
    shardId: string,
    workerId: string,
    epoch: number,
    status: { phase: ShardPhase; observedGeneration: number; reason: Reason | null },
  ): Promise<boolean> {
    const reason = status.reason === null ? null : JSON.stringify(status.reason);
    const held = await queryRows(this.dataSource, REPORT_SQL, [
      shardId,
      workerId,
      epoch,
      status.phase,
      status.observedGeneration,
      reason,
    ]);
    return held.length > 0;
  }

  /** Former owners of a shard that nobody has fenced yet, newest first. */
  async predecessors(shardId: string): Promise<WorkerIncarnation[]> {
    return queryRows<WorkerIncarnation>(
      this.dataSource,
      `SELECT w.id, w.name, w.producer_group AS "producerGroup"
       FROM shard s JOIN worker w ON w.id = ANY (s.predecessors)
       WHERE s.id = $1 ORDER BY array_position(s.predecessors, w.id)`,
      [shardId],
    );
  }

  /** Forgets the predecessors once all of them are fenced; nothing happens when the shard is held no more. */
  async clearPredecessors(shardId: string, workerId: string, epoch: number): Promise<void> {
    await queryRows(
      this.dataSource,
      `UPDATE shard SET predecessors = '{}' WHERE id = $1 AND owner = $2 AND epoch = $3 RETURNING id`,
      [shardId, workerId, epoch],
    );
  }

  /** Workers whose lease is running. */
  async liveWorkers(): Promise<number> {
    const [row] = await queryRows<{ count: number }>(
      this.dataSource,
      `SELECT count(*)::int AS count FROM worker w WHERE ${isAlive('w')}`,
    );
    return row?.count ?? 0;
  }

  /** Drops workers that have been dead for a day, unless a shard still names them or a user of theirs is still at a target. */
  async forgetDeadWorkers(): Promise<void> {
    await queryRows(
      this.dataSource,
      `DELETE FROM worker w WHERE w.stopped_at < clock_timestamp() - interval '1 day'
       AND NOT EXISTS (SELECT 1 FROM shard s WHERE s.owner = w.id OR w.id = ANY (s.predecessors))
       AND NOT EXISTS (
         SELECT 1 FROM target_channel c WHERE c.worker_id = w.id AND c.username IS NOT NULL AND c.removed_at IS NULL
       )`,
    );
  }

  async #share(workerId: string): Promise<ShareRow> {
    const [row] = await queryRows<ShareRow>(this.dataSource, SHARE_SQL, [workerId]);
    return row ?? { activeShards: 0, ownShards: 0, liveWorkers: 0, rank: null };
  }
}

/** Locks the task before the shard, in the order of every user's action, so that the two never wait for each other. */
async function lockTaskOf(
  manager: EntityManager,
  shardId: string,
): Promise<{ id: string; deleting: boolean } | undefined> {
  const [task] = await queryRows<{ id: string; deleting: boolean }>(
    manager,
    `SELECT t.id, t.deleting FROM task t JOIN flow f ON f.task_id = t.id JOIN shard s ON s.flow_id = f.id
     WHERE s.id = $1 FOR NO KEY UPDATE OF t`,
    [shardId],
  );
  return task;
}

async function removeUnlessOwned(manager: EntityManager, taskId: string): Promise<void> {
  await queryRows(
    manager,
    `WITH removed AS (
       DELETE FROM task WHERE id = $1 AND NOT EXISTS (
         SELECT 1 FROM flow f JOIN shard s ON s.flow_id = f.id WHERE f.task_id = $1 AND s.owner IS NOT NULL
       ) RETURNING id
     )
     SELECT ${notifySql('task', 'id', 'id')} FROM removed`,
    [taskId],
  );
}
