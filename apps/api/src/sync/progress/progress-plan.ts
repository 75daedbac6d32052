import { toProgressViews, type PlannedWrite, type ProgressPlan } from '@slipstream/replication/progress';
import type { ProgressAppliedQueue, ProgressPlanQueue } from '@slipstream/shared';
import type { PreviewProgressDto } from '@slipstream/shared/dto';
import { createHash } from 'node:crypto';
import type { ProgressAppliedGroupView, ProgressPlanGroupView } from './progress.views.js';

/** Names what a plan would write, and for which wish: another one is another plan. */
export function versionOf(
  { sense, groups, overrideLive = false }: PreviewProgressDto,
  { writes }: ProgressPlan,
): string {
  const wish = [sense, groups?.toSorted() ?? null, overrideLive];
  const facts = writes.map((write) => [keyOfWrite(write), write.was, write.offset]);
  const sorted = facts.toSorted(([a], [b]) => (String(a) < String(b) ? -1 : 1));
  return createHash('sha256')
    .update(JSON.stringify([wish, sorted]))
    .digest('hex')
    .slice(0, 32);
}

/** What a plan would do, group by group. Groups without any progress are left out. */
export function toPlanGroups(plan: ProgressPlan): ProgressPlanGroupView[] {
  const writes = writesOf(plan);
  return rowsOf<ProgressPlanQueue>(plan, (queue, key) => {
    const write = writes.get(key);
    return { ...queue, writes: write === undefined ? null : String(write.offset) };
  });
}

/** What a plan has done: `done` is how it came out. */
export function toAppliedGroups(plan: ProgressPlan, done: ProgressPlan): ProgressAppliedGroupView[] {
  const writes = writesOf(plan);
  return rowsOf<ProgressAppliedQueue>(done, (queue, key) => {
    const write = writes.get(key);
    if (write === undefined) return { ...queue, writes: null, before: queue.toOffset, outcome: 'UNCHANGED' };
    const wanted = String(write.offset);
    return {
      ...queue,
      writes: wanted,
      before: write.was === null ? null : String(write.was),
      outcome: queue.toOffset === wanted ? 'APPLIED' : 'REFUSED',
    };
  });
}

/** Offsets that a plan has committed, by what was read back. */
export function committedOf(plan: ProgressPlan, done: ProgressPlan): PlannedWrite[] {
  const applied = new Set(
    toAppliedGroups(plan, done).flatMap(({ consumerGroup, toTopic, queues }) =>
      queues
        .filter(({ outcome }) => outcome === 'APPLIED')
        .map(({ toBroker, toQueue }) => keyOf(consumerGroup, toTopic, toBroker, toQueue)),
    ),
  );
  return plan.writes.filter((write) => applied.has(keyOfWrite(write)));
}

interface Row<Queue> {
  consumerGroup: string;
  fromTopic: string;
  toTopic: string;
  inRetry: string;
  queues: Queue[];
}

function rowsOf<Queue>(
  plan: ProgressPlan,
  toQueue: (queue: Omit<ProgressPlanQueue, 'writes'>, key: string) => Queue,
): Row<Queue>[] {
  return toProgressViews(plan.topics)
    .filter(({ queues }) => queues.length > 0)
    .map(({ consumerGroup, fromTopic, toTopic, inRetry, queues }) => ({
      consumerGroup,
      fromTopic,
      toTopic,
      inRetry: String(inRetry),
      queues: queues.map(({ syncedAt: _syncedAt, ...queue }) =>
        toQueue(queue, keyOf(consumerGroup, toTopic, queue.toBroker, queue.toQueue)),
      ),
    }));
}

function writesOf({ writes }: ProgressPlan): Map<string, PlannedWrite> {
  return new Map(writes.map((write) => [keyOfWrite(write), write]));
}

function keyOfWrite({ consumerGroup, queue }: PlannedWrite): string {
  return keyOf(consumerGroup, queue.topic, queue.brokerName, queue.queueId);
}

function keyOf(consumerGroup: string, topic: string, broker: string, queue: number): string {
  return JSON.stringify([consumerGroup, topic, broker, queue]);
}
