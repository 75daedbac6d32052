/** What a pre-check looks at, in the order of its lines (C-04). The console has a name for each. */
export const CHECKS = [
  'WORKER',
  'REGISTRATION',
  'NAME_SERVER',
  'BROKER',
  'VERSION',
  'CLOCK',
  'ACL',
  'WRITE',
  'PROPERTY_FILTER',
  'TOPICS',
  'GROUPS',
  'ONE_CLUSTER',
  'SELECTION',
  'TARGET_TOPICS',
  'FILTERS',
  'END',
] as const;
export type Check = (typeof CHECKS)[number];

/** Best first. */
export const CHECK_RESULTS = ['PASS', 'WARN', 'FAIL'] as const;
export type CheckResult = (typeof CHECK_RESULTS)[number];

/** What a line is about: the machine that looks, a cluster by itself, one end of a task, or the task as a whole. */
export const CHECK_PLACES = ['WORKER', 'CLUSTER', 'SOURCE', 'TARGET', 'TASK'] as const;
export type CheckPlace = (typeof CHECK_PLACES)[number];

/** A run waits for a worker, is under way, or is over. */
export const CHECK_STATES = ['WAITING', 'RUNNING', 'DONE'] as const;
export type CheckState = (typeof CHECK_STATES)[number];
