import type { TaskView } from '@slipstream/shared';
import { compileTopicSelection } from '@slipstream/shared/topic-selection';

/** What a cluster is to a task. `BOTH`: two-way, so it is read from and written to. */
export type ClusterPart = 'SOURCE' | 'TARGET' | 'BOTH';

/** A task that uses a cluster. */
export interface ClusterTask {
  task: TaskView;
  part: ClusterPart;
  /** Row id of the cluster at the other end. */
  otherId: string;
}

/** The tasks that use a cluster, in the order given. */
export function tasksOfCluster(tasks: readonly TaskView[], clusterId: string): ClusterTask[] {
  return tasks.flatMap((task): ClusterTask[] => {
    const isSource = task.sourceClusterId === clusterId;
    if (!isSource && task.targetClusterId !== clusterId) return [];
    const part = task.direction === 'TWO_WAY' ? 'BOTH' : isSource ? 'SOURCE' : 'TARGET';
    return [{ task, part, otherId: isSource ? task.targetClusterId : task.sourceClusterId }];
  });
}

/** A task that carries a topic of a cluster. */
export interface TopicUse {
  taskId: string;
  name: string;
  /** The task reads the topic here. */
  read: boolean;
  /** The task writes copies into the topic here. */
  written: boolean;
}

/** Tells which tasks carry a topic of a cluster, by what the tasks are to copy. */
export function topicUses(tasks: readonly ClusterTask[], clusterId: string): (topic: string) => TopicUse[] {
  const uses = tasks.map(({ task, part }) => {
    const [here, there] = topicsOf(task);
    // The source side of a task is `here` for its source cluster; a two-way task does the same the other way round.
    const atSource = task.sourceClusterId === clusterId;
    const own = atSource ? here : there;
    return { task, own, read: part !== 'TARGET', written: part !== 'SOURCE' };
  });
  return (topic) =>
    uses.flatMap(({ task, own, read, written }) =>
      own(topic) ? [{ taskId: task.id, name: task.name, read, written }] : [],
    );
}

type Has = (topic: string) => boolean;

/** The topics of a task at its source and at its target. */
function topicsOf(task: TaskView): [Has, Has] {
  if (task.level === 'TOPIC') {
    const source = new Set(task.routes.map(({ sourceTopic }) => sourceTopic));
    const target = new Set(task.routes.map(({ targetTopic }) => targetTopic));
    return [(topic) => source.has(topic), (topic) => target.has(topic)];
  }
  const matches = compileTopicSelection(task.topics);
  return [matches, matches];
}
