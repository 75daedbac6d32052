import type { TaskState, TaskView } from '@slipstream/shared';
import { waitFor } from '@slipstream/stack';
import type { ApiClient } from './api-client.ts';

/** Waits until a task is in a state and returns it. */
export function untilState(
  api: ApiClient,
  id: string,
  state: TaskState,
  timeoutMs = 30_000,
): Promise<TaskView> {
  let last = '';
  return waitFor(
    async () => {
      const task = await api.task(id);
      last = `${task.status.state} ${JSON.stringify(task.status.reason)}`;
      if (task.status.state !== state) throw new Error(`it is ${last}`);
      return task;
    },
    { timeoutMs, what: `task ${id} to be ${state}` },
  );
}

/** Stops a task, waits for it, and deletes it. */
export async function removeTask(api: ApiClient, id: string): Promise<void> {
  await api.post(`/tasks/${id}/stop`);
  await untilState(api, id, 'STOPPED');
  await api.delete(`/tasks/${id}`);
}
