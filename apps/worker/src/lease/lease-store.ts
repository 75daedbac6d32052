/** Whose lease row a worker asks for. */
export interface WorkerRegistration {
  id: string;
  name: string;
  producerGroup: string;
  host: string;
  pid: number;
  version: string;
}

/** The worker rows of PostgreSQL, whose clock is the only clock of a lease. */
export interface LeaseStore {
  registerWorker(worker: WorkerRegistration, leaseMs: number): Promise<void>;
  /** False when the lease had run out or the row is gone: the incarnation must not write again. */
  renew(workerId: string, leaseMs: number): Promise<boolean>;
  /** Ends the row; its shards were released before. */
  stopWorker(workerId: string): Promise<void>;
}

/** Times of a lease, ms. */
export interface LeaseTiming {
  /** Length of a lease by the clock of PostgreSQL. */
  leaseMs: number;
  renewEveryMs: number;
  /** A worker takes its lease for over this much before it can be over. */
  marginMs: number;
  /** Pause after a registration or a renewal that failed. */
  retryMs: number;
}
