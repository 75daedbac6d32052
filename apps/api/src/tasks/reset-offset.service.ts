import { Injectable } from '@nestjs/common';
import {
  CheckpointRepository,
  deriveFrom,
  StreamStatusRepository,
  TaskStateError,
  type TaskRow,
} from '@slipstream/database';
import { RemotingError } from '@slipstream/rocketmq-remoting';
import type { StreamView } from '@slipstream/shared';
import { ClusterClients, type ClusterClient } from '../clusters/cluster-connection.js';
import { ClusterConnections } from '../clusters/cluster-connections.js';
import { explainClusterError } from '../clusters/explain-error.js';
import { mapBounded } from '../common/async/map-bounded.js';
import { ProblemError } from '../common/problems/problem-error.js';
import { Notices } from '../events/notices.js';
import type { ResetOffsetView, ResetStreamView } from './task.views.js';
import { TasksService } from './tasks.service.js';

/** Look-ups at a time on one cluster. */
const PARALLEL = 16;
const DEADLINE_MS = 60_000;

/** Resets the offsets of a stopped task to an instant (T-06). */
@Injectable()
export class ResetOffsetService {
  constructor(
    private readonly tasks: TasksService,
    private readonly streamStatuses: StreamStatusRepository,
    private readonly checkpoints: CheckpointRepository,
    private readonly connections: ClusterConnections,
    private readonly clients: ClusterClients,
    private readonly notices: Notices,
  ) {}

  /**
   * Looks every offset up first, then changes all streams in one transaction: all or none.
   *
   * @param timestamp ms since the epoch
   */
  async reset(taskId: string, timestamp: number, actor: string): Promise<ResetOffsetView> {
    const task = await this.tasks.row(taskId);
    const { state, allowedActions } = deriveFrom(task);
    if (!allowedActions.includes('RESET_OFFSET')) throw new TaskStateError(state, 'RESET_OFFSET');
    const streams = await this.streamStatuses.list(taskId);
    if (streams.length === 0) {
      throw new ProblemError(
        'TASK_STATE_CONFLICT',
        'The task has not begun to copy, so there is nothing to reset: edit startFrom instead.',
      );
    }
    const moved = await this.lookUp(task, streams, timestamp);
    await this.checkpoints.reset(
      taskId,
      moved.map(({ id, to }) => ({ streamId: Number(id), sourceOffset: Number(to) })),
    );
    const details = { timestamp: new Date(timestamp).toISOString(), streams: moved.length };
    await this.notices.taskChanged('OFFSET_RESET', taskId, actor, details);
    return { task: await this.tasks.get(taskId), streams: moved };
  }

  private async lookUp(
    task: TaskRow,
    streams: readonly StreamView[],
    timestamp: number,
  ): Promise<ResetStreamView[]> {
    const signal = AbortSignal.timeout(DEADLINE_MS);
    const directions = [
      { direction: 'forward', clusterId: task.spec.sourceClusterId },
      { direction: 'reverse', clusterId: task.spec.targetClusterId },
    ] as const;
    const moved: ResetStreamView[] = [];
    for (const { direction, clusterId } of directions) {
      const own = streams.filter((stream) => stream.direction === direction);
      if (own.length === 0) continue;
      const client = this.clients.open(await this.connections.ofSaved(clusterId));
      try {
        moved.push(
          ...(await mapBounded(own, PARALLEL, (stream) => lookUpStream(client, stream, timestamp, signal))),
        );
      } finally {
        await client.close();
      }
    }
    return moved;
  }
}

async function lookUpStream(
  client: ClusterClient,
  stream: StreamView,
  timestamp: number,
  signal: AbortSignal,
): Promise<ResetStreamView> {
  const { id, sourceTopic, sourceBroker, sourceQueue, position } = stream;
  try {
    const queue = { topic: sourceTopic, brokerName: sourceBroker, queueId: sourceQueue };
    const offset = await client.offsetByTimestamp(queue, timestamp, { signal });
    return { id, sourceTopic, sourceBroker, sourceQueue, from: position, to: String(offset) };
  } catch (error) {
    if (!(error instanceof RemotingError)) throw error;
    const detail = `${sourceTopic} on ${sourceBroker}, queue ${sourceQueue}: ${explainClusterError(error)}. No offset was changed.`;
    throw new ProblemError('CLUSTER_UNREACHABLE', detail);
  }
}
