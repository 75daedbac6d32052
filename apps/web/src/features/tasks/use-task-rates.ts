import type { TaskView } from '@slipstream/shared';
import { useEffect, useState } from 'react';
import { observe, rateOf, type SentObservation } from './task-rates.js';

const histories = new Map<string, SentObservation[]>();

/** Send rate of each task, from the totals of the list as it is refreshed. Kept over page changes. */
export function useTaskRates(
  tasks: readonly TaskView[] | undefined,
  updatedAt: number,
): ReadonlyMap<string, number | null> {
  const [rates, setRates] = useState<ReadonlyMap<string, number | null>>(new Map());
  useEffect(() => {
    if (tasks === undefined) return;
    for (const task of tasks) {
      const seen = { at: updatedAt, sent: Number(task.status.totals.sent) };
      histories.set(task.id, observe(histories.get(task.id) ?? [], seen));
    }
    setRates(new Map(tasks.map((task) => [task.id, rateOf(histories.get(task.id) ?? [])])));
  }, [tasks, updatedAt]);
  return rates;
}
