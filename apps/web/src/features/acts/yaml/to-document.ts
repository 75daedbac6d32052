import type { TaskSpec } from '@slipstream/shared';
import type { TaskDocument } from '@slipstream/shared/task-document';
import type { Schemas } from '../../../api/client.js';

type Cluster = Pick<Schemas['ClusterView'], 'id' | 'name'>;

/** The document of a task: its spec and nothing else, clusters by name. */
export function taskDocument(task: TaskSpec, clusters: readonly Cluster[]): TaskDocument {
  const nameOf = (id: string): string => clusters.find((cluster) => cluster.id === id)?.name ?? id;
  return {
    name: task.name,
    sourceCluster: nameOf(task.sourceClusterId),
    targetCluster: nameOf(task.targetClusterId),
    direction: task.direction,
    level: task.level,
    startFrom: task.startFrom,
    topics: task.topics,
    routes: task.routes,
    failurePolicy: task.failurePolicy,
    throttle: task.throttle,
    compression: task.compression,
    tag: task.tag,
    metadata: task.metadata,
    progress: task.progress,
    groups: task.groups,
  };
}
