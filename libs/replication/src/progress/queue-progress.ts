import type { QueueRef } from '../ports/queue-reader.js';
import { compareKeys, type CopyKey } from './copy-key.js';
import type { CopySearch } from './find-copy.js';
import { generationOf, translateForward, type Candidate } from './forward.js';
import { translateBack } from './back.js';
import type { LookUps, QueuePages, SeenMessage } from './queue-pages.js';
import type { ProgressStream } from './stream.js';
import type { StreamMemory } from './stream-memory.js';

/** A stream, and what the group has committed on its queue at the side that progress is carried from. */
export interface StreamOffset {
  stream: ProgressStream;
  /** 0 when the group has committed elsewhere in the topic but not on this queue: nothing of it counts as consumed. */
  offset: number;
}

/** Everything that says where a group is to go on in one queue. */
export interface QueueQuestion {
  queue: QueueRef;
  /** Of streams that copy into the queue. */
  into: readonly StreamOffset[];
  /** Of streams that copy out of it. */
  outOf: readonly StreamOffset[];
  /** Up to here everything was consumed by what the group had committed before, or less; 0 when nothing is known. */
  walked: number;
}

/** What questions are answered with. */
export interface QueueSearch {
  /** Reads the side that progress is carried from, and the one it is carried to. */
  from: QueuePages;
  to: QueuePages;
  /** clusterId of the side that progress is carried from, as copies have it in their path. */
  fromClusterId: string;
  memoryOf: (stream: ProgressStream) => StreamMemory;
  /** Look-ups of one search. */
  lookUps: () => LookUps;
}

/** Where a group is to go on. */
export interface QueueAnswer extends Candidate {
  /** The group has consumed more than was copied. */
  isAhead: boolean;
}

/**
 * The offset of a queue from which a group is to go on so that it misses nothing, and reads again only what cannot be told
 * apart from it by an offset.
 *
 * Every stream gives the first message that the group has not consumed: those into the queue of the messages from the other
 * side, those out of it of the messages that were born here. Everything before the smallest is consumed. Where both kinds
 * share a queue, what follows is passed over as long as it is certainly consumed.
 *
 * @returns undefined when no stream says anything
 */
export async function answerQueue(
  { queue, into, outOf, walked }: QueueQuestion,
  search: QueueSearch,
): Promise<QueueAnswer | undefined> {
  const forward: Candidate[] = [];
  for (const { stream, offset } of into) {
    const memory = search.memoryOf(stream);
    forward.push(await translateForward(copySearch(search, stream, 'to'), memory.starts, offset));
  }
  const back: Candidate[] = [];
  for (const { stream, offset } of outOf) {
    const memory = search.memoryOf(stream);
    back.push(await translateBack(copySearch(search, stream, 'from'), memory.starts, offset));
  }
  const least = smallest([...forward, ...back]);
  if (least === undefined) return undefined;
  const isAhead = into.some(({ stream, offset }) => offset > stream.position.sourceOffset);
  const born = smallest(back);
  if (least.isOpen || born === undefined || into.length === 0) return { ...least, isAhead };
  const keys = new Map<string, CopyKey>();
  for (const { stream, offset } of into) {
    const { starts } = search.memoryOf(stream);
    const { generation } = await generationOf(copySearch(search, stream, 'to'), starts, offset);
    keys.set(stream.key, { generation, sourceOffset: offset });
  }
  const isConsumed = consumedBy(keys, born.offset, search.fromClusterId);
  return { ...(await walk(queue, Math.max(least.offset, walked), isConsumed, search)), isAhead };
}

function copySearch(search: QueueSearch, stream: ProgressStream, side: 'from' | 'to'): CopySearch {
  return {
    stream,
    map: search.memoryOf(stream).map,
    pages: search[side],
    lookUps: search.lookUps(),
  };
}

/** The smallest; where two are the same, one that is open makes it open. */
function smallest(candidates: readonly Candidate[]): Candidate | undefined {
  const offset = Math.min(...candidates.map((candidate) => candidate.offset));
  return candidates.length === 0
    ? undefined
    : { offset, isOpen: candidates.some((candidate) => candidate.isOpen && candidate.offset === offset) };
}

/**
 * Tells which messages of a queue a group has certainly consumed at the other side.
 *
 * @param keys by stream into the queue: where the group's unread copies begin
 * @param bornBelow what was born here, or came from elsewhere, is consumed below this offset
 */
export function consumedBy(
  keys: ReadonlyMap<string, CopyKey>,
  bornBelow: number,
  fromClusterId: string,
): (message: SeenMessage) => boolean {
  return ({ offset, provenance }) => {
    // A copy that a retry has sent is of a message that the group has met, or has not, like any other.
    const key = provenance === undefined ? undefined : keys.get(provenance.streamKey.replace(/r$/, ''));
    if (provenance !== undefined && key !== undefined) return compareKeys(provenance, key) < 0;
    return provenance?.path.includes(fromClusterId) === true ? false : offset < bornBelow;
  };
}

async function walk(
  queue: QueueRef,
  begin: number,
  isConsumed: (message: SeenMessage) => boolean,
  { to, lookUps }: QueueSearch,
): Promise<Candidate> {
  const limit = lookUps();
  let at = begin;
  for (;;) {
    const page = await to.read(queue, at, limit);
    // Where it stopped, everything before is consumed: safe, and the next round goes on there.
    if (page === undefined) return { offset: at, isOpen: true };
    const stop = page.messages.find((message) => !isConsumed(message));
    if (stop !== undefined) return { offset: stop.offset, isOpen: false };
    if (page.isEnd || page.next <= at)
      return { offset: Math.max(begin, Math.min(at, page.maxOffset)), isOpen: false };
    at = page.next;
  }
}
