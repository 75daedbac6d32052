/** Checked right before each write to the target. */
export interface LeaseGuard {
  /** False as soon as the worker's own monotonic deadline has passed: its lease may be over in the database. */
  mayWrite(): boolean;
}
