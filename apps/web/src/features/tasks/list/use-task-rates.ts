import type { TaskView } from '@slipstream/shared';
import { useMemo } from 'react';
import { observe, rateOf, type SentObservation } from './task-rates.js';

const histories = new Map<string, SentObservation[]>();

/** Send rate of each task, from the totals of the list as it is refreshed. Kept over page changes. */
export function useTaskRates(
  tasks: readonly TaskView[] | undefined,
  updatedAt: number,
): ReadonlyMap<string, number | null> {
  return useMemo(() => {
    const rates = new Map<string, number | null>();
    for (const task of tasks ?? []) {
      const seen = { at: updatedAt, sent: Number(task.status.totals.sent) };
      // Seeing the same refresh twice changes nothing, so this may run as often as React likes.
      const history = observe(histories.get(task.id) ?? [], seen);
      histories.set(task.id, history);
      rates.set(task.id, rateOf(history));
    }
    return rates;
  }, [tasks, updatedAt]);
}
