import type { TaskState } from './task-state.js';

/** Everything a user can do to a task. */
export const TASK_ACTIONS = [
  'START',
  'STOP',
  'EDIT',
  'RENAME',
  'THROTTLE',
  'RESET_OFFSET',
  'DELETE',
  'TEST_MESSAGE',
] as const;
export type TaskAction = (typeof TASK_ACTIONS)[number];

const ALLOWED: Readonly<Record<TaskState, readonly TaskAction[]>> = {
  INITIALIZING: ['STOP', 'RENAME', 'THROTTLE'],
  RUNNING: ['STOP', 'RENAME', 'THROTTLE', 'TEST_MESSAGE'],
  STOPPING: ['RENAME', 'THROTTLE'],
  STOPPED: ['START', 'EDIT', 'RENAME', 'THROTTLE', 'RESET_OFFSET', 'DELETE'],
  START_FAILED: ['START', 'STOP', 'EDIT', 'RENAME', 'THROTTLE', 'DELETE'],
  FAILED: ['START', 'STOP', 'EDIT', 'RENAME', 'THROTTLE', 'DELETE'],
  DELETING: [],
};

/** The actions that a task in this state takes; any other is refused with 409 (T-05). */
export function allowedActions(state: TaskState): readonly TaskAction[] {
  return ALLOWED[state];
}

/** One English sentence on why the action is refused now and what to do instead; null when it is allowed. */
export function refusal(state: TaskState, action: TaskAction): string | null {
  if (ALLOWED[state].includes(action)) return null;
  switch (state) {
    case 'DELETING':
      return 'The task is being deleted.';
    case 'STOPPING':
      return 'The task is stopping; try again when it is stopped.';
    case 'STOPPED':
      return 'The task is stopped; start it first.';
    case 'START_FAILED':
    case 'FAILED':
      return action === 'TEST_MESSAGE' ? 'The task has failed; start it first.' : 'Stop the task first.';
    case 'INITIALIZING':
    case 'RUNNING':
      if (action === 'TEST_MESSAGE') return 'The task is starting; try again when it runs.';
      return action === 'START' ? 'The task is already started.' : 'The task is running; stop it first.';
  }
}
