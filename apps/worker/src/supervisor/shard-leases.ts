import type { Incarnation } from '@slipstream/replication';
import type { Reason, ShardPhase } from '@slipstream/shared';

/** A shard that was just claimed. */
export interface Claim {
  id: string;
  flowId: string;
  taskId: string;
  index: number;
  epoch: number;
  generation: number;
  /** Former owners that may still write at a target. */
  predecessors: readonly Incarnation[];
  /** Another worker let it go after its task was started. */
  handedOver: boolean;
}

/** A shard that this incarnation owns. */
export interface Ownership {
  id: string;
  flowId: string;
  taskId: string;
  index: number;
  epoch: number;
  generation: number;
  /** Its task is wanted running and is not being deleted. */
  wanted: boolean;
  /** Above this worker's fair share: another worker has room for it. */
  surplus: boolean;
}

/** Status of a shard as the worker reports it. */
export interface PhaseReport {
  phase: ShardPhase;
  observedGeneration: number;
  reason: Reason | null;
}

/** Shard leases in PostgreSQL. */
export interface ShardLeases {
  owned(workerId: string): Promise<readonly Ownership[]>;
  /** Takes shards up to this worker's fair share. */
  claim(workerId: string): Promise<readonly Claim[]>;
  release(shardId: string, workerId: string, epoch: number, clean: boolean): Promise<void>;
  /** False when the shard has another owner or epoch by now. */
  report(shardId: string, workerId: string, epoch: number, report: PhaseReport): Promise<boolean>;
}
