import { Injectable } from '@nestjs/common';
import { deriveFrom, ResetRepository, TaskStateError, type TaskRow } from '@slipstream/database';
import type { ResetOffsetDto, UndoResetDto } from '@slipstream/shared/dto';
import { ClusterClients } from '../../clusters/cluster-connection.js';
import { ClusterConnections } from '../../clusters/cluster-connections.js';
import { notFound, ProblemError } from '../../common/problems/problem-error.js';
import { listedInEvent } from '../../events/listed-in-event.js';
import { Notices } from '../../events/notices.js';
import { TasksService } from '../tasks.service.js';
import { chosenStreams, lookUpMoves, type StreamMove } from './reset-look-up.js';
import { queueText, toResetStream, toResetTotals, toUndoStream } from './reset-views.js';
import type { ResetOffsetView, ResetPreviewView, TaskResetView, UndoResetView } from './reset.views.js';
import { readResetWish, type ResetWish } from './reset-wish.js';

const DEADLINE_MS = 60_000;

interface LookedUp {
  task: TaskRow;
  version: string;
  wish: ResetWish;
  moves: StreamMove[];
}

/** Resets the offsets of a stopped task, shows beforehand what that means, and puts them back (T-06). */
@Injectable()
export class ResetOffsetService {
  constructor(
    private readonly tasks: TasksService,
    private readonly resets: ResetRepository,
    private readonly connections: ClusterConnections,
    private readonly clients: ClusterClients,
    private readonly notices: Notices,
  ) {}

  /** What a reset would do; changes nothing. */
  async preview(taskId: string, body: ResetOffsetDto): Promise<ResetPreviewView> {
    const { task, version, moves } = await this.lookUp(taskId, body);
    return {
      version,
      streams: moves.map((move) => toResetStream(move, task.spec)),
      totals: toResetTotals(moves),
    };
  }

  /** Looks every offset up first, then changes all streams in one transaction: all or none. */
  async reset(taskId: string, body: ResetOffsetDto, actor: string): Promise<ResetOffsetView> {
    const { task, wish, moves } = await this.lookUp(taskId, body);
    // A stream that stays where it certainly is needs no new generation.
    const moved = moves.filter(({ stream, move }) => move.to !== move.from || !stream.known);
    const items = moved.map(({ stream, move }) => ({ streamId: stream.id, sourceOffset: move.to }));
    if (!(await this.resets.reset(taskId, items, actor, body.version))) throw notFound('task');
    const totals = toResetTotals(moves);
    await this.notices.taskChanged('OFFSET_RESET', taskId, actor, {
      ...describeWish(wish),
      streams: moves.length,
      again: totals.again,
      skipped: totals.skipped,
      queues: listedInEvent(
        moved.map(({ stream, move }) => `${queueText(stream)}: ${move.from} → ${move.to}`),
      ),
    });
    return {
      task: await this.tasks.get(taskId),
      streams: moves.map((move) => toResetStream(move, task.spec)),
      totals,
    };
  }

  /** The last reset, and what undoing it would do. */
  async last(taskId: string): Promise<TaskResetView> {
    await this.tasks.row(taskId);
    const { version } = await this.resets.positions(taskId);
    const plan = await this.resets.undoPlan(taskId);
    if (plan === null) return { version, reset: null };
    const { at, actor, refusal, streams } = plan;
    return { version, reset: { at: at.toISOString(), actor, refusal, streams: streams.map(toUndoStream) } };
  }

  /** Puts the positions before the last reset back. */
  async undo(taskId: string, body: UndoResetDto, actor: string): Promise<UndoResetView> {
    const plan = await this.resets.undo(taskId, body.version);
    if (plan === undefined) throw notFound('task');
    const restored = plan.streams.filter(({ outcome }) => outcome === 'RESTORE');
    await this.notices.taskChanged('OFFSET_RESET_UNDONE', taskId, actor, {
      streams: restored.length,
      queues: listedInEvent(
        restored.map(({ stream, fromOffset }) => `${queueText(stream)}: ${stream.position} → ${fromOffset}`),
      ),
    });
    return { task: await this.tasks.get(taskId), streams: plan.streams.map(toUndoStream) };
  }

  private async lookUp(taskId: string, body: ResetOffsetDto): Promise<LookedUp> {
    const wish = readResetWish(body);
    const task = await this.tasks.row(taskId);
    const { state, allowedActions } = deriveFrom(task);
    if (!allowedActions.includes('RESET_OFFSET')) throw new TaskStateError(state, 'RESET_OFFSET');
    const { version, streams } = await this.resets.positions(taskId);
    if (streams.length === 0) {
      throw new ProblemError(
        'TASK_STATE_CONFLICT',
        'The task has not begun to copy, so there is nothing to reset: edit startFrom instead.',
      );
    }
    const chosen = chosenStreams(streams, wish);
    const signal = AbortSignal.timeout(DEADLINE_MS);
    const moves: StreamMove[] = [];
    for (const [direction, clusterId] of [
      ['forward', task.spec.sourceClusterId],
      ['reverse', task.spec.targetClusterId],
    ] as const) {
      const own = chosen.filter((stream) => stream.direction === direction);
      if (own.length === 0) continue;
      const client = this.clients.open(await this.connections.ofSaved(clusterId));
      try {
        moves.push(...(await lookUpMoves(client, own, wish, signal)));
      } finally {
        await client.close();
      }
    }
    return { task, version, wish, moves };
  }
}

function describeWish(wish: ResetWish): Record<string, string> {
  if (wish.kind === 'OFFSETS') return { to: 'OFFSETS' };
  const { type, timestamp } = wish.start;
  return timestamp === undefined ? { to: type } : { to: type, timestamp: new Date(timestamp).toISOString() };
}
