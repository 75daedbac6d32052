import type { EventView } from '@slipstream/shared';

/** How long it took from the start until the first message of a task was at the target; null when none is. */
export function firstMessageOf(events: readonly EventView[]): { afterMs: number } | null {
  const times = events.flatMap(({ kind, details }) => {
    const { afterMs } = details;
    return kind === 'FIRST_MESSAGE' && typeof afterMs === 'number' ? [afterMs] : [];
  });
  return times.length === 0 ? null : { afterMs: Math.min(...times) };
}
