import type { Clock } from '@slipstream/replication';
import type { RocketmqClient } from '@slipstream/rocketmq-remoting';
import type { FlowModel } from '../flow/flow-model.js';
import type { LeaseOf } from '../flow/flow-store.js';
import type { LiveIncarnation } from '../lease/live-incarnation.js';

/** What the sync of a task works with while this worker holds the first shard of its forward flow. */
export interface TaskSyncContext {
  /** The forward flow, with the spec that its shard was started with: an edit starts the shard, and this, again. */
  flow: FlowModel;
  /** Asked before each write to a cluster. */
  incarnation: LiveIncarnation;
  /** Of that shard: what is written to the database is written under it. */
  lease: LeaseOf;
  source: RocketmqClient;
  target: RocketmqClient;
  clock: Clock;
}

/**
 * Keeps something beside the messages the same on both sides of a task: its metadata, or the progress of its groups. Runs
 * where the first shard of the task's forward flow runs, so that there is one of it.
 */
export interface TaskSync {
  /**
   * Goes on until the signal. Never rejects for a cluster or a database that fails: it says so in `sync_status` and tries
   * again.
   */
  run(signal: AbortSignal): Promise<void>;
}

/** Makes what a task's spec asks for; empty when it asks for nothing. */
export type TaskSyncs = (context: TaskSyncContext) => readonly TaskSync[];
