import { Injectable } from '@nestjs/common';
import { ClusterRepository, type ClusterRow } from '@slipstream/database';
import type { CheckedCluster, CheckQuestion } from '@slipstream/replication/precheck';
import type { TaskDirection, TaskSpec } from '@slipstream/shared';
import type { CreateCheckDto, TestClusterDto } from '@slipstream/shared/dto';
import { ClusterConnections } from '../clusters/cluster-connections.js';
import { invalidField, notFound, ProblemError } from '../common/problems/problem-error.js';
import { specOf } from '../tasks/task-spec-rules.js';
import { TasksService } from '../tasks/tasks.service.js';
import { registrationLines } from './registration-lines.js';

const WAYS = ['cluster', 'clusters', 'task', 'taskId'] as const;

/** Puts together what a request asks to check, with everything that is stored about it. */
@Injectable()
export class CheckQuestions {
  constructor(
    private readonly clusters: ClusterRepository,
    private readonly connections: ClusterConnections,
    private readonly tasks: TasksService,
  ) {}

  /** @throws ProblemError for what can be said without looking */
  async of(body: CreateCheckDto): Promise<CheckQuestion> {
    const { cluster, clusters, task, taskId } = body;
    const given = Object.entries({ cluster, clusters, task }).filter(([, value]) => value !== undefined);
    const surplus = given[1]?.[0] ?? (taskId !== undefined && task === undefined ? given[0]?.[0] : undefined);
    if (surplus !== undefined)
      throw invalidField(surplus, 'is one too many: a check looks at one thing', 'ONE_OF', {
        values: WAYS.join(', '),
      });
    if (cluster !== undefined) return this.ofCluster(cluster);
    if (clusters !== undefined) {
      const { sourceClusterId, targetClusterId, direction = 'ONE_WAY' } = clusters;
      return this.ofPair(sourceClusterId.toLowerCase(), targetClusterId.toLowerCase(), direction, null);
    }
    const ownId = taskId?.toLowerCase();
    if (task !== undefined) {
      const spec = specOf(task);
      await this.tasks.check(spec, ownId).catch((error: unknown) => {
        throw inside('task', error);
      });
      return this.ofSpec(spec);
    }
    if (ownId === undefined)
      throw new ProblemError('VALIDATION_FAILED', `One of ${WAYS.join(', ')} is needed.`, {
        errors: WAYS.map((path) => ({
          path,
          message: 'or another of these is needed',
          rule: 'ONE_OF',
          params: { values: WAYS.join(', ') },
        })),
      });
    return this.ofSpec((await this.tasks.row(ownId)).spec);
  }

  private async ofCluster(body: TestClusterDto): Promise<CheckQuestion> {
    const id = body.id?.toLowerCase();
    const [connection, all] = await Promise.all([this.connections.ofRequest(body), this.clusters.list()]);
    const saved = all.find((row) => row.id === id);
    const name = body.name ?? saved?.name ?? '';
    const clusterId = body.clusterId ?? saved?.clusterId;
    const others = all.filter((row) => row.id !== id);
    const known = registrationLines({ name, clusterId, nameServers: connection.nameServers }, others);
    return { kind: 'CLUSTER', known, cluster: { name, connection } };
  }

  private ofSpec(spec: TaskSpec): Promise<CheckQuestion> {
    return this.ofPair(spec.sourceClusterId, spec.targetClusterId, spec.direction, spec);
  }

  private async ofPair(
    sourceId: string,
    targetId: string,
    direction: TaskDirection,
    spec: TaskSpec | null,
  ): Promise<CheckQuestion> {
    if (sourceId === targetId)
      throw new ProblemError(
        'SAME_CLUSTER',
        'Source and target are one cluster; choose two different ones.',
        {
          errors: [{ path: 'targetClusterId', message: 'is the source cluster', rule: 'SAME_CLUSTER' }],
        },
      );
    const [source, target] = await Promise.all([this.saved(sourceId), this.saved(targetId)]);
    return { kind: 'TASK', known: [], source, target, direction, spec };
  }

  private async saved(id: string): Promise<CheckedCluster> {
    const row: ClusterRow | undefined = await this.clusters.get(id);
    if (row === undefined) throw notFound('cluster');
    return { name: row.name, connection: await this.connections.ofSaved(id) };
  }
}

/** A problem with fields of an object, as one with fields of the request that holds it. */
function inside(field: string, error: unknown): unknown {
  if (!(error instanceof ProblemError) || error.errors === undefined) return error;
  const errors = error.errors.map(({ path, message }) => ({ path: `${field}.${path}`, message }));
  return new ProblemError(error.code, error.message, { errors });
}
