import type { Reason, ShardPhase, StreamState } from '@slipstream/shared';

/** Counts of messages since the last {@link ShardReport}; `bytes` of bodies and properties written. */
export interface ShardCounts {
  read: number;
  sent: number;
  skippedLoop: number;
  filtered: number;
  failed: number;
  bytes: number;
}

/** What was counted after `before`. */
export function countsSince(before: ShardCounts, now: ShardCounts): ShardCounts {
  return {
    read: now.read - before.read,
    sent: now.sent - before.sent,
    skippedLoop: now.skippedLoop - before.skippedLoop,
    filtered: now.filtered - before.filtered,
    failed: now.failed - before.failed,
    bytes: now.bytes - before.bytes,
  };
}

/** One stream as it is now. */
export interface StreamSnapshot {
  streamId: number;
  state: StreamState;
  reason: Reason | null;
  /** Next source offset that is not yet proven to be at the target. */
  position: number;
  /** Source queue's max offset when last seen; null before. */
  sourceMax: number | null;
  /** Age of the oldest source message not yet at the target, ms; 0 when caught up; null when unknown. */
  delayMs: number | null;
}

/** A shard as it is now; `counts` start again at 0 with each report. */
export interface ShardReport {
  phase: Extract<ShardPhase, 'INITIALIZING' | 'RUNNING' | 'START_FAILED' | 'STOPPING'>;
  reason: Reason | null;
  counts: ShardCounts;
  delayMs: number | null;
  /** Highest delay since the last report, ms. */
  delayMaxMs: number | null;
  lagMessages: number | null;
  streams: readonly StreamSnapshot[];
}
