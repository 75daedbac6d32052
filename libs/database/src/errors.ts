import { refusal, type MetadataWish, type TaskAction, type TaskState } from '@slipstream/shared';

/** The lease that a write was made under is gone: the shard has another owner or epoch by now. Nothing was written. */
export class StaleEpochError extends Error {
  constructor(
    readonly shardId: string,
    readonly epoch: number,
  ) {
    super(`shard ${shardId} is no longer held with epoch ${epoch}`);
    this.name = 'StaleEpochError';
  }
}

/** The task's state does not take the action (T-05); `message` says what to do instead. */
export class TaskStateError extends Error {
  constructor(
    readonly state: TaskState,
    readonly action: TaskAction,
  ) {
    super(refusal(state, action) ?? `The task does not take ${action} now.`);
    this.name = 'TaskStateError';
  }
}

/** A registered cluster cannot be changed like this while tasks use it; nothing was written. */
export class ClusterInUseError extends Error {
  constructor(
    readonly action: 'DELETE' | 'CHANGE_CLUSTER_ID',
    readonly taskCount: number,
  ) {
    super(`${taskCount} task(s) use the cluster.`);
    this.name = 'ClusterInUseError';
  }
}

/** The task's positions are no longer those that the user has seen; nothing was written. */
export class PreviewOutdatedError extends Error {
  constructor() {
    super('The positions of the task have changed since this preview; look at a new one.');
    this.name = 'PreviewOutdatedError';
  }
}

/** A reset cannot be undone any more, or not yet; `message` says why. Nothing was written. */
export class UndoRefusedError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'UndoRefusedError';
  }
}

/** What is wished of a topic, consumer group or account does not fit how it stands now; nothing was written. */
export class MetadataWishError extends Error {
  constructor(
    readonly wish: MetadataWish,
    readonly allowed: readonly MetadataWish[],
  ) {
    super(
      allowed.length === 0
        ? `There is nothing to decide about this item now, or somebody has decided already: it does not take ${wish}.`
        : `The item does not take ${wish} now; it takes ${allowed.join(' or ')}.`,
    );
    this.name = 'MetadataWishError';
  }
}
