import type { TaskView } from '@slipstream/shared';
import type { ReactElement } from 'react';
import { FenceText, type Cluster } from '../../clusters/index.js';

interface Props {
  task: TaskView;
  /** All registered clusters; empty while they are loaded. */
  clusters: readonly Cluster[];
}

/** The fence at each cluster that the task writes to; with its name when there are two. */
export function TaskFences({ task, clusters }: Props): ReactElement {
  const twoWay = task.direction === 'TWO_WAY';
  const targets = twoWay ? [task.targetClusterId, task.sourceClusterId] : [task.targetClusterId];
  return (
    <span className="fences">
      {targets.map((id) => {
        const cluster = clusters.find((candidate) => candidate.id === id);
        return (
          <span key={id}>
            {twoWay && cluster !== undefined && <strong>{cluster.name}: </strong>}
            <FenceText fence={cluster?.fence ?? null} />
          </span>
        );
      })}
    </span>
  );
}
