import { makeReason, type Reason } from './reason.js';
import { throttleText } from './throttle-text.js';
import type { Throttle, WantedState } from './task-rules.js';

/** States of a task as its user sees them. */
export const TASK_STATES = [
  'INITIALIZING',
  'RUNNING',
  'STOPPING',
  'STOPPED',
  'START_FAILED',
  'FAILED',
  'DELETING',
] as const;
export type TaskState = (typeof TASK_STATES)[number];

/** Health of a running task. */
export const TASK_HEALTHS = ['HEALTHY', 'LAGGING', 'DEGRADED', 'STALLED', 'UNKNOWN'] as const;
export type TaskHealth = (typeof TASK_HEALTHS)[number];

/** What a worker reports of one shard it owns. `IDLE` when nobody has begun it. */
export const SHARD_PHASES = [
  'IDLE',
  'INITIALIZING',
  'RUNNING',
  'START_FAILED',
  'FAILED',
  'STOPPING',
] as const;
export type ShardPhase = (typeof SHARD_PHASES)[number];

/** One shard's status as the state of its task is derived from it. */
export interface ShardStatus {
  phase: ShardPhase;
  /** Generation of the spec that the owner acts on; 0 before the first. */
  observedGeneration: number;
  /** An owner is recorded, alive or not. */
  owned: boolean;
  /** The owner's lease is running. */
  ownerAlive: boolean;
  reason: Reason | null;
  /** When `phase` or `reason` last changed, ms since the epoch. */
  since: number;
}

/** Inputs of {@link deriveTaskState}. */
export interface TaskStateInput {
  wanted: WantedState;
  deleting: boolean;
  generation: number;
  /** When the user last changed what is wanted, ms since the epoch. */
  wantedSince: number;
  shards: readonly ShardStatus[];
  /** Delay of the slowest flow, ms; null when unknown. */
  delayMs: number | null;
  /** Messages not yet at the target; null when unknown. */
  lagMessages: number | null;
  /** True when lag is above 0 and nothing was written for {@link STALLED_AFTER_MS}. */
  noProgress: boolean;
  /** Workers with a running lease. */
  liveWorkers: number;
  throttle: Throttle;
  /** A flow waited for the throttle in a good part of the last interval. */
  throttled: boolean;
  /** Messages that the source deleted before they were copied, and that nobody has acknowledged yet. */
  openGapMessages: number;
}

/** A task's state, health, and why. */
export interface DerivedTaskState {
  state: TaskState;
  health: TaskHealth;
  reason: Reason | null;
  /** ms since the epoch. */
  since: number;
}

/** A running task is lagging above this delay, ms. */
export const LAGGING_ABOVE_MS = 10_000;
/** A running task with lag and no write for this long is stalled, ms. */
export const STALLED_AFTER_MS = 60_000;

/**
 * The only place where a task's state is decided: what the user wants, against what workers report.
 *
 * A worker's report of an older generation does not count, so that a start after an edit never shows the old failure.
 */
export function deriveTaskState(input: TaskStateInput): DerivedTaskState {
  const owned = input.shards.filter((shard) => shard.owned);
  if (input.deleting) return { state: 'DELETING', health: 'UNKNOWN', reason: null, since: input.wantedSince };
  if (input.wanted === 'STOPPED') {
    const state: TaskState = owned.length > 0 ? 'STOPPING' : 'STOPPED';
    const since = Math.max(input.wantedSince, ...input.shards.map((shard) => shard.since));
    return { state, health: 'UNKNOWN', reason: null, since };
  }
  const current = input.shards.filter((shard) => shard.observedGeneration === input.generation);
  const failed =
    current.find((shard) => shard.phase === 'START_FAILED') ??
    current.find((shard) => shard.phase === 'FAILED');
  if (failed !== undefined) {
    const state: TaskState = failed.phase === 'START_FAILED' ? 'START_FAILED' : 'FAILED';
    return { state, health: 'UNKNOWN', reason: failed.reason, since: failed.since };
  }
  const running = current.filter((shard) => shard.phase === 'RUNNING');
  if (input.shards.length > 0 && running.length === input.shards.length) {
    const since = Math.max(...running.map((shard) => shard.since));
    const { health, reason } = deriveHealth(input, running);
    return { state: 'RUNNING', health, reason, since };
  }
  const reason =
    current.find((shard) => shard.reason !== null)?.reason ?? (input.liveWorkers === 0 ? noWorker() : null);
  return { state: 'INITIALIZING', health: 'UNKNOWN', reason, since: input.wantedSince };
}

function deriveHealth(
  input: TaskStateInput,
  running: readonly ShardStatus[],
): { health: TaskHealth; reason: Reason | null } {
  if (input.liveWorkers === 0) return { health: 'UNKNOWN', reason: noWorker() };
  if (running.some((shard) => !shard.ownerAlive)) return { health: 'UNKNOWN', reason: null };
  const held = running.find((shard) => shard.reason !== null);
  const throttled = input.throttled
    ? makeReason('THROTTLED', 'WRITE', { said: throttleText(input.throttle) })
    : null;
  if (input.noProgress) return { health: 'STALLED', reason: held?.reason ?? throttled };
  if (held !== undefined) return { health: 'DEGRADED', reason: held.reason };
  if (input.openGapMessages > 0) return { health: 'DEGRADED', reason: openGap(input.openGapMessages) };
  if (input.delayMs === null) return { health: 'UNKNOWN', reason: null };
  return { health: input.delayMs > LAGGING_ABOVE_MS ? 'LAGGING' : 'HEALTHY', reason: throttled };
}

function openGap(messages: number): Reason {
  return makeReason('RETENTION_GAP', 'READ', {
    said: `${messages} ${messages === 1 ? 'message was' : 'messages were'} deleted at the source before being copied`,
  });
}

function noWorker(): Reason {
  return { code: 'NO_WORKER', step: 'PLAN', action: 'Start a worker.' };
}
