import type { OffsetRange, PullOutcome, QueueReader } from '../ports/queue-reader.js';
import type { Clock } from '../ports/clock.js';
import { screen } from '../stages/screen.js';
import type { TagCheck } from '../stages/tag-filter.js';
import { holdTime } from './hold-time.js';
import { messageIdentity } from './identity.js';
import { isSameQueue, SAME_QUEUE_MS, SAME_QUIET_QUEUE_MS } from './queue-continuity.js';
import { PullAhead } from './pull-ahead.js';
import type { Pending, PendingSkip, ReadAhead } from './read-ahead.js';
import type { StreamDefinition } from './stream-definition.js';

/** What a reader works with. */
export interface StreamReaderDependencies {
  source: QueueReader;
  clock: Clock;
  /** Shortest and longest hold at the end of the queue, ms. */
  longPollMs: readonly [number, number];
  random: () => number;
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
  const { source: reader, clock, longPollMs, random } = deps;
  const { source: queue, filter } = definition;
  let offset = from;
  let { lastIdentity } = deps;
  /** Since when the queue is known to be the one that was read before. */
  let knownAt = clock.monotonic();
  let movedAt = knownAt;
  const pulls = new PullAhead(
    (at, mayWait) => {
      const waitMs = mayWait ? holdTime(clock.monotonic() - movedAt, longPollMs, random()) : 0;
      return reader.pull(queue, { offset: at, filter, waitMs, signal });
    },
    filter.type !== 'NONE',
    clock,
  );
  for (;;) {
    await into.untilRoom(signal);
    const { outcome, answeredAt } = await pulls.from(offset, into.roomBytes);
    deps.sawRange(outcome);
    if (into.isEmpty) pulls.cameLate();
    if (outcome.kind !== 'OUT_OF_RANGE') {
      const moves = outcome.nextOffset !== offset;
      const isDoubtful = answeredAt - knownAt > (moves ? SAME_QUEUE_MS : SAME_QUIET_QUEUE_MS);
      if (isDoubtful && lastIdentity !== null)
        if (!(await isSameQueue(queue, lastIdentity, outcome, reader, signal)))
          throw new SourceMovedError(offset, outcome);
      if (moves || isDoubtful) knownAt = answeredAt;
      if (moves) movedAt = knownAt;
    }
    offset = take(outcome, offset);
    const last = outcome.kind === 'MESSAGES' ? outcome.messages.at(-1) : undefined;
    if (last !== undefined) lastIdentity = messageIdentity(last);
  }

  function take(outcome: PullOutcome, asked: number): number {
    switch (outcome.kind) {
      case 'MESSAGES':
        into.push(sort(definition, asked, outcome, matchesTag));
        return outcome.nextOffset;
      case 'NOTHING':
        if (outcome.nextOffset > asked)
          into.push([
            definition.filter.type === 'NONE'
              ? gap(asked, outcome.nextOffset)
              : skip(outcome.nextOffset, { filtered: outcome.nextOffset - asked }),
          ]);
        return outcome.nextOffset;
      case 'REMOVED':
        into.push([gap(asked, outcome.nextOffset)]);
        return outcome.nextOffset;
      case 'OUT_OF_RANGE': {
        if (asked > outcome.maxOffset) throw new SourceMovedError(asked, outcome);
        if (asked >= outcome.minOffset) return asked;
        into.push([gap(asked, outcome.minOffset)]);
        return outcome.minOffset;
      }
    }
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
  const isFiltered = definition.filter.type !== 'NONE';
  // Offsets that the broker's filter took out. Without a filter every offset holds a message: a hole is a gap.
  const pass = (to: number): void => {
    if (to <= expected) return;
    if (isFiltered) {
      const skipped = skipping();
      skipped.filtered += to - expected;
      skipped.nextOffset = to;
    } else {
      open = undefined;
      pending.push(gap(expected, to));
    }
    expected = to;
  };
  for (const message of outcome.messages) {
    pass(message.queueOffset);
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
  pass(outcome.nextOffset);
  return pending;
}

/** Offsets that the source had deleted before they were read. */
function gap(from: number, to: number): PendingSkip {
  return { ...skip(to, {}), gap: { from, to } };
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
