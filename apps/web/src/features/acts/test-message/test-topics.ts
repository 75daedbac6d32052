import { TEST_MESSAGE_TAG, type FlowDirection, type Route, type StreamView } from '@slipstream/shared';

/** A topic that a test message can go through. */
export interface TestTopic {
  topic: string;
  /** Where its copies go. */
  targets: string[];
}

/** The topics that a task copies in a direction, by name. */
export function testTopics(streams: readonly StreamView[], direction: FlowDirection): TestTopic[] {
  const targets = new Map<string, Set<string>>();
  for (const stream of streams) {
    if (stream.direction !== direction) continue;
    const of = targets.get(stream.sourceTopic) ?? new Set();
    targets.set(stream.sourceTopic, of.add(stream.targetTopic));
  }
  return [...targets]
    .map(([topic, of]) => ({ topic, targets: [...of].toSorted() }))
    .toSorted((a, b) => a.topic.localeCompare(b.topic));
}

/** Filters of a topic's routes, as the user wrote them. */
export function filtersOf(routes: readonly Route[], direction: FlowDirection, topic: string): string[] {
  return routes
    .filter((route) => (direction === 'forward' ? route.sourceTopic : route.targetTopic) === topic)
    .flatMap(({ filter }) => (filter.type === 'NONE' ? [] : [filter.expression ?? '']));
}

/**
 * The tag to begin with: one that the topic's first tag filter lets pass, so that the message arrives; else one of our own, so
 * that consumers of other tags do not see it.
 */
export function tagFor(routes: readonly Route[], direction: FlowDirection, topic: string): string {
  const route = routes.find(
    ({ filter, sourceTopic, targetTopic }) =>
      filter.type === 'TAG' && (direction === 'forward' ? sourceTopic : targetTopic) === topic,
  );
  const first = route?.filter.expression?.split('||')[0]?.trim();
  return first === undefined || first === '' || first === '*' ? TEST_MESSAGE_TAG : first;
}
