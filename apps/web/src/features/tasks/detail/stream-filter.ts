import type { StreamView } from '@slipstream/shared';

/** Groups of the filter above the streams. */
export const STREAM_GROUPS = ['all', 'behind', 'held'] as const;
export type StreamGroup = (typeof STREAM_GROUPS)[number];

/** Streams of a group whose topic or broker matches a search, in any case. */
export function filterStreams(
  streams: readonly StreamView[],
  search: string,
  group: StreamGroup,
): StreamView[] {
  const wanted = search.trim().toLowerCase();
  return streams.filter(
    (stream) =>
      inGroup(stream, group) &&
      [stream.sourceTopic, stream.targetTopic, stream.sourceBroker, stream.targetBroker].some((text) =>
        text.toLowerCase().includes(wanted),
      ),
  );
}

/** How many streams each group has. */
export function countStreamGroups(streams: readonly StreamView[]): Record<StreamGroup, number> {
  return {
    all: streams.length,
    behind: streams.filter((stream) => inGroup(stream, 'behind')).length,
    held: streams.filter((stream) => inGroup(stream, 'held')).length,
  };
}

function inGroup(stream: StreamView, group: StreamGroup): boolean {
  switch (group) {
    case 'all':
      return true;
    case 'behind':
      return stream.lagMessages !== null && stream.lagMessages !== '0';
    case 'held':
      return stream.state === 'HELD' || stream.reason !== null;
  }
}
