import { Injectable } from '@nestjs/common';
import {
  ClusterRepository,
  deriveFrom,
  PreviewOutdatedError,
  ProgressRepository,
  type TaskRow,
} from '@slipstream/database';
import {
  applyPlan,
  previewProgress,
  toProgressViews,
  type ProgressPlan,
} from '@slipstream/replication/progress';
import { isSystemGroup } from '@slipstream/shared';
import type { ApplyProgressDto, PreviewProgressDto } from '@slipstream/shared/dto';
import { compileTopicSelection } from '@slipstream/shared/topic-selection';
import { setTimeout as sleep } from 'node:timers/promises';
import { explainError } from '@slipstream/rocketmq-remoting';
import { ClusterClients, type ClusterClient } from '../../clusters/cluster-connection.js';
import { ClusterConnections } from '../../clusters/cluster-connections.js';
import { invalidField, ProblemError } from '../../common/problems/problem-error.js';
import { listedInEvent } from '../../events/listed-in-event.js';
import { Notices } from '../../events/notices.js';
import { TasksService } from '../../tasks/tasks.service.js';
import { committedOf, toAppliedGroups, toPlanGroups, versionOf } from './progress-plan.js';
import type { ProgressApplyView, ProgressPreviewView } from './progress.views.js';

const DEADLINE_MS = 60_000;

interface Clusters {
  source: ClusterClient;
  target: ClusterClient;
  signal: AbortSignal;
}

/**
 * Carries the progress of consumer groups by hand, also while the task is stopped, and shows beforehand what that means (P-02).
 * One of the two things that the API writes to a cluster: offsets of consumer groups, at an operator's word.
 */
@Injectable()
export class ApplyProgressService {
  constructor(
    private readonly tasks: TasksService,
    private readonly progress: ProgressRepository,
    private readonly registered: ClusterRepository,
    private readonly connections: ClusterConnections,
    private readonly clients: ClusterClients,
    private readonly notices: Notices,
  ) {}

  /** What would be written; changes nothing. */
  async preview(taskId: string, wish: PreviewProgressDto): Promise<ProgressPreviewView> {
    const task = await this.taskFor(taskId, wish);
    return this.withClusters(task, async (clusters) => {
      const plan = await this.look(task, wish, clusters);
      return { version: versionOf(wish, plan), groups: toPlanGroups(plan) };
    });
  }

  /** Looks again, writes when that is what was looked at, and reads back. */
  async apply(taskId: string, wish: ApplyProgressDto, actor: string): Promise<ProgressApplyView> {
    const task = await this.taskFor(taskId, wish);
    return this.withClusters(task, async (clusters) => {
      const plan = await this.look(task, wish, clusters);
      if (versionOf(wish, plan) !== wish.version) throw new PreviewOutdatedError();
      const { signal } = clusters;
      const done = await applyPlan(plan, {
        clientTo: (sense) => (sense === 'TO_TARGET' ? clusters.target : clusters.source),
        mayWrite: () => !signal.aborted,
        now: Date.now,
        signal,
      });
      await this.record(task, wish, plan, done, actor);
      return { groups: toAppliedGroups(plan, done) };
    });
  }

  /** The task, when it takes this wish. */
  private async taskFor(taskId: string, { groups }: PreviewProgressDto): Promise<TaskRow> {
    const task = await this.tasks.row(taskId);
    const { state } = deriveFrom(task);
    if (state === 'DELETING') throw new ProblemError('TASK_STATE_CONFLICT', 'The task is being deleted.');
    const selects = compileTopicSelection(task.spec.groups);
    groups?.forEach((group, index) => {
      if (isSystemGroup(group))
        throw invalidField(`groups.${index}`, `${group} is one of RocketMQ's own`, 'SYSTEM_GROUP');
      if (!selects(group))
        throw invalidField(`groups.${index}`, `${group} is none that the task selects`, 'GROUP_NOT_SELECTED');
    });
    return task;
  }

  private async look(
    { id, spec }: TaskRow,
    { sense, groups, overrideLive }: PreviewProgressDto,
    { source, target, signal }: Clusters,
  ): Promise<ProgressPlan> {
    return previewProgress(
      {
        taskId: id,
        source: { client: source, clusterId: await this.clusterIdOf(spec.sourceClusterId) },
        target: { client: target, clusterId: await this.clusterIdOf(spec.targetClusterId) },
        streams: await this.progress.streams(spec),
        selects: compileTopicSelection(spec.groups),
        clock: { now: Date.now, sleep: async (ms, abort) => sleep(ms, undefined, { signal: abort }) },
        signal,
      },
      {
        sense,
        ...(groups === undefined ? {} : { groups }),
        ...(overrideLive === undefined ? {} : { overrideLive }),
      },
    );
  }

  /** What copies carry in their path. */
  private async clusterIdOf(id: string): Promise<string> {
    return (await this.registered.get(id))?.clusterId ?? id;
  }

  private async withClusters<T>({ spec }: TaskRow, work: (clusters: Clusters) => Promise<T>): Promise<T> {
    const signal = AbortSignal.timeout(DEADLINE_MS);
    const opened: ClusterClient[] = [];
    const open = async (id: string): Promise<ClusterClient> => {
      const client = this.clients.open(await this.connections.ofSaved(id));
      opened.push(client);
      return client;
    };
    try {
      const [source, target] = [await open(spec.sourceClusterId), await open(spec.targetClusterId)];
      return await work({ source, target, signal });
    } catch (error) {
      if (!signal.aborted) throw error;
      throw new ProblemError(
        'CLUSTER_UNREACHABLE',
        `The clusters did not answer within ${DEADLINE_MS / 1000} s: ${explainError(error)}. Name fewer groups, or try again.`,
      );
    } finally {
      await Promise.all(opened.map((client) => client.close()));
    }
  }

  private async record(
    { id, spec, input }: TaskRow,
    { sense, overrideLive }: PreviewProgressDto,
    plan: ProgressPlan,
    done: ProgressPlan,
    actor: string,
  ): Promise<void> {
    const committed = committedOf(plan, done);
    if (committed.length === 0) return;
    const isCarried = sense === 'TO_TARGET' ? spec.progress.toTarget : spec.progress.toSource;
    // Of a task that runs its worker tells how progress stands; what it does not carry it would never bring up to date.
    if (input.wanted === 'STOPPED' || isCarried) await this.progress.save(id, toProgressViews(done.topics));
    await this.notices.taskChanged('PROGRESS_APPLIED', id, actor, {
      sense,
      ...(overrideLive === true ? { overrideLive } : {}),
      groups: listedInEvent([...new Set(committed.map(({ consumerGroup }) => consumerGroup))]),
      queues: listedInEvent(
        committed.map(
          ({ consumerGroup, queue: { topic, brokerName, queueId }, was, offset }) =>
            `${consumerGroup} ${topic}@${brokerName}#${queueId}: ${was ?? 'none'} → ${offset}`,
        ),
      ),
    });
  }
}
