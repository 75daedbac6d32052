import type { StreamView } from '@slipstream/shared';
import { useState } from 'react';
import { lagOf, observeLag, trendOf, type LagHistory, type LagTrend } from './stream-trend.js';

interface Seen {
  at: number;
  histories: ReadonlyMap<string, LagHistory>;
}

/** Where the lag of each stream is going, by the answers seen since the page was opened. */
export function useLagTrends(
  streams: readonly StreamView[],
  updatedAt: number,
): (streamId: string) => LagTrend | null {
  const [seen, setSeen] = useState<Seen>({ at: 0, histories: new Map() });
  if (updatedAt > seen.at)
    setSeen({
      at: updatedAt,
      histories: new Map(
        streams.map((stream) => [
          stream.id,
          observeLag(seen.histories.get(stream.id) ?? [], updatedAt, lagOf(stream)),
        ]),
      ),
    });
  return (streamId) => trendOf(seen.histories.get(streamId) ?? []);
}
