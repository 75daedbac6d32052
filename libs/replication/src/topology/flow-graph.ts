import type { FlowDirection, Route, RouteFilter, TaskSpec } from '@slipstream/shared';
import { selectTopics } from '../plan/select-topics.js';

/** A task as far as paths of messages are concerned. */
export interface GraphTask {
  /** Null for a task that is not saved yet. */
  id: string | null;
  spec: Pick<TaskSpec, 'name' | 'direction' | 'level' | 'topics' | 'routes'>;
  /** `clusterId`s: what provenance names. */
  sourceCluster: string;
  targetCluster: string;
}

/** One direction of a task: what it makes of a topic of its source cluster. */
export interface GraphFlow {
  task: GraphTask;
  direction: FlowDirection;
  source: string;
  target: string;
  /** Target topics of a source topic, each with its filter. */
  targetsOf(topic: string): readonly { topic: string; filter: RouteFilter }[];
  /** Source topics that end in a target topic. */
  sourcesOf(topic: string): readonly string[];
}

const NO_NAMES: ReadonlySet<string> = new Set();

/** The flows of tasks, each with the topic map that the planner uses, too. */
export function flowsOf(tasks: readonly GraphTask[]): GraphFlow[] {
  return tasks.flatMap((task) =>
    (task.spec.direction === 'TWO_WAY' ? (['forward', 'reverse'] as const) : (['forward'] as const)).map(
      (direction) => toFlow(task, direction),
    ),
  );
}

/**
 * Topics that stand for all that there can be: every name that a route or a pattern mentions, and for each prefix and
 * for "any topic" a name that no other pattern mentions. For literal names and prefixes nothing is missed; of a regular
 * expression only its literal beginning is used, so that `known` topics decide the rest.
 *
 * @param known topics that are there now
 */
export function witnessTopics(tasks: readonly GraphTask[], known: Iterable<string> = []): string[] {
  const topics = new Set(known);
  topics.add('any-topic');
  for (const { spec } of tasks) {
    for (const { sourceTopic, targetTopic } of spec.level === 'TOPIC' ? spec.routes : NO_ROUTES) {
      topics.add(sourceTopic);
      topics.add(targetTopic);
    }
    for (const pattern of [...(spec.topics.include ?? []), ...(spec.topics.exclude ?? [])])
      for (const topic of examplesOf(pattern)) topics.add(topic);
  }
  return [...topics].toSorted();
}

const NO_ROUTES: readonly Route[] = [];
const LITERAL_BEGINNING = /^[A-Za-z0-9_-]*/;

function examplesOf(pattern: string): string[] {
  const isExpression = pattern.length > 1 && pattern.startsWith('/') && pattern.endsWith('/');
  if (!isExpression && !pattern.endsWith('*')) return [pattern];
  const text = isExpression ? pattern.slice(1, -1) : pattern.slice(0, -1);
  const beginning = LITERAL_BEGINNING.exec(text)?.[0] ?? '';
  return [beginning, `${beginning}any-topic`].filter((topic) => topic !== '');
}

function toFlow(task: GraphTask, direction: FlowDirection): GraphFlow {
  const { spec, sourceCluster, targetCluster } = task;
  const forward = direction === 'forward';
  const ends = {
    task,
    direction,
    source: forward ? sourceCluster : targetCluster,
    target: forward ? targetCluster : sourceCluster,
  };
  const selector = selectTopics({ ...spec, direction }, NO_NAMES);
  if (spec.level === 'CLUSTER') {
    const copies = (topic: string): boolean => selector.isWanted({ sourceTopic: topic, targetTopic: topic });
    return {
      ...ends,
      targetsOf: (topic) => (copies(topic) ? [{ topic, filter: { type: 'NONE' } }] : []),
      sourcesOf: (topic) => (copies(topic) ? [topic] : []),
    };
  }
  const bySource = new Map<string, { topic: string; filter: RouteFilter }[]>();
  const byTarget = new Map<string, string[]>();
  for (const pair of selector.routes([])) {
    const { sourceTopic, targetTopic } = pair;
    append(bySource, sourceTopic, { topic: targetTopic, filter: selector.filterOf(pair) });
    append(byTarget, targetTopic, sourceTopic);
  }
  return {
    ...ends,
    targetsOf: (topic) => bySource.get(topic) ?? [],
    sourcesOf: (topic) => byTarget.get(topic) ?? [],
  };
}

function append<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [value]);
  else list.push(value);
}
