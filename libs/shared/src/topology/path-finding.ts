import type { FlowDirection } from '../task/task-rules.js';

/**
 * What tasks do together that none of them does alone (T-10):
 * `DUPLICATE_ROUTE`: two tasks copy one topic into the same topic; refused.
 * `DOUBLE_PATH`: a message arrives at one topic over two paths, so it is there twice; has to be confirmed.
 * `CYCLE`: the way leads back to a cluster that it has passed; copies stop there by themselves, so it is only told.
 */
export const PATH_FINDING_KINDS = ['DUPLICATE_ROUTE', 'DOUBLE_PATH', 'CYCLE'] as const;
export type PathFindingKind = (typeof PATH_FINDING_KINDS)[number];

/** One step of a path: a task copies a topic from one cluster to the next. */
export interface PathHop {
  /** Null for a task that is not saved yet. */
  taskId: string | null;
  task: string;
  direction: FlowDirection;
  /** `clusterId`s, and the topic at each. */
  sourceCluster: string;
  sourceTopic: string;
  targetCluster: string;
  targetTopic: string;
}

/** A cycle or a double path that a task is part of, shown by one topic. */
export interface PathFinding {
  kind: PathFindingKind;
  /** The same for the same tasks and clusters, whatever the topic: what a user has confirmed is known by it. */
  key: string;
  /** Two paths to one topic; one for a cycle. */
  paths: PathHop[][];
  /** How many topics it was found for. */
  topics: number;
}

/** `east/orders → west/orders (task "a") → …`, for problem texts and logs. */
export function describePath(hops: readonly PathHop[]): string {
  const first = hops[0];
  if (first === undefined) return '';
  const steps = hops.map((hop) => ` → ${hop.targetCluster}/${hop.targetTopic} (task "${hop.task}")`);
  return `${first.sourceCluster}/${first.sourceTopic}${steps.join('')}`;
}
