import type { PathFinding, PathFindingKind, PathHop, RouteFilter } from '@slipstream/shared';
import { flowsOf, witnessTopics, type GraphFlow, type GraphTask } from './flow-graph.js';

/** What {@link findPaths} works on. */
export interface PathQuestion {
  /** The task that is created, edited or started. */
  task: GraphTask;
  /** The other tasks that copy. */
  others: readonly GraphTask[];
  /** Topics that the clusters have now, as far as they are known: they show what regular expressions match. */
  knownTopics?: Iterable<string>;
}

/** What a question came to. */
export interface PathAnswer {
  findings: PathFinding[];
  /** True when there were more ways than were followed: not everything was found. */
  truncated: boolean;
}

/** Steps that one question may follow. */
const STEPS_MAX = 200_000;
const FINDINGS_MAX = 50;

/** A way that messages of one topic take; tags that every filter on it lets pass, null for all. */
interface Walk {
  hops: readonly Hop[];
  tags: ReadonlySet<string> | null;
}

interface Hop {
  flow: GraphFlow;
  sourceTopic: string;
  targetTopic: string;
}

/**
 * Finds what a task does together with others (T-10). A message goes from flow to flow, and each skips it when it has
 * passed the flow's target cluster before (`screen`), whatever its topic is called by then: its ways are those that
 * visit no cluster twice. Two of them that end in one topic of one cluster make two copies. A way that leads on to a
 * cluster which it has passed is a cycle: it ends there by itself.
 *
 * Ways that tag filters keep apart are no double path; SQL-92 filters are taken to let everything pass.
 */
export function findPaths({ task, others, knownTopics = [] }: PathQuestion): PathAnswer {
  const tasks = [...others, task];
  const flows = flowsOf(tasks);
  const own = flows.filter((flow) => flow.task === task);
  const findings = new Map<string, PathFinding>();
  const budget = { steps: STEPS_MAX };
  for (const [cluster, topics] of originsOf(own, flows, witnessTopics(tasks, knownTopics), budget))
    for (const topic of topics) lookFrom(cluster, topic, task, flows, findings, budget);
  const found = [...findings.values()].toSorted(bySeverity);
  return {
    findings: found.slice(0, FINDINGS_MAX),
    truncated: budget.steps <= 0 || found.length > FINDINGS_MAX,
  };
}

/** Clusters and topics from which messages can get into one of the task's own flows. */
function originsOf(
  own: readonly GraphFlow[],
  flows: readonly GraphFlow[],
  topics: readonly string[],
  budget: { steps: number },
): Map<string, Set<string>> {
  const origins = new Map<string, Set<string>>();
  const pending = own.flatMap((flow) =>
    topics
      .filter((topic) => flow.targetsOf(topic).length > 0)
      .map((topic) => ({ cluster: flow.source, topic })),
  );
  for (let place = pending.pop(); place !== undefined && budget.steps > 0; place = pending.pop()) {
    const { cluster, topic } = place;
    const seen = origins.get(cluster) ?? new Set<string>();
    origins.set(cluster, seen);
    if (seen.has(topic)) continue;
    seen.add(topic);
    for (const flow of flows) {
      if (flow.target !== cluster) continue;
      budget.steps -= 1;
      for (const sourceTopic of flow.sourcesOf(topic))
        pending.push({ cluster: flow.source, topic: sourceTopic });
    }
  }
  return origins;
}

/** Follows all ways of the messages that are sent to one topic. */
function lookFrom(
  cluster: string,
  topic: string,
  task: GraphTask,
  flows: readonly GraphFlow[],
  findings: Map<string, PathFinding>,
  budget: { steps: number },
): void {
  const arrivals = new Map<string, Walk[]>();
  const follow = (walk: Walk, at: string, name: string, passed: ReadonlySet<string>): void => {
    for (const flow of flows) {
      if (flow.source !== at) continue;
      budget.steps -= 1;
      if (budget.steps <= 0) return;
      for (const { topic: targetTopic, filter } of flow.targetsOf(name)) {
        const tags = commonTags(walk.tags, tagsOf(filter));
        if (tags?.size === 0) continue;
        const next: Walk = { hops: [...walk.hops, { flow, sourceTopic: name, targetTopic }], tags };
        if (passed.has(flow.target)) {
          noteCycle(next, task, findings);
          continue;
        }
        noteArrival(next, task, arrivals, findings);
        follow(next, flow.target, targetTopic, new Set([...passed, flow.target]));
      }
    }
  };
  follow({ hops: [], tags: null }, cluster, topic, new Set([cluster]));
}

function noteArrival(
  walk: Walk,
  task: GraphTask,
  arrivals: Map<string, Walk[]>,
  findings: Map<string, PathFinding>,
): void {
  const last = walk.hops.at(-1);
  if (last === undefined) return;
  const place = JSON.stringify([last.flow.target, last.targetTopic]);
  const earlier = arrivals.get(place) ?? [];
  for (const other of earlier) {
    if (!uses(walk, task) && !uses(other, task)) continue;
    if (commonTags(walk.tags, other.tags)?.size === 0) continue;
    // What follows the point where two ways met is found at that point already.
    if (sameHop(other.hops.at(-1), last)) continue;
    const single = walk.hops.length === 1 && other.hops.length === 1;
    note(single ? 'DUPLICATE_ROUTE' : 'DOUBLE_PATH', [other, walk], findings);
  }
  arrivals.set(place, [...earlier, walk]);
}

/** A cycle through other tasks only: a two-way task alone goes back and forth by intention. */
function noteCycle(walk: Walk, task: GraphTask, findings: Map<string, PathFinding>): void {
  const end = walk.hops.at(-1)?.flow.target;
  const begin = walk.hops.findIndex(({ flow }) => flow.source === end);
  const circle: Walk = { ...walk, hops: walk.hops.slice(begin) };
  const tasks = new Set(circle.hops.map(({ flow }) => flow.task));
  if (tasks.has(task) && tasks.size > 1) note('CYCLE', [circle], findings);
}

function note(kind: PathFindingKind, walks: readonly Walk[], findings: Map<string, PathFinding>): void {
  const signatures = walks.map(({ hops }) => hops.map(({ flow }) => signature(flow)));
  // A circle is the same one wherever it is entered; of two ways it does not matter which is the first.
  const key = [
    kind,
    ...(kind === 'CYCLE' ? signatures.map(fromLeast) : signatures).map(String).toSorted(),
  ].join('|');
  const known = findings.get(key);
  if (known === undefined) findings.set(key, { kind, key, paths: walks.map(toHops), topics: 1 });
  else known.topics += 1;
}

function signature({ task, direction }: GraphFlow): string {
  return `${task.id ?? task.spec.name}:${direction}`;
}

function fromLeast(circle: readonly string[]): string[] {
  const least = circle.toSorted()[0] ?? '';
  const at = circle.indexOf(least);
  return [...circle.slice(at), ...circle.slice(0, at)];
}

function toHops({ hops }: Walk): PathHop[] {
  return hops.map(({ flow, sourceTopic, targetTopic }) => ({
    taskId: flow.task.id,
    task: flow.task.spec.name,
    direction: flow.direction,
    sourceCluster: flow.source,
    sourceTopic,
    targetCluster: flow.target,
    targetTopic,
  }));
}

function uses(walk: Walk, task: GraphTask): boolean {
  return walk.hops.some(({ flow }) => flow.task === task);
}

function sameHop(a: Hop | undefined, b: Hop): boolean {
  return a?.flow === b.flow && a.sourceTopic === b.sourceTopic && a.targetTopic === b.targetTopic;
}

/** Tags that a filter lets pass; null for all. */
function tagsOf(filter: RouteFilter): ReadonlySet<string> | null {
  if (filter.type !== 'TAG') return null;
  const tags = (filter.expression ?? '').split('||').map((tag) => tag.trim());
  return tags.includes('*') || tags.every((tag) => tag === '') ? null : new Set(tags);
}

function commonTags(
  a: ReadonlySet<string> | null,
  b: ReadonlySet<string> | null,
): ReadonlySet<string> | null {
  if (a === null || b === null) return a ?? b;
  return new Set([...a].filter((tag) => b.has(tag)));
}

const SEVERITY: Readonly<Record<PathFindingKind, number>> = { DUPLICATE_ROUTE: 0, DOUBLE_PATH: 1, CYCLE: 2 };

function bySeverity(a: PathFinding, b: PathFinding): number {
  return SEVERITY[a.kind] - SEVERITY[b.kind] || (a.key < b.key ? -1 : 1);
}
