import type { SeenCopy } from './copy-map.js';
import { seeCopies, type CopySearch } from './find-copy.js';
import { firstOffsetOf, type Candidate, type GenerationStarts } from './forward.js';

/** Messages read at once backwards. */
const BACK_PAGE = 32;

/**
 * Back: a group has consumed a stream's target queue up to `offset`; the source offset from which it has to go on. Without a
 * filter that is the first copy that it has not consumed; behind the last copy, the stream's position. With a filter it is
 * right behind the last copy that it has consumed: what the filter left out there, nobody has read.
 */
export async function translateBack(
  search: CopySearch,
  starts: GenerationStarts,
  offset: number,
): Promise<Candidate> {
  const { stream } = search;
  if (stream.filtered) {
    const last = await lastCopyBefore(search, offset);
    if (last === 'OPEN') return { offset: stream.start.sourceOffset, isOpen: true };
    if (last === undefined) return { offset: stream.start.sourceOffset, isOpen: false };
    return withinLater(search, starts, { ...last, sourceOffset: last.sourceOffset + 1 });
  }
  const next = await firstCopyAt(search, offset);
  if (next === 'OPEN') return { offset: stream.start.sourceOffset, isOpen: true };
  return next === undefined
    ? { offset: stream.position.sourceOffset, isOpen: false }
    : withinLater(search, starts, next);
}

/** An older generation's offset may belong to another content: never behind where a later generation begins. */
async function withinLater(
  search: CopySearch,
  starts: GenerationStarts,
  { generation, sourceOffset }: Pick<SeenCopy, 'generation' | 'sourceOffset'>,
): Promise<Candidate> {
  const { position } = search.stream;
  let offset = sourceOffset;
  for (let later = generation + 1; later <= position.generation; later++) {
    const begin = await firstOffsetOf(search, starts, later);
    if (begin === 'OPEN') return { offset: 0, isOpen: true };
    offset = Math.min(offset, begin ?? position.sourceOffset);
  }
  return { offset, isOpen: false };
}

/** The first copy at or behind a target offset and below the stream's position; undefined when there is none. */
async function firstCopyAt(
  { stream, map, pages, lookUps }: CopySearch,
  offset: number,
): Promise<SeenCopy | 'OPEN' | undefined> {
  const known = map.at(offset);
  if (known !== undefined && known.from <= offset) return known;
  const empty = map.emptyAt(offset);
  const from = empty?.from ?? offset;
  for (let at = empty?.to ?? offset; at < stream.position.targetOffset;) {
    const page = await pages.read(stream.target, at, lookUps);
    if (page === undefined) {
      map.markEmpty({ from, to: at });
      return 'OPEN';
    }
    if (seeCopies(page, stream, map, undefined, from)) return map.at(offset);
    if (page.next <= at) return undefined;
    at = page.next;
  }
  return undefined;
}

/** The last copy before a target offset; undefined when there is none. */
async function lastCopyBefore(
  { stream, map, pages, lookUps }: CopySearch,
  offset: number,
): Promise<SeenCopy | 'OPEN' | undefined> {
  const base = stream.start.targetOffset <= stream.position.targetOffset ? stream.start.targetOffset : 0;
  for (let end = Math.min(offset, stream.position.targetOffset); end > base;) {
    const begin = Math.max(base, end - BACK_PAGE);
    let last: SeenCopy | undefined;
    for (let at = begin; at < end;) {
      const page = await pages.read(stream.target, at, lookUps);
      if (page === undefined) return 'OPEN';
      seeCopies(page, stream, map, undefined, at);
      for (const message of page.messages)
        if (message.offset < end && message.provenance?.streamKey === stream.key)
          last = { ...message.provenance, offset: message.offset, from: message.offset };
      if (page.next <= at) break;
      at = page.next;
    }
    if (last !== undefined) return last;
    end = begin;
  }
  return undefined;
}
