import { Injectable } from '@nestjs/common';
import type { NetworkType } from '@slipstream/shared';
import { DataSource, type EntityManager } from 'typeorm';

/** A registered cluster as the database has it. The SecretKey is sealed. */
export interface StoredCluster {
  id: string;
  name: string;
  clusterId: string;
  networkType: NetworkType;
  nameServers: string;
  aclEnabled: boolean;
  accessKey: string | null;
  secretKeyCipher: string | null;
  taskCount: number;
  createdAt: Date;
  updatedAt: Date;
}

/** What a write sets. */
export type ClusterValues = Omit<StoredCluster, 'id' | 'taskCount' | 'createdAt' | 'updatedAt'>;

const SELECT = `
  SELECT c.id, c.name, c.cluster_id AS "clusterId", c.network_type AS "networkType", c.name_servers AS "nameServers",
         c.acl_enabled AS "aclEnabled", c.access_key AS "accessKey", c.secret_key_cipher AS "secretKeyCipher",
         c.created_at AS "createdAt", c.updated_at AS "updatedAt",
         (SELECT count(*)::int FROM task t WHERE t.source_cluster_id = c.id OR t.target_cluster_id = c.id) AS "taskCount"
  FROM cluster c`;

/** Registered clusters in the database. */
@Injectable()
export class ClusterStore {
  constructor(private readonly dataSource: DataSource) {}

  /** All, by name. */
  list(): Promise<StoredCluster[]> {
    return this.dataSource.query(`${SELECT} ORDER BY c.name`);
  }

  /** Undefined when there is none of this id. */
  async find(
    id: string,
    manager: EntityManager = this.dataSource.manager,
  ): Promise<StoredCluster | undefined> {
    const rows: StoredCluster[] = await manager.query(`${SELECT} WHERE c.id = $1`, [id]);
    return rows[0];
  }

  /** {@link find} that keeps others from changing the cluster until the transaction ends. */
  async findForUpdate(id: string, manager: EntityManager): Promise<StoredCluster | undefined> {
    await manager.query('SELECT 1 FROM cluster WHERE id = $1 FOR UPDATE', [id]);
    return this.find(id, manager);
  }

  async insert(id: string, values: ClusterValues, manager: EntityManager): Promise<void> {
    await manager.query(
      `INSERT INTO cluster (id, name, cluster_id, network_type, name_servers, acl_enabled, access_key, secret_key_cipher)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
      [id, ...parameters(values)],
    );
  }

  async update(id: string, values: ClusterValues, manager: EntityManager): Promise<void> {
    await manager.query(
      `UPDATE cluster SET name = $2, cluster_id = $3, network_type = $4, name_servers = $5, acl_enabled = $6, access_key = $7,
              secret_key_cipher = $8, updated_at = now() WHERE id = $1`,
      [id, ...parameters(values)],
    );
  }

  async delete(id: string, manager: EntityManager): Promise<void> {
    await manager.query('DELETE FROM cluster WHERE id = $1', [id]);
  }

  /** Names of the tasks that use the cluster, by name. */
  async taskNames(id: string, manager: EntityManager): Promise<string[]> {
    const rows: { name: string }[] = await manager.query(
      'SELECT name FROM task WHERE source_cluster_id = $1 OR target_cluster_id = $1 ORDER BY name LIMIT 20',
      [id],
    );
    return rows.map((row) => row.name);
  }
}

function parameters(values: ClusterValues): unknown[] {
  const { name, clusterId, networkType, nameServers, aclEnabled, accessKey, secretKeyCipher } = values;
  return [name, clusterId, networkType, nameServers, aclEnabled, accessKey, secretKeyCipher];
}
