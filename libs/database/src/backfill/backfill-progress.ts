import {
  BACKFILL_TOPICS_MAX,
  type BackfillFigures,
  type BackfillTopic,
  type BackfillView,
  type FlowDirection,
} from '@slipstream/shared';

/** One stream of a backfill, as it is stored. */
export interface StreamBackfill {
  direction: FlowDirection;
  topic: string;
  /** First source offset that was to be copied. */
  from: number;
  /** Source queue's max offset when the stream began; null before its worker has told it. */
  to: number | null;
  /** Source queue's max offset when last seen. */
  sourceMax: number | null;
  /** Next source offset to be copied. */
  position: number;
  /** Age of the checkpoint that says so, ms. */
  positionAgeMs: number;
  /** When the stream had passed `to`, ms since the epoch; null before. */
  backfilledAt: number | null;
  /** Its oldest checkpoint of the last minute; null when there is none. */
  recent: { offset: number; ageMs: number } | null;
}

/** A rate over less than this is chance, ms. */
const LEAST_SPAN_MS = 3_000;

/**
 * How far a backfill has come. What reaches the source after the start does not count, so that the percent only grows;
 * a queue that was made anew since is through when all it holds now was copied.
 *
 * @param running whether the task copies now: without, there is no rate
 * @param now ms since the epoch
 */
export function backfillProgress(
  streams: readonly StreamBackfill[],
  running: boolean,
  now: number,
): BackfillView {
  if (streams.length === 0)
    return { ...figuresOf([], running, now), state: 'NONE', topics: [], topicsTotal: 0 };
  const byTopic = new Map<string, [StreamBackfill, ...StreamBackfill[]]>();
  for (const stream of streams) {
    const key = `${stream.direction} ${stream.topic}`;
    const known = byTopic.get(key);
    if (known === undefined) byTopic.set(key, [stream]);
    else known.push(stream);
  }
  const topics = [...byTopic.values()]
    .map((of): BackfillTopic => ({
      direction: of[0].direction,
      topic: of[0].topic,
      ...figuresOf(of, running, now),
    }))
    .toSorted((a, b) => leftOf(b) - leftOf(a) || a.topic.localeCompare(b.topic));
  return {
    ...figuresOf(streams, running, now),
    topics: topics.slice(0, BACKFILL_TOPICS_MAX),
    topicsTotal: topics.length,
  };
}

function figuresOf(streams: readonly StreamBackfill[], running: boolean, now: number): BackfillFigures {
  const known = streams.flatMap((stream) => measure(stream, now) ?? []);
  const counts = { queues: streams.length, queuesKnown: known.length };
  if (known.length < streams.length || streams.length === 0)
    return {
      ...counts,
      state: 'UNKNOWN',
      total: null,
      left: null,
      percent: null,
      messagesPerSecond: null,
      etaMs: null,
      doneAt: null,
    };
  const sum = (pick: (stream: Measured) => number): number =>
    known.reduce((total, stream) => total + pick(stream), 0);
  const total = sum((stream) => stream.total);
  const left = sum((stream) => stream.left);
  const done = known.every((stream) => stream.doneAt !== null);
  const rate = running && !done ? rateOf(known) : null;
  return {
    ...counts,
    state: done ? 'DONE' : 'COPYING',
    total: String(total),
    left: String(left),
    percent: done ? 100 : Math.min(99.9, Math.floor((1_000 * (total - left)) / total) / 10),
    messagesPerSecond: rate,
    etaMs: rate === null || rate === 0 ? null : Math.round((left * 1_000) / rate),
    doneAt: done ? new Date(Math.max(...known.map((stream) => stream.doneAt ?? 0))).toISOString() : null,
  };
}

interface Measured {
  total: number;
  left: number;
  /** ms since the epoch; null before. */
  doneAt: number | null;
  /** Messages per second; null when unknown. */
  rate: number | null;
}

function measure(stream: StreamBackfill, now: number): Measured | null {
  const { from, to, sourceMax, position, backfilledAt } = stream;
  if (to === null) return null;
  if (backfilledAt !== null)
    return { total: Math.max(0, to - from), left: 0, doneAt: backfilledAt, rate: null };
  const end = Math.min(to, sourceMax ?? to);
  // Offsets of a queue that was made anew begin before the start.
  const total = Math.max(0, end - Math.min(from, position));
  if (position >= end) return { total, left: 0, doneAt: now - stream.positionAgeMs, rate: null };
  return { total, left: Math.min(total, end - position), doneAt: null, rate: streamRate(stream) };
}

function streamRate({ position, recent }: StreamBackfill): number | null {
  // No checkpoint in a minute: it stands still.
  if (recent === null) return 0;
  if (recent.ageMs < LEAST_SPAN_MS) return null;
  return (Math.max(0, position - recent.offset) * 1_000) / recent.ageMs;
}

/** Those streams whose rate is not known yet count as none; unknown when that is all of them. */
function rateOf(streams: readonly Measured[]): number | null {
  const rates = streams.flatMap(({ rate }) => (rate === null ? [] : [rate]));
  return rates.length === 0 ? null : rates.reduce((sum, rate) => sum + rate, 0);
}

/** Unknown ones come first. */
function leftOf({ left }: BackfillTopic): number {
  return left === null ? Number.MAX_VALUE : Number(left);
}
