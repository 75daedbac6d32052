import type { StreamPosition, UndoneStream } from '@slipstream/database';
import { resetFigures, type TaskSpec } from '@slipstream/shared';
import type { StreamMove } from './reset-look-up.js';
import type { ResetStreamView, ResetTotalsView, UndoStreamView } from './reset.views.js';

/** A move with its figures, as the API answers it. */
export function toResetStream({ stream, move }: StreamMove, spec: TaskSpec): ResetStreamView {
  const { again, skipped, ahead } = resetFigures(move);
  const { direction, sourceTopic, sourceBroker, sourceQueue, targetTopic, known } = stream;
  return {
    id: String(stream.id),
    direction,
    sourceTopic,
    sourceBroker,
    sourceQueue,
    targetTopic,
    from: String(move.from),
    to: String(move.to),
    sourceMin: String(move.min),
    sourceMax: String(move.max),
    again: String(again),
    skipped: String(skipped),
    ahead: String(ahead),
    atMost: spec.direction === 'TWO_WAY' || isFiltered(stream, spec),
    known,
  };
}

/** Sums of the figures. */
export function toResetTotals(moves: readonly StreamMove[]): ResetTotalsView {
  const totals = { again: 0, skipped: 0, ahead: 0 };
  for (const { move } of moves) {
    const figures = resetFigures(move);
    totals.again += figures.again;
    totals.skipped += figures.skipped;
    totals.ahead += figures.ahead;
  }
  return {
    again: String(totals.again),
    skipped: String(totals.skipped),
    ahead: String(totals.ahead),
  };
}

/** What an undo does to a stream, as the API answers it. */
export function toUndoStream({ stream, outcome, fromOffset }: UndoneStream): UndoStreamView {
  const { id, sourceTopic, sourceBroker, sourceQueue, position } = stream;
  return {
    id: String(id),
    sourceTopic,
    sourceBroker,
    sourceQueue,
    position: String(position),
    before: String(fromOffset),
    outcome,
  };
}

/** `orders@broker-a#0`. */
export function queueText(stream: StreamPosition): string {
  return `${stream.sourceTopic}@${stream.sourceBroker}#${stream.sourceQueue}`;
}

function isFiltered({ sourceTopic, targetTopic }: StreamPosition, spec: TaskSpec): boolean {
  const route = spec.routes.find(
    (candidate) => candidate.sourceTopic === sourceTopic && candidate.targetTopic === targetTopic,
  );
  return route !== undefined && route.filter.type !== 'NONE';
}
