import type { EventKind, Reason } from '@slipstream/shared';
import type { PhaseReport } from '../supervisor/shard-leases.js';
import type { ShardAssignment } from '../supervisor/work-session.js';

/** An event that a phase of a shard gives rise to. */
export interface PhaseEvent {
  kind: Extract<EventKind, 'TASK_RUNNING' | 'TASK_START_FAILED' | 'TASK_FAILED'>;
  severity: 'INFO' | 'ERROR';
  taskId: string;
  reason: Reason | null;
}

/**
 * Turns phases of shards into events of their task, each once: many shards and both flows fail of the same cause, and a
 * failure stays the same over many attempts.
 */
export class TaskEvents {
  readonly #told = new Map<string, string>();
  readonly #shards = new Map<string, Map<string, boolean>>();

  /** The event that this phase is, when it is news. */
  phase(
    { taskId, shardId }: ShardAssignment,
    { phase, reason, observedGeneration }: PhaseReport,
  ): PhaseEvent | undefined {
    const shards = this.#shards.get(taskId) ?? new Map<string, boolean>();
    this.#shards.set(taskId, shards);
    shards.set(shardId, phase === 'RUNNING');
    if (phase === 'START_FAILED' || phase === 'FAILED') {
      const news = `${phase} ${observedGeneration} ${reason?.code} ${reason?.cluster}`;
      const kind = phase === 'FAILED' ? 'TASK_FAILED' : 'TASK_START_FAILED';
      return this.#isNews(taskId, news) ? { kind, severity: 'ERROR', taskId, reason } : undefined;
    }
    const isRunning = [...shards.values()].every(Boolean);
    if (!isRunning || !this.#isNews(taskId, `RUNNING ${observedGeneration}`)) return undefined;
    return { kind: 'TASK_RUNNING', severity: 'INFO', taskId, reason: null };
  }

  /** The shard does not run here any more. */
  gone({ taskId, shardId }: ShardAssignment): void {
    const shards = this.#shards.get(taskId);
    shards?.delete(shardId);
    if (shards?.size !== 0) return;
    this.#shards.delete(taskId);
    this.#told.delete(taskId);
  }

  #isNews(taskId: string, news: string): boolean {
    if (this.#told.get(taskId) === news) return false;
    this.#told.set(taskId, news);
    return true;
  }
}
