import type { OffsetRange, PullOutcome, QueueReader } from '../ports/queue-reader.js';
import type { Clock } from '../ports/clock.js';
import type { Observer } from '../ports/observer.js';
import { screen } from '../stages/screen.js';
import type { TagCheck } from '../stages/tag-filter.js';
import { messageIdentity } from './identity.js';
import { isSameQueue, SAME_QUEUE_MS, SAME_QUIET_QUEUE_MS } from './queue-continuity.js';
import type { Pending, PendingSkip, ReadAhead } from './read-ahead.js';
import type { StreamDefinition } from './stream-definition.js';

/** What a reader works with. */
export interface StreamReaderDependencies {
  source: QueueReader;
  observer: Observer;
  clock: Clock;
  longPollMs: number;
  /** Identity of the source message right before the first one that is asked for; null when unknown. */
  lastIdentity: string | null;
  /** Called with what the broker says of the queue each time it answers. */
  sawRange: (range: OffsetRange) => void;
}

/** The source is not what it was: the stream has to recover. */
export class SourceMovedError extends Error {
  constructor(
    readonly offset: number,
    readonly range: OffsetRange,
  ) {
    super(`offset ${offset} is outside ${range.minOffset} to ${range.maxOffset}`);
    this.name = 'SourceMovedError';
  }
}

/** Pulls a source queue into the read-ahead until its signal aborts. Rejects with what stops it. */
export async function readStream(
  definition: StreamDefinition,
  from: number,
  matchesTag: TagCheck,
  into: ReadAhead,
  deps: StreamReaderDependencies,
  signal: AbortSignal,
): Promise<never> {
  const { source: reader, clock } = deps;
  const { source: queue, filter } = definition;
  let offset = from;
  let { lastIdentity } = deps;
  /** Since when the queue is known to be the one that was read before. */
  let knownAt = clock.monotonic();
  for (;;) {
    await into.untilRoom(signal);
    const outcome = await reader.pull(queue, { offset, filter, waitMs: deps.longPollMs, signal });
    deps.sawRange(outcome);
    if (outcome.kind !== 'OUT_OF_RANGE') {
      const moves = outcome.nextOffset !== offset;
      const isDoubtful = clock.monotonic() - knownAt > (moves ? SAME_QUEUE_MS : SAME_QUIET_QUEUE_MS);
      if (isDoubtful && lastIdentity !== null)
        if (!(await isSameQueue(queue, lastIdentity, outcome, reader, signal)))
          throw new SourceMovedError(offset, outcome);
      if (moves || isDoubtful) knownAt = clock.monotonic();
    }
    offset = take(outcome, offset);
    const last = outcome.kind === 'MESSAGES' ? outcome.messages.at(-1) : undefined;
    if (last !== undefined) lastIdentity = messageIdentity(last);
  }

  function take(outcome: PullOutcome, asked: number): number {
    switch (outcome.kind) {
      case 'MESSAGES':
        noteHole(asked, outcome);
        into.push(sort(definition, asked, outcome, matchesTag));
        return outcome.nextOffset;
      case 'NOTHING':
        if (outcome.nextOffset > asked)
          into.push([skip(outcome.nextOffset, { filtered: outcome.nextOffset - asked })]);
        return outcome.nextOffset;
      case 'REMOVED':
        noteGap(asked, outcome.nextOffset);
        into.push([skip(outcome.nextOffset, {})]);
        return outcome.nextOffset;
      case 'OUT_OF_RANGE': {
        if (asked > outcome.maxOffset) throw new SourceMovedError(asked, outcome);
        if (asked >= outcome.minOffset) return asked;
        noteGap(asked, outcome.minOffset);
        into.push([skip(outcome.minOffset, {})]);
        return outcome.minOffset;
      }
    }
  }

  /** Without a filter every offset holds a message: a hole at the front was removed between two pulls. */
  function noteHole(asked: number, outcome: Extract<PullOutcome, { kind: 'MESSAGES' }>): void {
    const first = outcome.messages[0]?.queueOffset;
    if (definition.filter.type === 'NONE' && first !== undefined && first > asked) noteGap(asked, first);
  }

  function noteGap(begin: number, end: number): void {
    deps.observer.event({
      kind: 'RETENTION_GAP',
      severity: 'ERROR',
      streamId: definition.id,
      details: { queue: definition.source, from: begin, to: end, messages: end - begin },
    });
  }
}

/** Splits one pull into copies and skips, in order; neighbours that are skipped become one entry. */
function sort(
  definition: StreamDefinition,
  asked: number,
  outcome: Extract<PullOutcome, { kind: 'MESSAGES' }>,
  matchesTag: TagCheck,
): Pending[] {
  const pending: Pending[] = [];
  let open: PendingSkip | undefined;
  let expected = asked;
  const skipping = (): PendingSkip => {
    if (open === undefined) {
      open = skip(expected, {});
      pending.push(open);
    }
    return open;
  };
  for (const message of outcome.messages) {
    // Offsets that the broker's filter took out; without a filter they are a gap, noted elsewhere.
    if (message.queueOffset > expected && definition.filter.type !== 'NONE') {
      const skipped = skipping();
      skipped.filtered += message.queueOffset - expected;
      skipped.nextOffset = message.queueOffset;
    }
    expected = message.queueOffset + 1;
    const verdict = screen(message, definition.targetClusterId, matchesTag);
    if (verdict.action === 'COPY') {
      open = undefined;
      pending.push({ kind: 'COPY', message, provenance: verdict.provenance });
      continue;
    }
    const skipped = skipping();
    skipped.nextOffset = expected;
    skipped.last = message;
    skipped.read += 1;
    if (verdict.reason === 'LOOP') skipped.skippedLoop += 1;
    else skipped.filtered += 1;
  }
  if (outcome.nextOffset > expected) {
    const filtered = definition.filter.type === 'NONE' ? 0 : outcome.nextOffset - expected;
    const skipped = skipping();
    skipped.nextOffset = outcome.nextOffset;
    skipped.filtered += filtered;
  }
  return pending;
}

function skip(nextOffset: number, counts: Partial<Pick<PendingSkip, 'filtered'>>): PendingSkip {
  return {
    kind: 'SKIP',
    nextOffset,
    last: undefined,
    read: 0,
    skippedLoop: 0,
    filtered: counts.filtered ?? 0,
  };
}
