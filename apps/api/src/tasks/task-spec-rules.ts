import {
  DEFAULT_METADATA_SYNC,
  defaultProgressSync,
  type Compression,
  type FailurePolicy,
  type FieldProblem,
  type MetadataSync,
  type ProgressSync,
  type StartFrom,
  type TaskSpec,
  type TaskTag,
  type Throttle,
  type TopicSelection,
} from '@slipstream/shared';
import { failurePolicyProblems } from './failure-policy-rules.js';
import type { CreateTaskDto, UpdateTaskDto } from '@slipstream/shared/dto';

/** The spec that a create request asks for, with what it left out filled in. */
export function specOf(body: CreateTaskDto): TaskSpec {
  return {
    name: body.name,
    direction: body.direction,
    level: body.level,
    sourceClusterId: body.sourceClusterId.toLowerCase(),
    targetClusterId: body.targetClusterId.toLowerCase(),
    startFrom: plainStartFrom(body.startFrom),
    topics: plainTopics(body.topics ?? {}),
    routes: plainRoutes(body.routes ?? []),
    failurePolicy: plainFailurePolicy(body.failurePolicy ?? { type: 'BLOCK' }),
    throttle: plainThrottle(body.throttle ?? {}),
    compression: plainCompression(body.compression ?? { type: 'NONE' }),
    tag: plainTag(body.tag ?? null),
    metadata: plainMetadata(body.metadata ?? DEFAULT_METADATA_SYNC),
    progress: plainProgress(body.progress ?? defaultProgressSync(body.direction)),
    groups: plainTopics(body.groups ?? {}),
  };
}

/** The spec after an edit: a level that changes empties what belongs to the other level unless the edit gives it. */
export function editedSpec(spec: TaskSpec, body: UpdateTaskDto): TaskSpec {
  const level = body.level ?? spec.level;
  const keepTopics = level === 'CLUSTER' ? spec.topics : {};
  const keepRoutes = level === 'TOPIC' ? spec.routes : [];
  return {
    name: body.name ?? spec.name,
    direction: body.direction ?? spec.direction,
    level,
    sourceClusterId: body.sourceClusterId?.toLowerCase() ?? spec.sourceClusterId,
    targetClusterId: body.targetClusterId?.toLowerCase() ?? spec.targetClusterId,
    startFrom: body.startFrom === undefined ? spec.startFrom : plainStartFrom(body.startFrom),
    topics: body.topics === undefined ? keepTopics : plainTopics(body.topics),
    routes: body.routes === undefined ? keepRoutes : plainRoutes(body.routes),
    failurePolicy:
      body.failurePolicy === undefined ? spec.failurePolicy : plainFailurePolicy(body.failurePolicy),
    throttle: body.throttle === undefined ? spec.throttle : plainThrottle(body.throttle),
    compression: body.compression === undefined ? spec.compression : plainCompression(body.compression),
    tag: body.tag === undefined ? spec.tag : plainTag(body.tag),
    metadata: body.metadata === undefined ? spec.metadata : plainMetadata(body.metadata),
    progress: body.progress === undefined ? spec.progress : plainProgress(body.progress),
    groups: body.groups === undefined ? spec.groups : plainTopics(body.groups),
  };
}

/** Everything about a spec that single fields cannot tell, each problem with the field that is to change. */
export function specProblems(spec: TaskSpec): FieldProblem[] {
  return [
    ...startProblems(spec.startFrom),
    ...levelProblems(spec),
    ...routeProblems(spec),
    ...failurePolicyProblems(spec),
  ];
}

/** True when two cluster-level tasks copy the same topics over the same way. */
export function isSameClusterCopy(a: TaskSpec, b: TaskSpec): boolean {
  return (
    a.level === 'CLUSTER' &&
    b.level === 'CLUSTER' &&
    a.sourceClusterId === b.sourceClusterId &&
    a.targetClusterId === b.targetClusterId &&
    sameSet(a.topics.include, b.topics.include) &&
    sameSet(a.topics.exclude, b.topics.exclude)
  );
}

function startProblems(startFrom: StartFrom): FieldProblem[] {
  const path = 'startFrom.timestamp';
  if (startFrom.type === 'TIMESTAMP') {
    return startFrom.timestamp === undefined
      ? [{ path, message: 'is needed when startFrom.type is TIMESTAMP', rule: 'START_TIME_NEEDED' }]
      : [];
  }
  return startFrom.timestamp === undefined
    ? []
    : [{ path, message: 'is given only when startFrom.type is TIMESTAMP', rule: 'START_TIME_UNUSED' }];
}

function levelProblems(spec: TaskSpec): FieldProblem[] {
  if (spec.level === 'CLUSTER') {
    return spec.routes.length === 0
      ? []
      : [{ path: 'routes', message: 'belong to a task of level TOPIC', rule: 'ROUTES_UNUSED' }];
  }
  const problems: FieldProblem[] = [];
  if (spec.routes.length === 0)
    problems.push({
      path: 'routes',
      message: 'a task of level TOPIC needs at least one route',
      rule: 'ROUTES_NEEDED',
    });
  if ((spec.topics.include?.length ?? 0) + (spec.topics.exclude?.length ?? 0) > 0) {
    problems.push({ path: 'topics', message: 'belong to a task of level CLUSTER', rule: 'TOPICS_UNUSED' });
  }
  return problems;
}

function routeProblems(spec: TaskSpec): FieldProblem[] {
  const problems: FieldProblem[] = [];
  const seen = new Map<string, number>();
  spec.routes.forEach((route, index) => {
    const path = `routes.${index}`;
    const given = route.filter.expression !== undefined;
    if (route.filter.type === 'NONE' && given)
      problems.push({
        path: `${path}.filter.expression`,
        message: 'is given only with a filter',
        rule: 'EXPRESSION_UNUSED',
      });
    if (route.filter.type !== 'NONE' && !given) {
      problems.push({
        path: `${path}.filter.expression`,
        message: `is needed when the filter is ${route.filter.type}`,
        rule: 'EXPRESSION_NEEDED',
      });
    }
    const key = `${route.sourceTopic} ${route.targetTopic}`;
    const first = seen.get(key);
    if (first === undefined) seen.set(key, index);
    else
      problems.push({
        path,
        message: `is the same way as routes.${first}`,
        rule: 'ROUTE_TWICE',
        params: { row: first + 1 },
      });
  });
  return problems;
}

function plainStartFrom(startFrom: StartFrom): StartFrom {
  return startFrom.timestamp === undefined
    ? { type: startFrom.type }
    : { type: startFrom.type, timestamp: startFrom.timestamp };
}

function plainFailurePolicy({ type, deadLetterTopic }: FailurePolicy): FailurePolicy {
  return deadLetterTopic === undefined ? { type } : { type, deadLetterTopic };
}

function plainTopics(topics: TopicSelection): TopicSelection {
  return {
    ...(topics.include === undefined ? {} : { include: [...topics.include] }),
    ...(topics.exclude === undefined ? {} : { exclude: [...topics.exclude] }),
  };
}

function plainThrottle({ messagesPerSecond, bytesPerSecond }: Throttle): Throttle {
  return {
    ...(messagesPerSecond === undefined ? {} : { messagesPerSecond }),
    ...(bytesPerSecond === undefined ? {} : { bytesPerSecond }),
  };
}

function plainMetadata({ topics, groups, accounts, propagateDeletes }: MetadataSync): MetadataSync {
  return { topics, groups, accounts, propagateDeletes };
}

function plainProgress({ toTarget, toSource }: ProgressSync): ProgressSync {
  return { toTarget, toSource };
}

function plainCompression({ type }: Compression): Compression {
  return { type };
}

function plainTag(tag: TaskTag | null): TaskTag | null {
  return tag && { key: tag.key, value: tag.value };
}

function plainRoutes(routes: TaskSpec['routes']): TaskSpec['routes'] {
  return routes.map(({ sourceTopic, targetTopic, filter }) => ({
    sourceTopic,
    targetTopic,
    filter:
      filter.expression === undefined
        ? { type: filter.type }
        : { type: filter.type, expression: filter.expression },
  }));
}

function sameSet(a: readonly string[] = [], b: readonly string[] = []): boolean {
  const left = new Set(a);
  return left.size === new Set(b).size && b.every((entry) => left.has(entry));
}
