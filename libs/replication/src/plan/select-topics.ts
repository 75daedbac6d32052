import {
  isSystemTopic,
  type FlowDirection,
  type Route,
  type RouteFilter,
  type TaskLevel,
  type TopicSelection,
} from '@slipstream/shared';
import { compileTopicSelection } from '@slipstream/shared/topic-selection';
import type { TopicPair } from './plan-streams.js';

/** The part of a task that says which topics one of its flows copies. */
export interface FlowTopics {
  level: TaskLevel;
  direction: FlowDirection;
  topics: TopicSelection;
  routes: readonly Route[];
}

/** Decides for one flow which topics it copies, where to, and with which filter. */
export interface TopicSelector {
  /** Routes among the topics that the source has now; for topic-level flows all routes, seen at the source or not. */
  routes(sourceTopics: Iterable<string>): TopicPair[];
  /** True when the spec asks for this pair, whether or not its topics can be seen now. */
  isWanted(pair: TopicPair): boolean;
  /** Filter of the pair; `NONE` for cluster-level flows. */
  filterOf(pair: TopicPair): RouteFilter;
  /** Routes of the spec that name a topic which RocketMQ keeps for itself: they are never copied. */
  readonly refused: readonly TopicPair[];
}

const NO_FILTER: RouteFilter = { type: 'NONE' };

/**
 * Reads a flow's spec. The flows of a two-way task share their routes: the reverse one swaps the two topics.
 *
 * @param ownNames names of both clusters and all their brokers: topics named like them are RocketMQ's own (facts §10)
 */
export function selectTopics(flow: FlowTopics, ownNames: ReadonlySet<string>): TopicSelector {
  return flow.level === 'CLUSTER' ? byPattern(flow.topics, ownNames) : byRoute(flow, ownNames);
}

function byPattern(selection: TopicSelection, ownNames: ReadonlySet<string>): TopicSelector {
  const matches = compileTopicSelection(selection);
  const isCopied = (topic: string): boolean => matches(topic) && !isSystemTopic(topic, ownNames);
  return {
    routes: (sourceTopics) =>
      [...new Set(sourceTopics)]
        .filter(isCopied)
        .toSorted()
        .map((topic) => ({ sourceTopic: topic, targetTopic: topic })),
    isWanted: ({ sourceTopic, targetTopic }) => sourceTopic === targetTopic && isCopied(sourceTopic),
    filterOf: () => NO_FILTER,
    refused: [],
  };
}

function byRoute(flow: FlowTopics, ownNames: ReadonlySet<string>): TopicSelector {
  const filters = new Map<string, RouteFilter>();
  const pairs: TopicPair[] = [];
  const refused: TopicPair[] = [];
  for (const { sourceTopic, targetTopic, filter } of flow.routes) {
    const pair =
      flow.direction === 'forward'
        ? { sourceTopic, targetTopic }
        : { sourceTopic: targetTopic, targetTopic: sourceTopic };
    const key = pairKey(pair);
    if (filters.has(key)) continue;
    if (isSystemTopic(sourceTopic, ownNames) || isSystemTopic(targetTopic, ownNames)) {
      refused.push(pair);
      continue;
    }
    filters.set(key, filter);
    pairs.push(pair);
  }
  return {
    routes: () => pairs,
    isWanted: (pair) => filters.has(pairKey(pair)),
    filterOf: (pair) => filters.get(pairKey(pair)) ?? NO_FILTER,
    refused,
  };
}

function pairKey(pair: TopicPair): string {
  return JSON.stringify([pair.sourceTopic, pair.targetTopic]);
}
