import type { ProgressWhy } from '@slipstream/shared';

/** What is known of one group on one queue that progress is carried to. */
export interface QueueSituation {
  /** Where the group is to go on there. */
  offset: number;
  /** Committed there; null when nothing is. */
  committed: number | null;
  /** End of the queue as seen after that was read; null when it was not. */
  maxOffset: number | null;
  /** Why the answer is not simply carried. */
  why: ProgressWhy | null;
}

/** What becomes of a queue before it is known whether somebody consumes there. */
export interface QueueDecision {
  /** To be committed; null when it stays as it is. */
  write: number | null;
  why: ProgressWhy | null;
  /** The equivalent is committed there. */
  isInStep: boolean;
}

/**
 * Never backwards (P-01). An offset beyond the queue's end is no progress: a 4.x broker keeps those of a topic that was made
 * anew (facts §9).
 */
export function decideQueue({ offset, committed, maxOffset, why }: QueueSituation): QueueDecision {
  const isStale = committed !== null && maxOffset !== null && committed > maxOffset;
  if (committed === null || isStale || committed < offset) return { write: offset, why, isInStep: false };
  if (committed === offset) return { write: null, why, isInStep: why !== 'SEARCHING' };
  return { write: null, why: why ?? 'ALREADY_AHEAD', isInStep: false };
}

/** What is known of a group at the side that its progress is carried to. */
export interface GroupSituation {
  isListed: boolean;
  hasMembers: boolean;
  /** Since its offsets there last moved without us, ms; null when they were not seen to. */
  sinceMoveMs: number | null;
  /** Its offsets were looked at twice, far enough apart to see whether they move. */
  isSettled: boolean;
  /** A person has said that it may be written although it is consuming. */
  overrideLive: boolean;
}

/** How long offsets have to rest before they are taken for those of a group that does not consume, ms. */
export const MOVING_MS = 60_000;

/** Whether a group may be written now: its reason when not, `WAIT` when that is only known at the next look. */
export function decideGroup(situation: GroupSituation): ProgressWhy | 'WAIT' | 'WRITE' {
  const { isListed, hasMembers, sinceMoveMs, isSettled, overrideLive } = situation;
  if (!isListed) return 'GROUP_MISSING';
  if (overrideLive) return 'WRITE';
  if (hasMembers) return 'LIVE_MEMBERS';
  if (sinceMoveMs !== null && sinceMoveMs < MOVING_MS) return 'MOVING_BY_ITSELF';
  return isSettled ? 'WRITE' : 'WAIT';
}
