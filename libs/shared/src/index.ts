/** The contract that web, API, worker and database share. Free of frameworks; loads in a browser. */
export * from './auth/login-rules.js';
export * from './cluster/cluster-rules.js';
export * from './cluster/fence.js';
export * from './cluster/name-servers.js';
export * from './metrics/metric-point.js';
export * from './metrics/metric-range.js';
export * from './problem/problem.js';
export * from './task/failure-view.js';
export * from './task/reason.js';
export * from './task/reset-figures.js';
export * from './task/task-actions.js';
export * from './task/task-rules.js';
export * from './task/task-state.js';
export * from './task/task-view.js';
export * from './task/throttle-text.js';
export * from './topic/system-topics.js';
export * from './topology/path-finding.js';
