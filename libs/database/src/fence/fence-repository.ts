import type { FenceChoice } from '@slipstream/shared';
import type { DataSource } from 'typeorm';
import { queryRows } from '../sql.js';

/** A connection to a target broker before it is opened. */
export interface ChannelRecord {
  workerId: string;
  /** Row id of the target cluster. */
  clusterId: string;
  broker: string;
  /** Target user of its own; null when it sends with the cluster's account. */
  username: string | null;
}

/** The fence of one target broker. */
export interface BrokerFence extends FenceChoice {
  /** Row id. */
  clusterId: string;
  broker: string;
}

/** Who sends at target clusters in whose name, and which fence works there. */
export class FenceRepository {
  constructor(private readonly dataSource: DataSource) {}

  /** Writes a connection down; call it before the connection is opened and before its user is made. */
  async addChannel({ workerId, clusterId, broker, username }: ChannelRecord): Promise<void> {
    await queryRows(
      this.dataSource,
      `INSERT INTO target_channel (worker_id, cluster_id, broker, username, opened_at)
       VALUES ($1, $2, $3, $4, clock_timestamp()) RETURNING id`,
      [workerId, clusterId, broker, username],
    );
  }

  /**
   * Users in whose names a worker may still send at a broker.
   *
   * @returns null when none of its connections there is known, or when one of them had no user of its own
   */
  async usersOf(workerId: string, clusterId: string, broker: string): Promise<string[] | null> {
    const [row] = await queryRows<{ channels: number; without: number; users: string[] }>(
      this.dataSource,
      `SELECT count(*)::int AS channels, (count(*) FILTER (WHERE username IS NULL))::int AS without,
         coalesce(array_agg(username ORDER BY id) FILTER (WHERE removed_at IS NULL), '{}') AS users
       FROM target_channel WHERE worker_id = $1 AND cluster_id = $2 AND broker = $3`,
      [workerId, clusterId, broker],
    );
    return row === undefined || row.channels === 0 || row.without > 0 ? null : row.users;
  }

  /** The user was removed at its broker. */
  async markRemoved(username: string): Promise<void> {
    await queryRows(
      this.dataSource,
      `UPDATE target_channel SET removed_at = clock_timestamp() WHERE username = $1 AND removed_at IS NULL RETURNING id`,
      [username],
    );
  }

  /** Users at a broker that nobody needs any more: their workers have ended, and nobody is going to fence them. */
  async leftovers(clusterId: string, broker: string): Promise<string[]> {
    const rows = await queryRows<{ username: string }>(
      this.dataSource,
      `SELECT c.username FROM target_channel c JOIN worker w ON w.id = c.worker_id
       WHERE c.cluster_id = $1 AND c.broker = $2 AND c.username IS NOT NULL AND c.removed_at IS NULL
         AND w.stopped_at IS NOT NULL
         AND NOT EXISTS (SELECT 1 FROM shard s WHERE s.owner = w.id OR w.id = ANY (s.predecessors))
       ORDER BY c.id`,
      [clusterId, broker],
    );
    return rows.map(({ username }) => username);
  }

  /** Keeps what was found at a broker; one of a broker that is no more is overwritten by nobody and goes with its cluster. */
  async choose({ clusterId, broker, method, ground }: BrokerFence): Promise<void> {
    await queryRows(
      this.dataSource,
      `INSERT INTO cluster_fence AS f (cluster_id, broker, method, ground, decided_at)
       VALUES ($1, $2, $3, $4, clock_timestamp())
       ON CONFLICT (cluster_id, broker) DO UPDATE SET method = $3, ground = $4, decided_at = clock_timestamp()
       WHERE (f.method, f.ground) IS DISTINCT FROM ($3, $4) RETURNING broker`,
      [clusterId, broker, method, ground],
    );
  }

  /** What was found at the brokers of a cluster, by name; of all clusters without one. */
  async list(clusterId?: string): Promise<BrokerFence[]> {
    return queryRows<BrokerFence>(
      this.dataSource,
      `SELECT cluster_id AS "clusterId", broker, method, ground FROM cluster_fence
       WHERE $1::uuid IS NULL OR cluster_id = $1 ORDER BY cluster_id, broker`,
      [clusterId ?? null],
    );
  }
}
