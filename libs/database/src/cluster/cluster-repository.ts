import type { AddressMapEntry, NetworkType } from '@slipstream/shared';
import type { DataSource, EntityManager } from 'typeorm';
import { ClusterInUseError } from '../errors.js';
import { queryRows, type SqlExecutor } from '../sql.js';

/** What a user writes of a cluster. */
export interface ClusterFields {
  name: string;
  clusterId: string;
  networkType: NetworkType;
  nameServers: string;
  /** Where brokers are really reached, by the address that they give out. */
  addressMap: AddressMapEntry[];
  aclEnabled: boolean;
  accessKey: string | null;
  /** Sealed by the secret box for the row's id. */
  secretKeyCipher: string | null;
}

/** A registered cluster, and how many tasks use it. */
export interface ClusterRow extends ClusterFields {
  id: string;
  createdAt: Date;
  updatedAt: Date;
  taskCount: number;
}

const COLUMNS = {
  name: 'name',
  clusterId: 'cluster_id',
  networkType: 'network_type',
  nameServers: 'name_servers',
  addressMap: 'address_map',
  aclEnabled: 'acl_enabled',
  accessKey: 'access_key',
  secretKeyCipher: 'secret_key_cipher',
} as const satisfies Record<keyof ClusterFields, string>;
const FIELD_KEYS = Object.keys(COLUMNS) as (keyof ClusterFields)[];

/** Registered clusters. */
export class ClusterRepository {
  constructor(private readonly dataSource: DataSource) {}

  /** Stores a cluster under an id made by the caller, since its secret key is sealed for that id. */
  async create(id: string, fields: ClusterFields): Promise<ClusterRow> {
    await queryRows(
      this.dataSource,
      `INSERT INTO cluster (id, ${FIELD_KEYS.map((key) => COLUMNS[key]).join(', ')})
       VALUES ($1, ${FIELD_KEYS.map((_, index) => `$${index + 2}`).join(', ')})`,
      [id, ...FIELD_KEYS.map((key) => toColumn(fields[key]))],
    );
    return expectCluster(this.dataSource, id);
  }

  /** All clusters by name, in one statement. */
  async list(): Promise<ClusterRow[]> {
    return queryClusters(this.dataSource, 'true', []);
  }

  async get(id: string): Promise<ClusterRow | undefined> {
    const [row] = await queryClusters(this.dataSource, 'c.id = $1', [id]);
    return row;
  }

  /**
   * Changes the given fields; undefined when there is no such cluster.
   *
   * @throws ClusterInUseError when the clusterId changes and a task uses the cluster: it is written in copies already
   */
  async update(id: string, patch: Partial<ClusterFields>): Promise<ClusterRow | undefined> {
    return this.dataSource.transaction(async (manager) => {
      const before = await lockCluster(manager, id);
      if (before === undefined) return undefined;
      const changesId = patch.clusterId !== undefined && patch.clusterId !== before.clusterId;
      if (changesId && before.taskCount > 0)
        throw new ClusterInUseError('CHANGE_CLUSTER_ID', before.taskCount);
      const keys = FIELD_KEYS.filter((key) => patch[key] !== undefined);
      await queryRows(
        manager,
        `UPDATE cluster SET ${keys.map((key, index) => `${COLUMNS[key]} = $${index + 2}, `).join('')}
           updated_at = clock_timestamp() WHERE id = $1 RETURNING id`,
        [id, ...keys.map((key) => toColumn(patch[key]))],
      );
      return expectCluster(manager, id);
    });
  }

  /**
   * Removes a cluster; false when there is no such cluster.
   *
   * @throws ClusterInUseError when a task uses it
   */
  async delete(id: string): Promise<boolean> {
    return this.dataSource.transaction(async (manager) => {
      const cluster = await lockCluster(manager, id);
      if (cluster === undefined) return false;
      if (cluster.taskCount > 0) throw new ClusterInUseError('DELETE', cluster.taskCount);
      await queryRows(manager, `DELETE FROM cluster WHERE id = $1`, [id]);
      return true;
    });
  }
}

/** The driver takes a list for an array of PostgreSQL; here it is JSON. */
function toColumn(value: ClusterFields[keyof ClusterFields] | undefined): unknown {
  return Array.isArray(value) ? JSON.stringify(value) : value;
}

/** FOR UPDATE keeps tasks from being created on the cluster meanwhile. */
async function lockCluster(manager: EntityManager, id: string): Promise<ClusterRow | undefined> {
  await queryRows(manager, `SELECT id FROM cluster WHERE id = $1 FOR UPDATE`, [id]);
  const [row] = await queryClusters(manager, 'c.id = $1', [id]);
  return row;
}

async function expectCluster(executor: SqlExecutor, id: string): Promise<ClusterRow> {
  const [row] = await queryClusters(executor, 'c.id = $1', [id]);
  if (row === undefined) throw new Error(`cluster ${id} was just written and is not there`);
  return row;
}

async function queryClusters(
  executor: SqlExecutor,
  condition: string,
  parameters: readonly unknown[],
): Promise<ClusterRow[]> {
  return queryRows<ClusterRow>(
    executor,
    `SELECT c.id, ${FIELD_KEYS.map((key) => `c.${COLUMNS[key]} AS "${key}"`).join(', ')}, c.created_at AS "createdAt",
       c.updated_at AS "updatedAt",
       (SELECT count(*)::int FROM task t WHERE t.source_cluster_id = c.id OR t.target_cluster_id = c.id) AS "taskCount"
     FROM cluster c WHERE ${condition} ORDER BY c.name`,
    parameters,
  );
}
