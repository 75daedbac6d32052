import { compareKeys, type CopyKey } from './copy-key.js';
import type { CopyMap, SeenCopy } from './copy-map.js';
import { chooseProbe } from './probe.js';
import { PROBE_MESSAGES, type LookUps, type QueuePage, type QueuePages } from './queue-pages.js';
import type { ProgressStream } from './stream.js';

/** Where the first copy from a key on is in a stream's target queue. */
export type Found =
  | { kind: 'COPY'; copy: SeenCopy }
  /** There is none; the queue ended there when it was read. */
  | { kind: 'END'; offset: number }
  /** Not known within the look-ups; not before `atLeast`. */
  | { kind: 'OPEN'; atLeast: number };

/** What a search works with. */
export interface CopySearch {
  stream: ProgressStream;
  map: CopyMap;
  pages: QueuePages;
  lookUps: LookUps;
}

/** Copies that are not in order (an unfenced owner, reliability §2) would keep a search from ending. */
const MOST_ROUNDS = 100;

/**
 * Finds the first copy whose key is `key` or above. Copies stand in the queue in the order of their keys, with anything
 * between them: a probe reads on until it meets one. Where the stream's position is known, nothing is read beyond it for
 * what lies before it.
 */
export async function findFirstCopy(search: CopySearch, key: CopyKey): Promise<Found> {
  const { stream, map } = search;
  const { start, position } = stream;
  // A target that was made anew begins again below the place where the stream began.
  const base = start.targetOffset <= position.targetOffset ? start.targetOffset : 0;
  /** Below the position, and searched from here up to it. */
  let searchedFrom = position.targetOffset;
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const lower = map.below(key);
    const upper = map.from(key);
    const low = lower === undefined ? base : Math.max(base, lower.offset + 1);
    if (upper !== undefined && upper.from <= low) return { kind: 'COPY', copy: upper };
    const isBehind = compareKeys(key, position) >= 0;
    const limit = upper?.from ?? (isBehind ? low : searchedFrom);
    if (limit <= low) {
      const begin = Math.max(low, position.targetOffset);
      return scanTail(search, key, begin, isBehind ? begin : low);
    }
    const probe = chooseProbe(stream, key, { low, limit, lower, upper }, round);
    const read = await readUntilCopy(search, key, probe, limit, round === 0 ? PROBE_MESSAGES : undefined);
    if (read.kind === 'OPEN') return { kind: 'OPEN', atLeast: low };
    if (read.kind === 'NONE') {
      if (upper === undefined) searchedFrom = read.from;
      else map.see({ ...upper, from: read.from });
    }
  }
  return { kind: 'OPEN', atLeast: base };
}

/** Reads from a probe to the first page that has a copy of the stream; `NONE`: there is none from `from` up to the limit. */
async function readUntilCopy(
  { stream, map, pages, lookUps }: CopySearch,
  key: CopyKey,
  probe: number,
  limit: number,
  most: number | undefined,
): Promise<{ kind: 'SEEN' | 'OPEN' | 'NONE'; from: number }> {
  const known = map.emptyAt(probe);
  const from = known?.from ?? probe;
  let at = known?.to ?? probe;
  while (at < limit) {
    // A first guess is mostly right: it asks for a few messages only.
    const page = await pages.read(stream.target, at, lookUps, at === probe ? most : undefined);
    if (page === undefined) {
      map.markEmpty({ from, to: at });
      return { kind: 'OPEN', from };
    }
    if (seeCopies(page, stream, map, key, from)) return { kind: 'SEEN', from };
    if (page.next <= at) break;
    at = page.next;
  }
  map.markEmpty({ from, to: at });
  return { kind: 'NONE', from };
}

/**
 * Reads on from a place to the queue's end.
 *
 * @param from no copy is between it and `begin`
 */
async function scanTail(
  { stream, map, pages, lookUps }: CopySearch,
  key: CopyKey,
  begin: number,
  from: number,
): Promise<Found> {
  const known = map.emptyAt(begin);
  let empty = { from: Math.min(from, known?.from ?? from), to: known?.to ?? begin };
  for (;;) {
    const page = await pages.read(stream.target, empty.to, lookUps);
    if (page === undefined) {
      map.markEmpty(empty);
      return { kind: 'OPEN', atLeast: empty.to };
    }
    if (seeCopies(page, stream, map, key, empty.from)) {
      const found = map.from(key);
      if (found !== undefined) return { kind: 'COPY', copy: found };
      const last = map.below(key);
      empty = { from: last === undefined ? empty.from : last.offset + 1, to: page.next };
    } else empty = { ...empty, to: page.next };
    if (page.isEnd || page.next <= page.begin) {
      map.markEmpty(empty);
      return { kind: 'END', offset: Math.min(empty.to, page.maxOffset) };
    }
  }
}

/**
 * Remembers those of a page's copies that help: the first, the last, and both sides of the key when there is one.
 *
 * @param from no copy is between it and the page
 * @returns false when the page has none
 */
export function seeCopies(
  page: QueuePage,
  { key: streamKey }: ProgressStream,
  map: CopyMap,
  key: CopyKey | undefined,
  from: number,
): boolean {
  const copies: SeenCopy[] = [];
  for (const { offset, provenance } of page.messages) {
    if (provenance?.streamKey !== streamKey) continue;
    const { generation, sourceOffset } = provenance;
    const last = copies.at(-1);
    copies.push({ generation, sourceOffset, offset, from: last === undefined ? from : last.offset + 1 });
  }
  const next = key === undefined ? -1 : copies.findIndex((copy) => compareKeys(copy, key) >= 0);
  for (const [place, copy] of copies.entries())
    if (place === 0 || place === copies.length - 1 || place === next || place + 1 === next) map.see(copy);
  return copies.length > 0;
}
