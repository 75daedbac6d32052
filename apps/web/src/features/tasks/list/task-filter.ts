import type { TaskState, TaskView } from '@slipstream/shared';

/** Groups of the status filter above the list. */
export const TASK_GROUPS = ['all', 'running', 'unhealthy', 'changing', 'stopped', 'failed'] as const;
export type TaskGroup = (typeof TASK_GROUPS)[number];

const GROUP_OF_STATE: Readonly<Record<TaskState, Exclude<TaskGroup, 'all' | 'unhealthy'>>> = {
  INITIALIZING: 'changing',
  RUNNING: 'running',
  STOPPING: 'changing',
  STOPPED: 'stopped',
  START_FAILED: 'failed',
  FAILED: 'failed',
  DELETING: 'changing',
};

/** True when a task belongs to a group. `unhealthy` is the part of `running` that is not well. */
export function inGroup(task: TaskView, group: TaskGroup): boolean {
  if (group === 'all') return true;
  if (group === 'unhealthy') return task.status.state === 'RUNNING' && task.status.health !== 'HEALTHY';
  return GROUP_OF_STATE[task.status.state] === group;
}

/**
 * True when a task matches a search: its name, its clusters' names, a topic of its routes, or a pattern of its topics, in any
 * case. A pattern like `orders-*` is found by what it stands for too: `orders-eu`.
 */
export function matchesSearch(task: TaskView, search: string, clusterName: (id: string) => string): boolean {
  const wanted = search.trim().toLowerCase();
  if (wanted === '') return true;
  const patterns = task.topics.include ?? [];
  const texts = [
    task.name,
    clusterName(task.sourceClusterId),
    clusterName(task.targetClusterId),
    ...task.routes.flatMap((route) => [route.sourceTopic, route.targetTopic]),
    ...patterns,
  ];
  return (
    texts.some((text) => text.toLowerCase().includes(wanted)) ||
    patterns.some((pattern) => pattern.endsWith('*') && isUnder(pattern, wanted))
  );
}

/** How many tasks each group has. */
export function countGroups(tasks: readonly TaskView[]): Record<TaskGroup, number> {
  const counts: Record<TaskGroup, number> = {
    all: 0,
    running: 0,
    unhealthy: 0,
    changing: 0,
    stopped: 0,
    failed: 0,
  };
  for (const task of tasks) for (const group of TASK_GROUPS) if (inGroup(task, group)) counts[group] += 1;
  return counts;
}

/** A lone `*` stands for every topic, so that it says nothing of the one looked for. */
function isUnder(pattern: string, topic: string): boolean {
  const prefix = pattern.slice(0, -1).toLowerCase();
  return prefix !== '' && topic.startsWith(prefix);
}
