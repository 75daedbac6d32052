import { compareKeys, type CopyKey } from './copy-key.js';
import type { SeenCopy } from './copy-map.js';
import type { ProgressStream, StreamPair } from './stream.js';

/** A probe is read from a little before the guess, so that one page shows both sides of what is looked for. */
const BEFORE_GUESS = 4;
/** A bracket of so few messages is read from its beginning. */
const ONE_PAGE = 24;

/** So few source messages behind a copy, what stands between is read through. */
const NEAR_SOURCES = 16;

/** Where the first copy of `key` or later may be: `[low, limit)`. */
export interface Bracket {
  low: number;
  limit: number;
  lower: SeenCopy | undefined;
  upper: SeenCopy | undefined;
}

/**
 * Where to read next: between the nearest two known places in proportion, the first time and then in turns with the middle,
 * so that bursts of other messages cost a few more looks and not all of the queue.
 */
export function chooseProbe(
  stream: ProgressStream,
  key: CopyKey,
  { low, limit, lower, upper }: Bracket,
  round: number,
): number {
  if (limit - low <= ONE_PAGE) return low;
  const isNear =
    lower?.generation === key.generation && key.sourceOffset - lower.sourceOffset <= NEAR_SOURCES;
  if (isNear) return low;
  if (round % 2 === 1 && round > 1) return middleOf(low, limit);
  const places = [stream.start, ...stream.pairs, stream.position];
  if (lower !== undefined) places.push({ ...lower, targetOffset: lower.offset });
  if (upper !== undefined) places.push({ ...upper, targetOffset: upper.offset });
  const guess = interpolate(places, key, low, limit) ?? middleOf(low, limit);
  return Math.min(Math.max(low, guess - BEFORE_GUESS), limit - 1);
}

function middleOf(low: number, limit: number): number {
  return Math.floor((low + limit) / 2);
}

function interpolate(
  places: readonly StreamPair[],
  key: CopyKey,
  low: number,
  limit: number,
): number | undefined {
  const near = places.filter(
    ({ generation, targetOffset }) =>
      generation === key.generation && targetOffset >= low - 1 && targetOffset <= limit,
  );
  const before = near
    .filter((place) => compareKeys(place, key) <= 0)
    .toSorted(compareKeys)
    .at(-1);
  const after = near.filter((place) => compareKeys(place, key) >= 0).toSorted(compareKeys)[0];
  if (before !== undefined && after !== undefined) {
    const sources = after.sourceOffset - before.sourceOffset;
    const share = sources === 0 ? 0 : (key.sourceOffset - before.sourceOffset) / sources;
    return Math.floor(before.targetOffset + share * (after.targetOffset - before.targetOffset));
  }
  if (before !== undefined) return before.targetOffset + key.sourceOffset - before.sourceOffset;
  if (after !== undefined) return after.targetOffset - (after.sourceOffset - key.sourceOffset);
  return undefined;
}
