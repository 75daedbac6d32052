import { isSystemTopic, type FlowDirection, type RouteFilter, type TaskSpec } from '@slipstream/shared';
import { selectTopics, targetQueuesPerBroker, type TopicPair } from '../plan/index.js';
import { queuesOf, type TopicTable } from './topic-table.js';

/**
 * What becomes of a route's target topic: `READY`, `CREATE` (the task makes it), `FEWER_QUEUES` (several source queues
 * share a target queue: order within each is kept), or one of the reasons for which it cannot be copied.
 */
export const ROUTE_OUTLOOKS = [
  'READY',
  'CREATE',
  'FEWER_QUEUES',
  'NO_WRITE_PERMISSION',
  'SOURCE_MISSING',
  'SYSTEM_TOPIC',
] as const;
export type RouteOutlook = (typeof ROUTE_OUTLOOKS)[number];

/** A route as it would be copied now. */
export interface PlannedRoute extends TopicPair {
  filter: RouteFilter;
  outlook: RouteOutlook;
  sourceQueues: number;
  /** As it will be, for a topic that is made. */
  targetQueues: number;
}

/** The routes of one flow. */
export interface FlowOutlook {
  routes: PlannedRoute[];
  /** Topics of the source that RocketMQ keeps for itself. */
  systemTopics: number;
  /** Topics of the source that the task leaves out. */
  otherTopics: number;
}

/** Decides by the planner's own rules what a flow would copy, and into what. */
export function previewFlow(
  spec: TaskSpec,
  direction: FlowDirection,
  source: TopicTable,
  target: TopicTable,
): FlowOutlook {
  const ownNames = new Set([...source.ownNames, ...target.ownNames]);
  const selector = selectTopics({ ...spec, direction }, ownNames);
  const readable = [...source.topics.keys()].filter((topic) => queuesOf(source, topic, 'READ').length > 0);
  const systemTopics = readable.filter((topic) => isSystemTopic(topic, ownNames)).length;
  const pairs = selector.routes(readable);
  const copied = new Set(pairs.map(({ sourceTopic }) => sourceTopic));
  const routes = pairs.map((pair) => ({
    ...pair,
    filter: selector.filterOf(pair),
    ...outlook(pair, source, target),
  }));
  const refused = selector.refused.map((pair) => ({
    ...pair,
    filter: { type: 'NONE' } as const,
    outlook: 'SYSTEM_TOPIC' as const,
    sourceQueues: 0,
    targetQueues: 0,
  }));
  return {
    routes: [...refused, ...routes],
    systemTopics,
    otherTopics: readable.filter((topic) => !copied.has(topic)).length - systemTopics,
  };
}

function outlook(
  { sourceTopic, targetTopic }: TopicPair,
  source: TopicTable,
  target: TopicTable,
): Pick<PlannedRoute, 'outlook' | 'sourceQueues' | 'targetQueues'> {
  const sourceQueues = queuesOf(source, sourceTopic, 'READ').length;
  const exists = target.topics.has(targetTopic);
  const targetQueues = exists
    ? queuesOf(target, targetTopic, 'WRITE').length
    : targetQueuesPerBroker(sourceQueues, target.brokers.length) * target.brokers.length;
  const decide = (): RouteOutlook => {
    if (sourceQueues === 0) return 'SOURCE_MISSING';
    if (!exists) return 'CREATE';
    if (targetQueues === 0) return 'NO_WRITE_PERMISSION';
    return targetQueues < sourceQueues ? 'FEWER_QUEUES' : 'READY';
  };
  return { outlook: decide(), sourceQueues, targetQueues };
}
