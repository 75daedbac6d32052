import { notifySql } from '../notify/channel.js';

/**
 * Marks workers whose lease is over as stopped, for good: a renewal that is under way holds its row, is skipped here, and
 * wins; one that comes later finds the mark and fails, wherever the clock has gone meanwhile.
 */
export const BURY_SQL = `
  WITH buried AS (
    UPDATE worker SET stopped_at = clock_timestamp()
    WHERE id IN (
      SELECT id FROM worker
      WHERE stopped_at IS NULL AND lease_until <= clock_timestamp()
      FOR NO KEY UPDATE SKIP LOCKED
    )
    RETURNING id
  )
  SELECT ${notifySql('worker', 'id')} FROM buried`;

/** Frees the shards of stopped workers; whoever takes one has to fence the owner it had. */
export const FREE_SQL = `
  WITH freed AS (
    UPDATE shard
    SET predecessors = array_prepend(owner, array_remove(predecessors, owner)), owner = NULL, since = clock_timestamp()
    WHERE id IN (
      SELECT s.id FROM shard s JOIN worker w ON w.id = s.owner
      WHERE w.stopped_at IS NOT NULL
      FOR NO KEY UPDATE OF s SKIP LOCKED
    )
    RETURNING id, flow_id
  )
  SELECT ${notifySql('shard', 'freed.id', 'flow.task_id')} FROM freed JOIN flow ON flow.id = freed.flow_id`;

/** Removes tasks that are being deleted and that nobody works on any more. */
export const SWEEP_SQL = `
  WITH swept AS (
    DELETE FROM task t
    WHERE t.deleting AND NOT EXISTS (
      SELECT 1 FROM flow f JOIN shard s ON s.flow_id = f.id WHERE f.task_id = t.id AND s.owner IS NOT NULL
    )
    RETURNING id
  )
  SELECT ${notifySql('task', 'id', 'id')} FROM swept`;
