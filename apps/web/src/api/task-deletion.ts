import { useIsMutating, type QueryClient } from '@tanstack/react-query';
import { LIVE_KEYS } from './live-notification.js';

const TASK_KEYS: readonly string[] = [
  LIVE_KEYS.task,
  LIVE_KEYS.metrics,
  LIVE_KEYS.streams,
  LIVE_KEYS.events,
  LIVE_KEYS.failures,
  LIVE_KEYS.metadata,
  LIVE_KEYS.progress,
];

/** Key of the mutation that deletes a task, by which the task's queries know of it. */
export function deletionKey(taskId: string): readonly [string, string] {
  return ['delete-task', taskId];
}

/** Whether a task is being deleted: its queries rest meanwhile, as their answers would be "not found". */
export function useIsBeingDeleted(taskId: string): boolean {
  return useIsMutating({ mutationKey: deletionKey(taskId) }) > 0;
}

/** Ends what is being asked about a task that is about to be deleted. */
export async function quietTask(queries: QueryClient, taskId: string): Promise<void> {
  // The queries hear of the deletion with a timer of 0 ms that is already set: they rest before the request goes out.
  await new Promise((resolve) => setTimeout(resolve));
  await Promise.all(TASK_KEYS.map((key) => queries.cancelQueries({ queryKey: [key, taskId] })));
}

/** Forgets all about a deleted task. */
export function forgetTask(queries: QueryClient, taskId: string): void {
  for (const key of TASK_KEYS) queries.removeQueries({ queryKey: [key, taskId] });
}
