import type { StoredMessage } from '@slipstream/rocketmq-remoting/message';
import { makeReason } from '@slipstream/shared';
import type { Checkpoint } from '../ports/checkpoint-store.js';
import type { Clock } from '../ports/clock.js';
import type { Observer } from '../ports/observer.js';
import { PortError } from '../ports/port-error.js';
import type { OffsetRange, QueueReader, QueueRef } from '../ports/queue-reader.js';
import { hasIdentity, identityOffset } from './identity.js';
import type { StreamDefinition } from './stream-definition.js';
import { TailScan } from './tail-scan.js';

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
  const base = await chooseBase(definition, ring, newest, deps, signal);
  const scan = await scanTail(definition, base, exact && base === newest, deps, signal);
  const found = scan.lastSourceOffset;
  const resumed: Checkpoint = {
    ...base,
    sourceOffset: found === undefined ? base.sourceOffset : Math.max(base.sourceOffset, found + 1),
    targetOffset: scan.endOffset,
    targetIdentity: scan.endIdentity ?? base.targetIdentity,
  };
  const { checkpoint, sourceRange } = await checkSource(definition, ring, resumed, deps, signal);
  return { checkpoint, foundAtTarget: scan.foundFrom(newest.sourceOffset), sourceRange };
}

/** The newest checkpoint whose target side is still there: a target that lost its tail is stepped back on (design 6). */
async function chooseBase(
  definition: StreamDefinition,
  ring: readonly Checkpoint[],
  newest: Checkpoint,
  deps: RecoveryDependencies,
  signal: AbortSignal,
): Promise<Checkpoint> {
  const range = await deps.target.range(definition.target, signal);
  for (const candidate of ring) {
    if (
      !(await holds(
        definition.target,
        candidate.targetOffset,
        candidate.targetIdentity,
        range,
        deps.target,
        signal,
      ))
    )
      continue;
    if (candidate === newest) return newest;
    deps.observer.event({
      kind: 'TARGET_TRUNCATED',
      severity: 'WARNING',
      streamId: definition.id,
      details: {
        queue: definition.target,
        expectedOffset: newest.targetOffset,
        maxOffset: range.maxOffset,
        goesOnFrom: candidate.targetOffset,
      },
    });
    return candidate.generation === newest.generation ? candidate : sameGeneration(ring, newest, candidate);
  }
  const said = `none of ${ring.length} checkpoints is found in ${describe(definition.target)}, which now ends at ${range.maxOffset}`;
  throw new PortError(
    makeReason('TARGET_TRUNCATED', 'RECOVER', { subject: describe(definition.target), said }),
    true,
  );
}

/** Source offsets of an older generation mean other messages: begin with the oldest checkpoint of the present one. */
function sameGeneration(ring: readonly Checkpoint[], newest: Checkpoint, base: Checkpoint): Checkpoint {
  const oldest = ring.findLast((checkpoint) => checkpoint.generation === newest.generation) ?? newest;
  return { ...oldest, targetOffset: base.targetOffset, targetIdentity: base.targetIdentity };
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
  const offset = identity === null ? undefined : identityOffset(identity);
  // What retention has removed cannot be compared, and is no sign of a loss.
  if (identity === null || offset === undefined || offset < range.minOffset) return true;
  const message = await messageAt(reader, queue, offset, signal);
  return message !== undefined && hasIdentity(message, identity);
}

async function scanTail(
  definition: StreamDefinition,
  base: Checkpoint,
  exact: boolean,
  deps: RecoveryDependencies,
  signal: AbortSignal,
): Promise<TailScan> {
  const { target, key, epoch } = definition;
  const range = await deps.target.range(target, signal);
  const begin = Math.max(base.targetOffset, range.minOffset);
  const scan = new TailScan(key, base.generation, epoch, begin, deps.observer, definition);
  let offset = begin;
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
  if (scan.highestEpoch > epoch) {
    // Somebody owned the shard after us, or PostgreSQL lost what it had committed: either way this lease proves nothing.
    const said = `a message of epoch ${scan.highestEpoch} is at the target, this lease has epoch ${epoch}; stop and start the task to get a newer one`;
    throw new PortError(makeReason('INTERNAL', 'RECOVER', { subject: describe(target), said }), true);
  }
  if (!exact && range.minOffset > base.targetOffset && scan.lastSourceOffset === undefined) {
    // Any surviving message of ours would prove all before it; none did, so nothing may be guessed (reliability §3).
    const said = `offsets ${base.targetOffset} to ${range.minOffset} were removed by retention before they were read`;
    throw new PortError(makeReason('TARGET_TRUNCATED', 'RECOVER', { subject: describe(target), said }), true);
  }
  return scan;
}

/** Compares the source with what was read of it before, and notices truncation, re-creation and retention (design 7). */
async function checkSource(
  definition: StreamDefinition,
  ring: readonly Checkpoint[],
  resumed: Checkpoint,
  deps: RecoveryDependencies,
  signal: AbortSignal,
): Promise<{ checkpoint: Checkpoint; sourceRange: OffsetRange }> {
  let sourceRange = await deps.source.range(definition.source, signal);
  const sourceHolds = ({ sourceOffset: end, sourceIdentity: identity }: Checkpoint): Promise<boolean> =>
    holds(definition.source, end, identity, sourceRange, deps.source, signal);
  let intact = await sourceHolds(resumed);
  if (!intact) {
    await deps.clock.sleep(TRUNCATION_RECHECK_MS, signal);
    sourceRange = await deps.source.range(definition.source, signal);
    intact = await sourceHolds(resumed);
  }
  if (intact) return { checkpoint: resumed, sourceRange };
  let sourceOffset = sourceRange.minOffset;
  let sourceIdentity: string | null = null;
  for (const candidate of ring) {
    if (candidate.generation !== resumed.generation || candidate.sourceIdentity === null) continue;
    if (!(await sourceHolds(candidate))) continue;
    sourceOffset = candidate.sourceOffset;
    sourceIdentity = candidate.sourceIdentity;
    break;
  }
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

async function messageAt(
  reader: QueueReader,
  queue: QueueRef,
  offset: number,
  signal: AbortSignal,
): Promise<StoredMessage | undefined> {
  const outcome = await reader.pull(queue, { offset, filter: NO_FILTER, waitMs: 0, signal });
  if (outcome.kind !== 'MESSAGES') return undefined;
  return outcome.messages.find((message) => message.queueOffset === offset);
}

/** `topic @ broker # queue`, as people write it. */
export function describe(queue: QueueRef): string {
  return `${queue.topic}@${queue.brokerName}#${queue.queueId}`;
}
