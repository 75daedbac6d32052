import type { Reason, ShardPhase, StreamState } from '@slipstream/shared';

/** Counts of messages since the last {@link ShardReport}; `bytes` of bodies and properties written. */
export interface ShardCounts {
  read: number;
  sent: number;
  skippedLoop: number;
  filtered: number;
  failed: number;
  bytes: number;
  /** Source messages that were deleted before they were copied. */
  gapMessages: number;
  /** Time in which the flow waited for its task's throttle, ms; each ms is reported by one of the flow's shards. */
  throttledMs: number;
  /** Time in which the flow backed off from a busy target, ms; likewise. */
  backoffMs: number;
}

/** Nothing happened. */
export function noCounts(): ShardCounts {
  return {
    read: 0,
    sent: 0,
    skippedLoop: 0,
    filtered: 0,
    failed: 0,
    bytes: 0,
    gapMessages: 0,
    throttledMs: 0,
    backoffMs: 0,
  };
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
    gapMessages: now.gapMessages - before.gapMessages,
    throttledMs: now.throttledMs - before.throttledMs,
    backoffMs: now.backoffMs - before.backoffMs,
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
