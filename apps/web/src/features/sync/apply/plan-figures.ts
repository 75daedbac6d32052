import type {
  ProgressAppliedQueue,
  ProgressPlanGroup,
  ProgressPlanQueue,
  ProgressWhy,
} from '@slipstream/shared';

/** What a plan amounts to. Queues are those that progress is carried to, each once for a group. */
export interface PlanFigures {
  /** Queues that would be written. */
  moved: number;
  /** Groups of which at least one queue would be. */
  movedGroups: number;
  /** Queues that are held back, by what holds them. */
  held: ReadonlyMap<ProgressWhy, number>;
  /** Groups that are left alone because they live there. */
  liveGroups: number;
}

/** Reasons that only an explicit word overrides. */
export const LIVE_WHYS: readonly ProgressWhy[] = ['LIVE_MEMBERS', 'MOVING_BY_ITSELF'];

/** Sums a preview up. */
export function planFigures(groups: readonly ProgressPlanGroup[]): PlanFigures {
  const moved = new Set<string>();
  const movedGroups = new Set<string>();
  const liveGroups = new Set<string>();
  const held = new Map<ProgressWhy, number>();
  for (const group of groups) {
    for (const queue of group.queues) {
      if (queue.writes !== null) {
        moved.add(JSON.stringify([group.consumerGroup, group.toTopic, queue.toBroker, queue.toQueue]));
        movedGroups.add(group.consumerGroup);
      } else if (queue.why !== null) held.set(queue.why, (held.get(queue.why) ?? 0) + 1);
      if (queue.why !== null && LIVE_WHYS.includes(queue.why)) liveGroups.add(group.consumerGroup);
    }
  }
  return { moved: moved.size, movedGroups: movedGroups.size, held, liveGroups: liveGroups.size };
}

/** Queues that were applied, and those that were refused, each once for a group. */
export function appliedFigures(groups: readonly ProgressPlanGroup<ProgressAppliedQueue>[]): {
  applied: number;
  refused: number;
} {
  const of = (outcome: ProgressAppliedQueue['outcome']): number =>
    new Set(
      groups.flatMap(({ consumerGroup, toTopic, queues }) =>
        queues
          .filter((queue) => queue.outcome === outcome)
          .map(({ toBroker, toQueue }) => JSON.stringify([consumerGroup, toTopic, toBroker, toQueue])),
      ),
    ).size;
  return { applied: of('APPLIED'), refused: of('REFUSED') };
}

/** One line of the table of a plan: a group on a pair of queues. */
export type PlanRow<Queue extends ProgressPlanQueue> = Queue & {
  key: string;
  consumerGroup: string;
  fromTopic: string;
  toTopic: string;
};

/** A plan as lines; those first that are written. */
export function planRows<Queue extends ProgressPlanQueue>(
  groups: readonly ProgressPlanGroup<Queue>[],
): PlanRow<Queue>[] {
  const rows = groups.flatMap(({ consumerGroup, fromTopic, toTopic, queues }) =>
    queues.map((queue) => ({
      ...queue,
      key: JSON.stringify([
        consumerGroup,
        fromTopic,
        queue.fromBroker,
        queue.fromQueue,
        toTopic,
        queue.toBroker,
        queue.toQueue,
      ]),
      consumerGroup,
      fromTopic,
      toTopic,
    })),
  );
  return [...rows.filter(({ writes }) => writes !== null), ...rows.filter(({ writes }) => writes === null)];
}
