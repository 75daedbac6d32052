import {
  BodyTooLargeError,
  compressionOf,
  decompressBody,
  DecompressionError,
  getProperty,
  type StoredMessage,
} from '@slipstream/rocketmq-remoting/message';
import type { Checkpoint } from '../ports/checkpoint-store.js';
import type { OffsetRange, QueueReader, QueueRef } from '../ports/queue-reader.js';
import { readProvenance } from '../provenance.js';
import { messageIdentity } from './identity.js';
import type { StreamDefinition } from './stream-definition.js';
import type { FoundCopy } from './tail-scan.js';

/** What the search works with. */
export interface DivergenceDependencies {
  source: QueueReader;
  target: QueueReader;
}

/** Where a source queue that lost its tail begins to differ from what was copied of it. */
export type Divergence = Pick<Checkpoint, 'sourceOffset' | 'sourceIdentity'>;

const NO_FILTER = { type: 'NONE' } as const;

/**
 * Finds the first source offset whose message is not the one that was copied, as Raft matches logs: from the newest
 * checkpoint that still holds, copies are compared with the messages that now have their offsets. What still stands is
 * not sent again, and nothing new is passed over.
 *
 * @param ring checkpoints, newest first
 * @param resumed where the stream would go on if the source had not changed
 * @param holds tells whether the source still has what a checkpoint says of it
 * @returns the source's first offset when nothing that was copied is there any more: all of it is new
 */
export async function findDivergence(
  definition: StreamDefinition,
  ring: readonly Checkpoint[],
  resumed: Checkpoint,
  sourceRange: OffsetRange,
  holds: (checkpoint: Checkpoint) => Promise<boolean>,
  deps: DivergenceDependencies,
  signal: AbortSignal,
): Promise<Divergence> {
  const anchor = await newestThatHolds(ring, holds);
  const from = anchor ?? ring.at(-1) ?? resumed;
  const source = new QueueCursor(deps.source, definition.source, signal);
  let last: Divergence | undefined = anchor;
  let hasCopies = false;
  for await (const copy of copiesFrom(from, definition, deps, signal)) {
    const message = await source.at(copy.sourceOffset);
    // Copies of what was lost at the source stay behind at the target; those of a later generation may hold again.
    if (message === undefined || !isSameContent(message, copy.message)) continue;
    hasCopies ||= copy.generation === resumed.generation;
    last = { sourceOffset: copy.sourceOffset + 1, sourceIdentity: messageIdentity(message) };
  }
  const start = ring.findLast(({ generation }) => generation === resumed.generation);
  if (last === undefined) return { sourceOffset: sourceRange.minOffset, sourceIdentity: null };
  // A generation that a reset opened further ahead, or behind, begins at its own start.
  const isBeforeStart =
    !hasCopies &&
    anchor?.generation !== resumed.generation &&
    start !== undefined &&
    start.sourceOffset < last.sourceOffset;
  return isBeforeStart
    ? { sourceOffset: start.sourceOffset, sourceIdentity: null }
    : { sourceOffset: last.sourceOffset, sourceIdentity: last.sourceIdentity };
}

async function newestThatHolds(
  ring: readonly Checkpoint[],
  holds: (checkpoint: Checkpoint) => Promise<boolean>,
): Promise<Checkpoint | undefined> {
  for (const candidate of ring)
    if (candidate.sourceIdentity !== null && (await holds(candidate))) return candidate;
  return undefined;
}

/** A stream's copies from a checkpoint on, of its generation and later ones, in order. */
async function* copiesFrom(
  from: Checkpoint,
  { target, key }: StreamDefinition,
  deps: DivergenceDependencies,
  signal: AbortSignal,
): AsyncGenerator<FoundCopy> {
  const cursor = new QueueCursor(deps.target, target, signal);
  const { minOffset, maxOffset } = await deps.target.range(target, signal);
  for (let next = Math.max(from.targetOffset, minOffset); next < maxOffset; next++) {
    const message = await cursor.at(next);
    const provenance = message === undefined ? undefined : readProvenance(message);
    if (message === undefined || provenance?.streamKey !== key || provenance.generation < from.generation)
      continue;
    yield { message, generation: provenance.generation, sourceOffset: provenance.sourceOffset };
  }
}

/** Messages of a queue by rising offsets, pulled a page at a time. */
class QueueCursor {
  #page: readonly StoredMessage[] = [];

  constructor(
    private readonly reader: QueueReader,
    private readonly queue: QueueRef,
    private readonly signal: AbortSignal,
  ) {}

  async at(offset: number): Promise<StoredMessage | undefined> {
    const first = this.#page[0]?.queueOffset ?? Number.POSITIVE_INFINITY;
    const last = this.#page.at(-1)?.queueOffset ?? Number.NEGATIVE_INFINITY;
    if (offset < first || offset > last) {
      const outcome = await this.reader.pull(this.queue, {
        offset,
        filter: NO_FILTER,
        waitMs: 0,
        signal: this.signal,
      });
      this.#page = outcome.kind === 'MESSAGES' ? outcome.messages : [];
    }
    return this.#page.find((message) => message.queueOffset === offset);
  }
}

/**
 * The same message at two clusters: offsets and store times differ, unique key and body do not. A task may have compressed the
 * body of a copy on its way, so then it is what the producer gave that counts.
 */
export function isSameContent(original: StoredMessage, copy: StoredMessage): boolean {
  if (getProperty(original.properties, 'UNIQ_KEY') !== getProperty(copy.properties, 'UNIQ_KEY')) return false;
  if (original.bodyCrc === copy.bodyCrc && original.body.length === copy.body.length) return true;
  try {
    return (
      compressionOf(original.sysFlag) === 'NONE' &&
      compressionOf(copy.sysFlag) !== 'NONE' &&
      decompressBody(copy, original.body.length).equals(original.body)
    );
  } catch (error) {
    if (error instanceof DecompressionError || error instanceof BodyTooLargeError) return false;
    throw error;
  }
}
