import type { ShardReport } from '@slipstream/replication';
import type { LiveIncarnation } from '../lease/live-incarnation.js';

/** A shard that an incarnation owns, and the spec that it is to run. */
export interface ShardAssignment {
  shardId: string;
  flowId: string;
  taskId: string;
  index: number;
  epoch: number;
  generation: number;
}

/** How a shard is to be started. */
export interface ShardStart extends ShardAssignment {
  /**
   * False when this incarnation itself ran the shard before and could not stop it in good order: what it sent then may
   * have landed behind the last checkpoint.
   */
  stoppedClean: boolean;
  /** The first start after another worker let the shard go: its task goes on, it does not begin. */
  handedOver: boolean;
}

/** The shard wants to be started anew at once; nothing is wrong with it. */
export class RestartRequest extends Error {
  constructor(why: string) {
    super(why);
    this.name = 'RestartRequest';
  }
}

/** A shard at work. */
export interface RunningShard {
  /** It ran before in this generation under another owner: what fails now is no failed start. */
  readonly resumed: boolean;
  /** Resolves when the shard cannot go on by itself; it still has to be stopped. LeaseLostError: drop it, write nothing. */
  readonly ended: Promise<Error>;
  /** How it is now; counts start again at 0 with each call. */
  report(): ShardReport;
  /** Stops in good order. `clean`: nothing of it can land any more, and its checkpoints say all. */
  stop(): Promise<{ clean: boolean }>;
}

/** What one incarnation works with: its connections to clusters, shared by all its shards. */
export interface WorkSession {
  /**
   * @throws PortError with a reason that a person can act on; AbortedError when `signal` aborted
   */
  startShard(start: ShardStart, signal: AbortSignal): Promise<RunningShard>;
  /** Something of it may still land that no connection of it knows of: only a new incarnation can prove it gone. */
  readonly isTainted: boolean;
  /** Closes all connections to targets in good order; false when something unanswered may still land. */
  close(): Promise<boolean>;
  /** Drops all connections to targets by RST: the lease is lost. */
  reset(): void;
}

/** Opens what an incarnation works with; no I/O yet. */
export type OpenSession = (incarnation: LiveIncarnation) => WorkSession;
