/** A worker incarnation as brokers and other workers know it. */
export interface WorkerIncarnation {
  id: string;
  name: string;
  producerGroup: string;
}

/** What a worker says of itself when it starts. */
export interface WorkerRegistration extends WorkerIncarnation {
  host: string;
  pid: number;
  version: string;
}

/** The lease that a write is made under: it holds only while the shard still has this owner and epoch. */
export interface LeaseGuardRecord {
  shardId: string;
  workerId: string;
  epoch: number;
}

/** A shard with an owner. */
export interface LeasedShard {
  id: string;
  flowId: string;
  taskId: string;
  index: number;
  epoch: number;
  /** Generation of the task's spec. */
  generation: number;
  /** Former owners that may still write and have to be fenced first, newest first; empty after a clean hand-over. */
  predecessors: WorkerIncarnation[];
}

/** A shard that a worker has just claimed. */
export interface ClaimedShard extends LeasedShard {
  /** Another worker let it go after the task was started: its task goes on, it does not begin. */
  handedOver: boolean;
}

/** A shard that a worker holds. */
export interface OwnedShard extends LeasedShard {
  /** The task is still to run; otherwise: stop and release. */
  wanted: boolean;
  /** More than the worker's fair share: stop and release, another worker takes it. */
  surplus: boolean;
}
