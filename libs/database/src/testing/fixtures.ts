import { randomUUID } from 'node:crypto';
import type { DataSource } from 'typeorm';
import { ClusterRepository, type ClusterRow } from '../cluster/cluster-repository.js';
import { LEASE_MS } from '../lease/lease-timing.js';
import { LeaseRepository } from '../lease/lease-repository.js';
import { TaskRepository } from '../task/task-repository.js';
import type { TaskRow } from '../task/task-row.js';
import { NO_METADATA_SYNC, NO_PROGRESS_SYNC, type TaskSpec } from '@slipstream/shared';
import { queryRows } from '../sql.js';

/** Makes rows with sane values, for specs. */
export class Fixtures {
  #count = 0;

  constructor(private readonly dataSource: DataSource) {}

  /** A registered cluster without ACL. */
  async cluster(): Promise<ClusterRow> {
    const name = `cluster-${++this.#count}`;
    return new ClusterRepository(this.dataSource).create(randomUUID(), {
      name,
      clusterId: name,
      networkType: 'VPC',
      nameServers: '127.0.0.1:9876',
      addressMap: [],
      aclEnabled: false,
      accessKey: null,
      secretKeyCipher: null,
    });
  }

  /** A spec of a one-way cluster-level task between two new clusters. */
  async spec(over: Partial<TaskSpec> = {}): Promise<TaskSpec> {
    return {
      name: `task-${++this.#count}`,
      direction: 'ONE_WAY',
      level: 'CLUSTER',
      sourceClusterId: over.sourceClusterId ?? (await this.cluster()).id,
      targetClusterId: over.targetClusterId ?? (await this.cluster()).id,
      startFrom: { type: 'LATEST' },
      topics: {},
      routes: [],
      failurePolicy: { type: 'BLOCK' },
      throttle: {},
      compression: { type: 'NONE' },
      tag: null,
      metadata: NO_METADATA_SYNC,
      progress: NO_PROGRESS_SYNC,
      groups: {},
      ...over,
    };
  }

  /** A task that is to run: 4 shards, or 8 when it is two-way. */
  async task(over: Partial<TaskSpec> = {}): Promise<TaskRow> {
    return new TaskRepository(this.dataSource).create(await this.spec(over));
  }

  /** A worker with a running lease; its id. */
  async worker(leaseMs = LEASE_MS): Promise<string> {
    const id = randomUUID();
    const name = `worker-${++this.#count}`;
    const registration = { id, name, producerGroup: `PG_${id}`, host: 'localhost', pid: 1, version: '0' };
    await new LeaseRepository(this.dataSource).registerWorker(registration, leaseMs);
    return id;
  }

  /** Makes a worker's lease be over, as time would. */
  async expire(workerId: string): Promise<void> {
    await queryRows(
      this.dataSource,
      `UPDATE worker SET lease_until = clock_timestamp() - interval '1 millisecond' WHERE id = $1 RETURNING id`,
      [workerId],
    );
  }

  /** The id of a task's flow. */
  async flowOf(taskId: string, direction = 'forward'): Promise<string> {
    const [flow] = await queryRows<{ id: string }>(
      this.dataSource,
      `SELECT id FROM flow WHERE task_id = $1 AND direction = $2`,
      [taskId, direction],
    );
    if (flow === undefined) throw new Error(`task ${taskId} has no ${direction} flow`);
    return flow.id;
  }
}
