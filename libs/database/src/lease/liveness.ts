/** SQL condition: the worker's lease is running now, by PostgreSQL's clock. */
export function isAlive(worker: string): string {
  return `(${worker}.stopped_at IS NULL AND ${worker}.lease_until > clock_timestamp())`;
}

/** SQL condition: somebody is to work on the task. */
export function isActive(task: string): string {
  return `(${task}.wanted = 'RUNNING' AND NOT ${task}.deleting)`;
}
