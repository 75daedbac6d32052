import type { KeptPosition, StreamPosition } from './reset-records.js';

/**
 * What undoing a reset comes to for one stream:
 * `RESTORE` puts the position back; `KEEP` leaves it, since the stream has come past its old position and everything is
 * at the target; the others refuse, since putting the position back would send messages twice or mean other messages.
 */
export type UndoOutcome = 'RESTORE' | 'KEEP' | 'ALREADY_SENT' | 'UNCERTAIN' | 'SOURCE_CHANGED';

/**
 * Decides what an undo means for one stream. The copies of the reset's generation stay at the target whatever happens:
 *
 * - Nobody has copied since: the old checkpoint counts again, exactly.
 * - It ran, and is still before its old position: the rest is not sent again, and copying goes on at the old position.
 * - It ran past its old position after going back: there is nothing left to undo.
 * - It skipped messages and copied later ones since: going back for the skipped ones would send the later ones twice.
 */
export function undoOutcome(kept: KeptPosition, now: StreamPosition): UndoOutcome {
  if (now.shardEpoch === kept.shardEpoch) return 'RESTORE';
  // A reset after a crash kept a position that no one had compared with the target.
  if (!now.known || !kept.known) return 'UNCERTAIN';
  if (now.generation !== kept.toGeneration) return 'SOURCE_CHANGED';
  if (now.position <= kept.toOffset) return 'RESTORE';
  if (kept.toOffset > kept.fromOffset) return 'ALREADY_SENT';
  return now.position <= kept.fromOffset ? 'RESTORE' : 'KEEP';
}

/** One sentence on why an undo is refused; null when it is possible. */
export function undoRefusal(outcomes: readonly UndoOutcome[]): string | null {
  if (outcomes.includes('SOURCE_CHANGED'))
    return 'The source was truncated or made anew since the reset: the old offsets mean other messages now.';
  if (outcomes.includes('ALREADY_SENT'))
    return 'The task has copied messages behind those that the reset skipped: going back would send them twice. Reset single streams instead.';
  if (outcomes.includes('UNCERTAIN'))
    return 'A worker died before its position was certain. Start the task and stop it again, or reset it to what you need.';
  if (!outcomes.includes('RESTORE'))
    return 'Nothing is left to undo: the task has come past its old positions.';
  return null;
}
