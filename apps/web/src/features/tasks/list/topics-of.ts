import type { TaskView } from '@slipstream/shared';

/** What a task copies, on one line: its source topics or its patterns; empty when it copies all. */
export function topicsOf(task: TaskView): string {
  if (task.level === 'TOPIC') return [...new Set(task.routes.map((route) => route.sourceTopic))].join(', ');
  return (task.topics.include ?? []).join(', ');
}
