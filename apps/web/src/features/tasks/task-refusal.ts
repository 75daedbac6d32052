import { refusal, type TaskAction, type TaskState } from '@slipstream/shared';
import { hasRole, type Role } from '../auth/index.js';

/** Words of a refusal: a key of the dictionaries. */
export type RefusalKey =
  | `refusal.${'DELETING' | 'STOPPING' | 'STOPPED' | 'FAILED' | 'STARTED' | 'RUNNING' | 'STARTING' | 'START_FIRST'}`
  | 'refusal.role.OPERATOR';

/** Why a user cannot do this to a task now; null when allowed. The rule is the shared `refusal()`, only the words are ours. */
export function refusalKey(state: TaskState, action: TaskAction, role: Role): RefusalKey | null {
  if (!hasRole(role, 'OPERATOR')) return 'refusal.role.OPERATOR';
  if (refusal(state, action) === null) return null;
  switch (state) {
    case 'START_FAILED':
    case 'FAILED':
      return action === 'TEST_MESSAGE' ? 'refusal.START_FIRST' : 'refusal.FAILED';
    case 'INITIALIZING':
    case 'RUNNING':
      if (action === 'TEST_MESSAGE') return 'refusal.STARTING';
      return action === 'START' ? 'refusal.STARTED' : 'refusal.RUNNING';
    default:
      return `refusal.${state}`;
  }
}
