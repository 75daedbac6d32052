import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import {
  ClusterInUseError,
  ClusterRepository,
  CONSTRAINTS,
  FenceRepository,
  SecretBox,
  type BrokerFence,
  type ClusterFields,
  type ClusterRow,
} from '@slipstream/database';
import {
  changesBetween,
  isSameAddressMap,
  weakestFence,
  type EventKind,
  type FieldChange,
} from '@slipstream/shared';
import type { CreateClusterDto, UpdateClusterDto } from '@slipstream/shared/dto';
import { violatedUnique } from '../common/problems/database-error.js';
import { invalidField, notFound, ProblemError } from '../common/problems/problem-error.js';
import { Notices } from '../events/notices.js';
import { ClusterTasks, type ConcernedTasks } from './cluster-tasks.js';
import type { ClusterListView, ClusterView, EditedClusterView } from './cluster.views.js';
import { checkedAddressMap } from './normal-address-map.js';
import { normalNameServers } from './normal-name-servers.js';

/** Registered clusters. */
@Injectable()
export class ClustersService {
  constructor(
    private readonly clusters: ClusterRepository,
    private readonly tasks: ClusterTasks,
    private readonly secrets: SecretBox,
    private readonly notices: Notices,
    private readonly fences: FenceRepository,
  ) {}

  async list(): Promise<ClusterListView> {
    const [clusters, fences] = await Promise.all([this.clusters.list(), this.fences.list()]);
    const byCluster = Map.groupBy(fences, ({ clusterId }) => clusterId);
    const items = clusters.map((cluster) => toView(cluster, byCluster.get(cluster.id)));
    return { items, total: items.length };
  }

  async get(id: string): Promise<ClusterView> {
    const cluster = await this.clusters.get(id);
    if (cluster === undefined) throw notFound('cluster');
    return toView(cluster, await this.fences.list(id));
  }

  async create(body: CreateClusterDto, actor: string): Promise<ClusterView> {
    const id = randomUUID();
    const cluster = await this.refusing(id, body, this.clusters.create(id, this.fields(id, body, undefined)));
    await this.record('CLUSTER_CREATED', cluster, actor, {});
    return toView(cluster);
  }

  /** What is left out stays. A task that runs is restarted by its workers within seconds; one that failed tries again at once. */
  async update(id: string, body: UpdateClusterDto, actor: string): Promise<EditedClusterView> {
    const before = await this.clusters.get(id);
    if (before === undefined) throw notFound('cluster');
    const fields = this.fields(id, body, before);
    const after = await this.refusing(id, body, this.clusters.update(id, fields));
    if (after === undefined) throw notFound('cluster');
    const changed = changedFields(before, after);
    const nothing: ConcernedTasks = { retried: [], running: [] };
    const concerned = changesConnection(changed) ? await this.tasks.retryFailed(id) : nothing;
    if (changed.length > 0)
      await this.record('CLUSTER_EDITED', after, actor, { changes: changesOf(before, after, changed) });
    return Object.assign(toView(after, await this.fences.list(id)), {
      retriedTasks: concerned.retried,
      tasksToRestart: concerned.running,
    });
  }

  async delete(id: string, actor: string): Promise<void> {
    const cluster = await this.clusters.get(id);
    if (cluster === undefined) throw notFound('cluster');
    if (!(await this.refusing(id, {}, this.clusters.delete(id)))) throw notFound('cluster');
    await this.record('CLUSTER_DELETED', cluster, actor, {});
  }

  private record(
    kind: EventKind,
    cluster: ClusterRow,
    actor: string,
    details: Record<string, unknown>,
  ): Promise<void> {
    return this.notices.clusterChanged(kind, cluster.id, actor, { name: cluster.name, ...details });
  }

  /** Waits for a write and turns what the database refuses into problems. */
  private async refusing<T>(id: string, body: UpdateClusterDto, write: Promise<T>): Promise<T> {
    try {
      return await write;
    } catch (error) {
      if (error instanceof ClusterInUseError) throw await this.inUse(id, error);
      const constraint = violatedUnique(error);
      if (constraint === CONSTRAINTS.clusterIdTaken) {
        const errors = [{ path: 'clusterId', message: 'is taken', rule: 'TAKEN' as const }];
        throw new ProblemError('CLUSTER_ID_TAKEN', `Another cluster has the clusterId "${body.clusterId}".`, {
          errors,
        });
      }
      if (constraint === CONSTRAINTS.clusterNameTaken) {
        const errors = [{ path: 'name', message: 'is taken', rule: 'TAKEN' as const }];
        throw new ProblemError('NAME_TAKEN', `Another cluster has the name "${body.name}".`, { errors });
      }
      throw error;
    }
  }

  private async inUse(id: string, error: ClusterInUseError): Promise<ProblemError> {
    const names = (await this.tasks.names(id)).join(', ');
    if (error.action === 'DELETE') {
      return new ProblemError('CLUSTER_IN_USE', `Tasks use the cluster: ${names}. Delete them first.`);
    }
    const detail = `Replicated messages carry the clusterId, so it cannot change while tasks use the cluster: ${names}.`;
    return new ProblemError('CLUSTER_ID_IMMUTABLE', detail, {
      errors: [{ path: 'clusterId', message: 'cannot change', rule: 'CLUSTER_ID_IN_USE' }],
    });
  }

  private fields(id: string, body: UpdateClusterDto, before: ClusterRow | undefined): ClusterFields {
    const aclEnabled = body.aclEnabled ?? before?.aclEnabled ?? false;
    const accessKey = body.accessKey ?? before?.accessKey ?? null;
    const sealed =
      body.secretKey === undefined
        ? (before?.secretKeyCipher ?? null)
        : this.secrets.seal(id, body.secretKey);
    if (aclEnabled && accessKey === null)
      throw invalidField('accessKey', 'is needed when aclEnabled is true', 'REQUIRED');
    if (aclEnabled && sealed === null)
      throw invalidField('secretKey', 'is needed when aclEnabled is true', 'REQUIRED');
    return {
      name: body.name ?? before?.name ?? '',
      clusterId: body.clusterId ?? before?.clusterId ?? '',
      networkType: body.networkType ?? before?.networkType ?? 'VPC',
      nameServers:
        body.nameServers === undefined ? (before?.nameServers ?? '') : normalNameServers(body.nameServers),
      addressMap:
        body.addressMap === undefined ? (before?.addressMap ?? []) : checkedAddressMap(body.addressMap),
      aclEnabled,
      accessKey: aclEnabled ? accessKey : null,
      secretKeyCipher: aclEnabled ? sealed : null,
    };
  }
}

const FIELDS = [
  'name',
  'clusterId',
  'networkType',
  'nameServers',
  'aclEnabled',
  'accessKey',
  'secretKeyCipher',
] as const;

function changedFields(before: ClusterRow, after: ClusterRow): string[] {
  const changed: string[] = FIELDS.filter((field) => before[field] !== after[field]).map((field) =>
    field === 'secretKeyCipher' ? 'secretKey' : field,
  );
  if (!isSameAddressMap(before.addressMap, after.addressMap)) changed.push('addressMap');
  return changed;
}

/** What is different, without the secret: of that it is only said that it was replaced. */
function changesOf(before: ClusterRow, after: ClusterRow, changed: readonly string[]): FieldChange[] {
  return [
    ...changesBetween(openFields(before), openFields(after)),
    ...(changed.includes('secretKey') ? [{ field: 'secretKey', from: 'OLD', to: 'NEW' }] : []),
  ];
}

function openFields(cluster: ClusterRow): object {
  const { name, clusterId, networkType, nameServers, aclEnabled, accessKey, addressMap } = cluster;
  const mapped = addressMap.map(({ from, to }) => `${from} → ${to}`);
  return { name, clusterId, networkType, nameServers, aclEnabled, accessKey, addressMap: mapped };
}

function changesConnection(changed: readonly string[]): boolean {
  return changed.some((field) => field !== 'name' && field !== 'networkType');
}

function toView(
  { secretKeyCipher, createdAt, updatedAt, ...cluster }: ClusterRow,
  fences: readonly BrokerFence[] = [],
): ClusterView {
  const fence = weakestFence(fences);
  return {
    ...cluster,
    fence: fence === null ? null : { method: fence.method, ground: fence.ground },
    secretKeySet: secretKeyCipher !== null,
    createdAt: createdAt.toISOString(),
    updatedAt: updatedAt.toISOString(),
  };
}
