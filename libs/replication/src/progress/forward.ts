import { findFirstCopy, type CopySearch } from './find-copy.js';

/**
 * What one stream says of where a group is to go on at the other side. `offset` is never behind a message that the group has
 * not consumed; it is the exact place unless `isOpen`.
 */
export interface Candidate {
  offset: number;
  isOpen: boolean;
}

/** First source offset of each generation of a stream, as far as known; generations of a stream never go away. */
export type GenerationStarts = Map<number, number>;

/**
 * Forward: the target offset of the first copy whose source offset is `offset` or above; the queue's end when there is none.
 *
 * A generation is a reset or another content of the source queue. From its start on, all messages are sent in it: so the
 * offset belongs to the newest generation that begins at or before it. What lies before that was only ever sent in an older
 * one.
 */
export async function translateForward(
  search: CopySearch,
  starts: GenerationStarts,
  offset: number,
): Promise<Candidate> {
  const { generation, isOpen } = await generationOf(search, starts, offset);
  const found = await findFirstCopy(search, { generation, sourceOffset: offset });
  if (found.kind === 'OPEN') return { offset: found.atLeast, isOpen: true };
  return { offset: found.kind === 'COPY' ? found.copy.offset : found.offset, isOpen };
}

/** The generation that a source offset belongs to; an older one, which is as safe, while that is open. */
export async function generationOf(
  search: CopySearch,
  starts: GenerationStarts,
  offset: number,
): Promise<{ generation: number; isOpen: boolean }> {
  const { start, position } = search.stream;
  let isOpen = false;
  for (let generation = position.generation; generation > start.generation; generation--) {
    const begin = await firstOffsetOf(search, starts, generation);
    if (begin === 'OPEN') isOpen = true;
    else if (begin !== undefined && begin <= offset) return { generation, isOpen };
  }
  return { generation: start.generation, isOpen };
}

/**
 * Source offset of a generation's first copy; undefined when it has none yet. With a filter, or after retention, it is behind
 * the generation's start, which is as safe.
 */
export async function firstOffsetOf(
  search: CopySearch,
  starts: GenerationStarts,
  generation: number,
): Promise<number | 'OPEN' | undefined> {
  const known = starts.get(generation);
  if (known !== undefined) return known;
  const found = await findFirstCopy(search, { generation, sourceOffset: 0 });
  if (found.kind === 'OPEN') return 'OPEN';
  if (found.kind === 'END' || found.copy.generation !== generation) return undefined;
  starts.set(generation, found.copy.sourceOffset);
  return found.copy.sourceOffset;
}
