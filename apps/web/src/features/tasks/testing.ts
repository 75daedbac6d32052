import {
  allowedActions,
  DEFAULT_METADATA_SYNC,
  defaultProgressSync,
  type TaskState,
  type TaskView,
} from '@slipstream/shared';

/** A task for specs. */
export function aTask(state: TaskState = 'RUNNING', values: Partial<TaskView> = {}): TaskView {
  return {
    id: 'task-1',
    name: 'orders',
    direction: 'ONE_WAY',
    level: 'CLUSTER',
    sourceClusterId: 'source',
    targetClusterId: 'target',
    startFrom: { type: 'LATEST' },
    topics: {},
    routes: [],
    failurePolicy: { type: 'BLOCK' },
    throttle: {},
    compression: { type: 'NONE' },
    tag: null,
    metadata: DEFAULT_METADATA_SYNC,
    progress: defaultProgressSync('ONE_WAY'),
    groups: {},
    generation: 1,
    wanted: 'RUNNING',
    createdAt: '2026-11-21T00:00:00.000Z',
    updatedAt: '2026-11-21T00:00:00.000Z',
    status: {
      state,
      health: 'HEALTHY',
      reason: null,
      since: '2026-11-21T00:00:00.000Z',
      delayMs: 0,
      lagMessages: '0',
      throttled: false,
      openGapMessages: '0',
      totals: { read: '0', sent: '0', failed: '0', skippedLoop: '0', filtered: '0', gapMessages: '0' },
    },
    failures: { pending: 0, retrying: 0, sent: 0, givenUp: 0 },
    allowedActions: allowedActions(state),
    ...values,
  };
}
