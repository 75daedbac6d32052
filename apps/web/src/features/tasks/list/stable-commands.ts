import { createContext, useContext, useEffect, useMemo, useRef } from 'react';
import type { TaskCommands } from '../use-task-commands.js';

/** Id of the task that is being started or stopped right now; apart from the commands, for those do not change with it. */
export const PendingTask = createContext<string | null>(null);

/** See {@link PendingTask}. */
export function usePendingTask(): string | null {
  return useContext(PendingTask);
}

/** The same object until role or language change; it does what the newest commands do. Rows that hold it need not be drawn again. */
export function useStableCommands(commands: TaskCommands): TaskCommands {
  const { refusal } = commands;
  const latest = useRef(commands);
  useEffect(() => {
    latest.current = commands;
  });
  return useMemo(
    () => ({
      start: (task) => latest.current.start(task),
      stop: (task) => latest.current.stop(task),
      edit: (task) => latest.current.edit(task),
      clone: (task) => latest.current.clone(task),
      reverse: (task) => latest.current.reverse(task),
      testMessage: (task) => latest.current.testMessage(task),
      precheck: (task) => latest.current.precheck(task),
      throttle: (task) => latest.current.throttle(task),
      acknowledgeGaps: (task) => latest.current.acknowledgeGaps(task),
      resetOffset: (task, stream) => latest.current.resetOffset(task, stream),
      remove: (task) => latest.current.remove(task),
      refusal,
      pendingId: null,
      dialog: null,
    }),
    [refusal],
  );
}
