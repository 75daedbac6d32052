import type { ProgressSense, QueueProgressView } from '@slipstream/shared';

/** Where a group stands in one queue of one side. Offsets are decimal strings. */
export interface SidePosition {
  broker: string;
  queue: number;
  /** What the group has committed; null when it has nothing there. */
  offset: string | null;
  /** End of the queue; null when it was not seen. */
  max: string | null;
}

/** A pair of queues as source and target of the task, whichever way its progress goes. */
export interface QueueSides {
  source: SidePosition;
  target: SidePosition;
}

/** Tells the task's source and target of a pair of queues. */
export function sidesOf(
  queue: Omit<QueueProgressView, 'syncedAt' | 'why' | 'said' | 'translated'>,
  sense: ProgressSense,
): QueueSides {
  const from = {
    broker: queue.fromBroker,
    queue: queue.fromQueue,
    offset: queue.fromOffset,
    max: queue.fromMax,
  };
  const to = { broker: queue.toBroker, queue: queue.toQueue, offset: queue.toOffset, max: queue.toMax };
  return sense === 'TO_TARGET' ? { source: from, target: to } : { source: to, target: from };
}

/** Messages that a group has not consumed yet, as decimal text; null when it cannot be known. */
export function lagOf({ offset, max }: SidePosition): string | null {
  if (offset === null || max === null) return null;
  const lag = BigInt(max) - BigInt(offset);
  return (lag < 0n ? 0n : lag).toString();
}

/** Lag of a group on one side, each of its queues once; null when one of them cannot be known. */
export function lagOfSide(
  queues: readonly QueueProgressView[],
  sense: ProgressSense,
  side: keyof QueueSides,
): string | null {
  const positions = new Map(
    queues.map((queue) => {
      const position = sidesOf(queue, sense)[side];
      return [`${position.broker} ${position.queue}`, position];
    }),
  );
  let sum = 0n;
  for (const position of positions.values()) {
    const lag = lagOf(position);
    if (lag === null) return null;
    sum += BigInt(lag);
  }
  return positions.size === 0 ? null : sum.toString();
}
