import type { ProgressSense, ProgressWhy, QueueProgressView } from '@slipstream/shared';
import { gravestWhy, type PlannedQueue, type PlannedTopic } from './plan.js';

/** Progress of one group on one pair of topics as it is shown and stored. */
export interface ProgressRow {
  sense: ProgressSense;
  consumerGroup: string;
  fromTopic: string;
  toTopic: string;
  inRetry: number;
  queues: QueueProgressView[];
  why: ProgressWhy | null;
  /** When every queue was last in step, ISO 8601; null when not all are. */
  syncedAt: string | null;
}

/** A plan, or what came of it, in the words of the API. Queues on which the group has nothing at all are left out. */
export function toProgressViews(topics: readonly PlannedTopic[]): ProgressRow[] {
  return topics.map((topic) => {
    const queues = topic.queues.filter(
      ({ fromOffset, toOffset, why }) => fromOffset !== null || toOffset !== null || why !== null,
    );
    const isInStep = queues.every(
      ({ translated, toOffset }) => translated !== null && translated === toOffset,
    );
    const latest = Math.max(...queues.map(({ syncedAt }) => syncedAt ?? 0));
    return {
      ...topic,
      queues: queues.map(toView),
      why: gravestWhy(queues),
      syncedAt: isInStep && latest > 0 ? new Date(latest).toISOString() : null,
    };
  });
}

function toView(queue: PlannedQueue): QueueProgressView {
  const { from, to, why, said } = queue;
  return {
    fromBroker: from.brokerName,
    fromQueue: from.queueId,
    toBroker: to.brokerName,
    toQueue: to.queueId,
    fromOffset: String(queue.fromOffset ?? 0),
    fromMax: text(queue.fromMax),
    toOffset: text(queue.toOffset),
    toMax: text(queue.toMax),
    translated: text(queue.translated),
    syncedAt: queue.syncedAt === null ? null : new Date(queue.syncedAt).toISOString(),
    why,
    said,
  };
}

function text(offset: number | null): string | null {
  return offset === null ? null : String(offset);
}
