import type { StoredMessage } from '@slipstream/rocketmq-remoting/message';
import { makeReason } from '@slipstream/shared';
import type { Checkpoint } from '../ports/checkpoint-store.js';
import type { Clock } from '../ports/clock.js';
import type { Observer } from '../ports/observer.js';
import { PortError } from '../ports/port-error.js';
import type { OffsetRange, QueueReader, QueueRef } from '../ports/queue-reader.js';
import { readProvenance } from '../provenance.js';
import { hasIdentity, identityOffset, identityOfOriginal, messageIdentity } from './identity.js';
import { messageAt } from './message-at.js';
import { isSameQueue } from './queue-continuity.js';
import { findDivergence, isSameContent } from './divergence.js';
import type { StreamDefinition } from './stream-definition.js';
import { resumePosition } from './resume-position.js';
import { TailScan, type FoundCopy } from './tail-scan.js';

/** What recovery works with. */
export interface RecoveryDependencies {
  source: QueueReader;
  target: QueueReader;
  clock: Clock;
  observer: Observer;
}

/** Where a stream goes on. */
export interface Recovered {
  checkpoint: Checkpoint;
  /** Own messages found in the target queue behind the newest checkpoint. */
  foundAtTarget: number;
  sourceRange: OffsetRange;
}

/** A source that seems shorter than before is looked at again after this pause, ms, before it is believed. */
export const TRUNCATION_RECHECK_MS = 2_000;

const NO_FILTER = { type: 'NONE' } as const;

/** Messages looked at at once when a queue is searched from its end. */
const TAIL_PAGE = 256;

/**
 * Finds where a stream goes on: the target queue is the truth, checkpoints only say where to begin reading it. Call it
 * only behind a fence and a barrier: nothing of a predecessor may land any more.
 *
 * @param ring checkpoints, newest first, at least one
 * @param exact the newest checkpoint was saved after everything was answered (clean release): nothing was written behind it
 * @throws PortError when a cluster cannot be read, or when the target no longer holds what any checkpoint names
 */
export async function recoverStream(
  definition: StreamDefinition,
  ring: readonly Checkpoint[],
  exact: boolean,
  deps: RecoveryDependencies,
  signal: AbortSignal,
): Promise<Recovered> {
  const newest = ring[0];
  if (newest === undefined) throw new Error(`stream ${definition.key} has no checkpoint`);
  const { base, seen } = await chooseBase(definition, ring, newest, deps, signal);
  const scan = await scanTail(definition, base, seen, exact && base === newest, deps, signal);
  const { proof, ...position } = resumePosition(base, ring, scan.lastCopies);
  const resumed: Checkpoint = {
    ...position,
    targetOffset: scan.endOffset,
    targetIdentity: scan.endIdentity ?? base.targetIdentity,
  };
  const { checkpoint, sourceRange } = await checkSource(definition, ring, resumed, proof, deps, signal);
  return { checkpoint, foundAtTarget: scan.foundFrom(newest.sourceOffset), sourceRange };
}

/** What was seen of a queue: how far it reached, and messages that may be there behind each other. */
interface Seen {
  range: OffsetRange;
  messages: readonly StoredMessage[];
}

/**
 * The newest checkpoint whose target side is still there, a target that lost its tail is stepped back on (design 6), and
 * what was seen of the queue on the way.
 */
async function chooseBase(
  definition: StreamDefinition,
  ring: readonly Checkpoint[],
  newest: Checkpoint,
  deps: RecoveryDependencies,
  signal: AbortSignal,
): Promise<{ base: Checkpoint; seen: Seen }> {
  const { target } = definition;
  const asItWas = await lookAt(target, newest.targetOffset, newest.targetIdentity, deps.target, signal);
  if (asItWas !== undefined) return { base: newest, seen: asItWas };
  const range = await deps.target.range(target, signal);
  const seen = { range, messages: [] };
  for (const candidate of ring) {
    const { targetOffset, targetIdentity } = candidate;
    if (!(await holds(target, targetOffset, targetIdentity, range, deps.target, signal))) continue;
    if (candidate === newest) return { base: newest, seen };
    tellTruncated(definition, newest, range, candidate.targetOffset, deps);
    return { base: candidate, seen };
  }
  const base = await baseFromTail(definition, ring, range, deps, signal);
  tellTruncated(definition, newest, range, base.targetOffset, deps);
  return { base, seen };
}

/**
 * One question for the usual case, in which a queue still has what a checkpoint says of it: the message before the position,
 * what stands behind it, and how far the queue reaches. Undefined when that is not so, or not known.
 *
 * @param end offset that the queue has to reach
 */
async function lookAt(
  queue: QueueRef,
  end: number,
  identity: string | null,
  reader: QueueReader,
  signal: AbortSignal,
): Promise<Seen | undefined> {
  const offset = identity === null ? undefined : identityOffset(identity);
  if (identity === null || offset === undefined) return undefined;
  const outcome = await reader.pull(queue, { offset, filter: NO_FILTER, waitMs: 0, signal });
  if (outcome.kind !== 'MESSAGES' || end > outcome.maxOffset) return undefined;
  const { minOffset, maxOffset, messages } = outcome;
  const [first] = messages;
  if (first?.queueOffset !== offset || !hasIdentity(first, identity)) return undefined;
  return { range: { minOffset, maxOffset }, messages };
}

function tellTruncated(
  { id, target }: StreamDefinition,
  { targetOffset }: Checkpoint,
  { maxOffset }: OffsetRange,
  goesOnFrom: number,
  { observer }: RecoveryDependencies,
): void {
  const details = { queue: target, expectedOffset: targetOffset, maxOffset, goesOnFrom };
  observer.event({ kind: 'TARGET_TRUNCATED', severity: 'WARNING', streamId: id, details });
}

/**
 * No checkpoint is found in the target any more. What is left of this stream there still tells where it was: it goes on
 * behind its last copy, or from its start when it can be seen that there is none.
 *
 * @throws PortError when retention may have removed what would tell: then only a person can decide
 */
async function baseFromTail(
  { target, key }: StreamDefinition,
  ring: readonly Checkpoint[],
  range: OffsetRange,
  deps: RecoveryDependencies,
  signal: AbortSignal,
): Promise<Checkpoint> {
  for (let end = range.maxOffset; end > range.minOffset;) {
    const begin = Math.max(range.minOffset, end - TAIL_PAGE);
    const page = await messagesIn(deps.target, target, begin, end, signal);
    for (const message of page.toReversed()) {
      const provenance = readProvenance(message);
      if (provenance?.streamKey !== key) continue;
      return {
        generation: provenance.generation,
        sourceOffset: provenance.sourceOffset + 1,
        targetOffset: message.queueOffset,
        sourceIdentity: null,
        targetIdentity: null,
      };
    }
    end = begin;
  }
  // Before the first copy of a generation nothing of its source is known.
  const start = ring.findLast(({ sourceIdentity }) => sourceIdentity === null);
  if (start !== undefined && start.targetOffset >= range.minOffset)
    return { ...start, targetOffset: range.maxOffset, targetIdentity: null };
  const said = `none of ${ring.length} checkpoints is found in ${describe(target)}, which now ends at ${range.maxOffset}`;
  throw new PortError(makeReason('TARGET_TRUNCATED', 'RECOVER', { subject: describe(target), said }), true);
}

async function messagesIn(
  reader: QueueReader,
  queue: QueueRef,
  begin: number,
  end: number,
  signal: AbortSignal,
): Promise<StoredMessage[]> {
  const found: StoredMessage[] = [];
  for (let offset = begin; offset < end;) {
    const outcome = await reader.pull(queue, { offset, filter: NO_FILTER, waitMs: 0, signal });
    if (outcome.kind !== 'MESSAGES' || outcome.nextOffset <= offset) break;
    found.push(...outcome.messages.filter(({ queueOffset }) => queueOffset < end));
    offset = outcome.nextOffset;
  }
  return found;
}

/**
 * True when a queue still has what one side of a checkpoint says of it.
 *
 * @param end offset that the queue has to reach
 * @param identity of a message that has to be found at its offset; null when none is known
 */
async function holds(
  queue: QueueRef,
  end: number,
  identity: string | null,
  range: OffsetRange,
  reader: QueueReader,
  signal: AbortSignal,
): Promise<boolean> {
  if (end > range.maxOffset) return false;
  return identity === null || isSameQueue(queue, identity, range, reader, signal);
}

async function scanTail(
  definition: StreamDefinition,
  base: Checkpoint,
  { range, messages }: Seen,
  exact: boolean,
  deps: RecoveryDependencies,
  signal: AbortSignal,
): Promise<TailScan> {
  const { target } = definition;
  const begin = Math.max(base.targetOffset, range.minOffset);
  const scan = new TailScan(definition, base.generation, begin, deps.observer);
  for (const message of messages) if (message.queueOffset >= begin) scan.see(message);
  let offset = scan.endOffset;
  while (offset < range.maxOffset) {
    const outcome = await deps.target.pull(target, { offset, filter: NO_FILTER, waitMs: 0, signal });
    if (outcome.kind === 'OUT_OF_RANGE') {
      if (outcome.minOffset <= offset) break;
      offset = outcome.minOffset;
      continue;
    }
    if (outcome.kind === 'MESSAGES') for (const message of outcome.messages) scan.see(message);
    if (outcome.nextOffset <= offset) break;
    offset = outcome.nextOffset;
  }
  if (scan.highestEpoch > definition.epoch) {
    // Somebody owned the shard after us, or PostgreSQL lost what it had committed: either way this lease proves nothing.
    const said = `a message of epoch ${scan.highestEpoch} is at the target, this lease has epoch ${definition.epoch}; stop and start the task to get a newer one`;
    throw new PortError(makeReason('INTERNAL', 'RECOVER', { subject: describe(target), said }), true);
  }
  if (!exact && range.minOffset > base.targetOffset && scan.lastCopies.size === 0) {
    // Any surviving message of ours would prove all before it; none did, so nothing may be guessed (reliability §3).
    const said = `offsets ${base.targetOffset} to ${range.minOffset} were removed by retention before they were read`;
    throw new PortError(makeReason('TARGET_TRUNCATED', 'RECOVER', { subject: describe(target), said }), true);
  }
  return scan;
}

/**
 * Compares the source with what was copied of it before, and notices truncation and re-creation (design 7).
 *
 * @param proof the copy whose original is right before `resumed`
 */
async function checkSource(
  definition: StreamDefinition,
  ring: readonly Checkpoint[],
  resumed: Checkpoint,
  proof: FoundCopy | undefined,
  deps: RecoveryDependencies,
  signal: AbortSignal,
): Promise<{ checkpoint: Checkpoint; sourceRange: OffsetRange }> {
  const { source } = definition;
  const { sourceOffset: end, sourceIdentity: identity } = resumed;
  const asItWas = proof === undefined ? await lookAt(source, end, identity, deps.source, signal) : undefined;
  let sourceRange = asItWas?.range ?? (await deps.source.range(source, signal));
  const sourceHolds = (checkpoint: Checkpoint): Promise<boolean> =>
    holds(source, checkpoint.sourceOffset, checkpoint.sourceIdentity, sourceRange, deps.source, signal);
  /** Identity of what is right before the position; undefined when the source does not have it any more. */
  const identify = async (): Promise<Pick<Checkpoint, 'sourceIdentity'> | undefined> => {
    if (asItWas !== undefined) return resumed;
    if (proof === undefined) return (await sourceHolds(resumed)) ? resumed : undefined;
    const { sourceOffset } = proof;
    if (sourceOffset < sourceRange.minOffset) return { sourceIdentity: identityOfOriginal(proof) };
    const original = await messageAt(deps.source, source, sourceOffset, signal);
    return original !== undefined && isSameContent(original, proof.message)
      ? { sourceIdentity: messageIdentity(original) }
      : undefined;
  };
  let found = await identify();
  if (found === undefined) {
    await deps.clock.sleep(TRUNCATION_RECHECK_MS, signal);
    sourceRange = await deps.source.range(source, signal);
    found = await identify();
  }
  if (found !== undefined)
    return { checkpoint: { ...resumed, sourceIdentity: found.sourceIdentity }, sourceRange };
  const { sourceOffset, sourceIdentity } = await findDivergence(
    definition,
    ring,
    resumed,
    sourceRange,
    sourceHolds,
    deps,
    signal,
  );
  deps.observer.event({
    kind: 'SOURCE_TRUNCATED',
    severity: 'WARNING',
    streamId: definition.id,
    details: {
      queue: definition.source,
      position: resumed.sourceOffset,
      ...sourceRange,
      goesOnFrom: sourceOffset,
      generation: resumed.generation + 1,
    },
  });
  return {
    checkpoint: { ...resumed, generation: resumed.generation + 1, sourceOffset, sourceIdentity },
    sourceRange,
  };
}

/** `topic @ broker # queue`, as people write it. */
export function describe(queue: QueueRef): string {
  return `${queue.topic}@${queue.brokerName}#${queue.queueId}`;
}
