import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { SecretBox } from '@slipstream/database';
import type { CreateClusterDto, UpdateClusterDto } from '@slipstream/shared/dto';
import { DataSource } from 'typeorm';
import { violatedForeignKey, violatedUnique } from '../common/problems/database-error.js';
import { invalidField, notFound, ProblemError } from '../common/problems/problem-error.js';
import { Notices } from '../events/notices.js';
import { ClusterStore, type ClusterValues, type StoredCluster } from './cluster.store.js';
import { ClusterTasksStore } from './cluster-tasks.store.js';
import { normalNameServers } from './normal-name-servers.js';
import type { ClusterListView, ClusterView, EditedClusterView } from './cluster.views.js';

/** Registered clusters. */
@Injectable()
export class ClustersService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly store: ClusterStore,
    private readonly tasks: ClusterTasksStore,
    private readonly secrets: SecretBox,
    private readonly notices: Notices,
  ) {}

  async list(): Promise<ClusterListView> {
    const clusters = await this.store.list();
    return { items: clusters.map(toView), total: clusters.length };
  }

  async get(id: string): Promise<ClusterView> {
    const cluster = await this.store.find(id);
    if (cluster === undefined) throw notFound('cluster');
    return toView(cluster);
  }

  async create(body: CreateClusterDto, actor: string): Promise<ClusterView> {
    const id = randomUUID();
    const values = this.values(id, body, undefined);
    await this.write(async () => {
      await this.dataSource.transaction((manager) => this.store.insert(id, values, manager));
    }, values);
    await this.notices.clusterChanged('CLUSTER_CREATED', id, actor, {
      name: values.name,
      clusterId: values.clusterId,
    });
    return this.get(id);
  }

  /** What is left out stays. A task that runs uses the change from its next start on; one that failed tries again at once. */
  async update(id: string, body: UpdateClusterDto, actor: string): Promise<EditedClusterView> {
    const { before, after, affected } = await this.write(
      () =>
        this.dataSource.transaction(async (manager) => {
          const found = await this.store.findForUpdate(id, manager);
          if (found === undefined) throw notFound('cluster');
          const values = this.values(id, body, found);
          if (values.clusterId !== found.clusterId && found.taskCount > 0) {
            const names = await this.store.taskNames(id, manager);
            throw new ProblemError(
              'CLUSTER_ID_IMMUTABLE',
              `Replicated messages carry the clusterId, so it cannot change while a task uses it: ${names.join(', ')}.`,
            );
          }
          await this.store.update(id, values, manager);
          const reconnect = connectionDiffers(found, values);
          const tasks = reconnect ? await this.tasks.retryFailed(id, manager) : { retried: [], running: [] };
          return { before: found, after: values, affected: tasks };
        }),
      body,
    );
    await this.notices.clusterChanged('CLUSTER_EDITED', id, actor, {
      name: after.name,
      changed: changedFields(before, after),
    });
    return {
      ...(await this.get(id)),
      retriedTasks: affected.retried.map((task) => task.name),
      tasksToRestart: affected.running.map((task) => task.name),
    };
  }

  async delete(id: string, actor: string): Promise<void> {
    const name = await this.dataSource
      .transaction(async (manager) => {
        const found = await this.store.findForUpdate(id, manager);
        if (found === undefined) throw notFound('cluster');
        const tasks = await this.store.taskNames(id, manager);
        if (tasks.length > 0) throw inUse(tasks);
        await this.store.delete(id, manager);
        return found.name;
      })
      .catch((error: unknown) => {
        throw violatedForeignKey(error) === undefined ? error : inUse([]);
      });
    await this.notices.clusterChanged('CLUSTER_DELETED', id, actor, { name });
  }

  /** Runs a write and turns a taken name or clusterId into its problem. */
  private async write<T>(run: () => Promise<T>, values: { name?: string; clusterId?: string }): Promise<T> {
    try {
      return await run();
    } catch (error) {
      const constraint = violatedUnique(error);
      if (constraint === undefined) throw error;
      if (constraint.includes('cluster_id')) {
        throw new ProblemError(
          'CLUSTER_ID_TAKEN',
          `Another cluster has the clusterId "${values.clusterId}".`,
          {
            errors: [{ path: 'clusterId', message: 'is taken' }],
          },
        );
      }
      throw new ProblemError('NAME_TAKEN', `Another cluster has the name "${values.name}".`, {
        errors: [{ path: 'name', message: 'is taken' }],
      });
    }
  }

  private values(
    id: string,
    body: UpdateClusterDto | CreateClusterDto,
    before: StoredCluster | undefined,
  ): ClusterValues {
    const aclEnabled = body.aclEnabled ?? before?.aclEnabled ?? false;
    const accessKey = aclEnabled ? (body.accessKey ?? before?.accessKey ?? null) : null;
    const kept = before?.secretKeyCipher ?? null;
    const given = body.secretKey === undefined ? kept : this.secrets.seal(id, body.secretKey);
    const secretKeyCipher = aclEnabled ? given : null;
    if (aclEnabled && accessKey === null)
      throw invalidField('accessKey', 'is needed when aclEnabled is true');
    if (aclEnabled && secretKeyCipher === null)
      throw invalidField('secretKey', 'is needed when aclEnabled is true');
    return {
      name: body.name ?? before?.name ?? '',
      clusterId: body.clusterId ?? before?.clusterId ?? '',
      networkType: body.networkType ?? before?.networkType ?? 'VPC',
      nameServers:
        body.nameServers === undefined ? (before?.nameServers ?? '') : normalNameServers(body.nameServers),
      aclEnabled,
      accessKey,
      secretKeyCipher,
    };
  }
}

function inUse(tasks: readonly string[]): ProblemError {
  const names = tasks.length === 0 ? 'A task uses' : `These tasks use`;
  return new ProblemError('CLUSTER_IN_USE', `${names} the cluster: ${tasks.join(', ')}. Delete them first.`);
}

function connectionDiffers(before: StoredCluster, after: ClusterValues): boolean {
  return changedFields(before, after).some((field) => field !== 'name' && field !== 'networkType');
}

function changedFields(before: StoredCluster, after: ClusterValues): string[] {
  const fields = ['name', 'clusterId', 'networkType', 'nameServers', 'aclEnabled', 'accessKey'] as const;
  const changed: string[] = fields.filter((field) => before[field] !== after[field]);
  if (before.secretKeyCipher !== after.secretKeyCipher) changed.push('secretKey');
  return changed;
}

function toView(cluster: StoredCluster): ClusterView {
  return {
    id: cluster.id,
    name: cluster.name,
    clusterId: cluster.clusterId,
    networkType: cluster.networkType,
    nameServers: cluster.nameServers,
    aclEnabled: cluster.aclEnabled,
    accessKey: cluster.accessKey,
    secretKeySet: cluster.secretKeyCipher !== null,
    taskCount: cluster.taskCount,
    createdAt: cluster.createdAt.toISOString(),
    updatedAt: cluster.updatedAt.toISOString(),
  };
}
