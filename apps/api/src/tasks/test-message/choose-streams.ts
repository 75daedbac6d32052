import type { FlowDirection, StreamView } from '@slipstream/shared';

/**
 * The streams that copy a test message: those of the source queue that has least to do. A topic with several routes has one for
 * each of them. Empty when the task does not copy the topic in this direction.
 */
export function chooseStreams(
  streams: readonly StreamView[],
  direction: FlowDirection,
  topic: string,
): StreamView[] {
  const own = streams.filter((stream) => stream.direction === direction && stream.sourceTopic === topic);
  const queues = Map.groupBy(own, ({ sourceBroker, sourceQueue }) => `${sourceBroker}#${sourceQueue}`);
  const ranked = [...queues.values()].toSorted((a, b) => burden(a) - burden(b));
  return ranked[0] ?? [];
}

/** Held queues last, then by lag; what is not known counts as much. */
function burden(streams: readonly StreamView[]): number {
  const of = ({ state, lagMessages }: StreamView): number =>
    state === 'HELD' ? Number.MAX_SAFE_INTEGER : lagMessages === null ? 1e12 : Number(lagMessages);
  return Math.max(...streams.map(of));
}
