import type { TaskView } from '@slipstream/shared';

/** How a task is, as far as colour tells; the words beside it say it exactly. Best first. */
export const MAP_TONES = ['good', 'busy', 'idle', 'warn', 'bad'] as const;
export type MapTone = (typeof MAP_TONES)[number];

/** More tasks than this between two clusters are drawn as one line with their count. */
export const FAN_MAX = 3;

/** A line of the map: one task, or several between the same clusters. */
export interface MapLine {
  /** The same while the same tasks are in it. */
  id: string;
  sourceId: string;
  targetId: string;
  /** An arrow at the source, too. */
  twoWay: boolean;
  /** At least one. */
  tasks: readonly TaskView[];
  tone: MapTone;
  /** The task whose state is worst. */
  worst: TaskView;
}

/** How one task is. */
export function toneOf({ status }: TaskView): MapTone {
  switch (status.state) {
    case 'INITIALIZING':
      return 'busy';
    case 'FAILED':
    case 'START_FAILED':
      return 'bad';
    case 'RUNNING':
      break;
    default:
      return 'idle';
  }
  switch (status.health) {
    case 'HEALTHY':
      return 'good';
    case 'LAGGING':
    case 'DEGRADED':
      return 'warn';
    case 'STALLED':
      return 'bad';
    case 'UNKNOWN':
      return 'idle';
  }
}

/** The lines between clusters: a line for each task, or one for all where they are too many to tell apart. */
export function linesOf(tasks: readonly TaskView[]): MapLine[] {
  const pairs = Map.groupBy(tasks, ({ sourceClusterId, targetClusterId }) =>
    [sourceClusterId, targetClusterId].toSorted().join(' '),
  );
  return [...pairs].flatMap(([pair, between]) =>
    between.length > FAN_MAX ? [toLine(pair, between)] : between.map((task) => toLine(task.id, [task])),
  );
}

function toLine(id: string, tasks: readonly TaskView[]): MapLine {
  const [first] = tasks;
  if (first === undefined) throw new Error('a line of the map stands for a task at least');
  const worst = tasks.reduce((a, b) => (rank(b) > rank(a) ? b : a), first);
  return {
    id,
    sourceId: first.sourceClusterId,
    targetId: first.targetClusterId,
    twoWay: tasks.some(
      ({ direction, sourceClusterId }) =>
        direction === 'TWO_WAY' || sourceClusterId !== first.sourceClusterId,
    ),
    tasks,
    tone: toneOf(worst),
    worst,
  };
}

function rank(task: TaskView): number {
  return MAP_TONES.indexOf(toneOf(task));
}
