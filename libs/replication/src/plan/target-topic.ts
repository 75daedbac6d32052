/**
 * Queues that a new target topic gets on each of its brokers, so that all source queues find a queue of their own: the
 * source's queues spread over the target's master brokers, rounded up.
 *
 * @param sourceQueues readable queues of the source topic over all source brokers
 * @param targetBrokers master brokers of the target cluster
 */
export function targetQueuesPerBroker(sourceQueues: number, targetBrokers: number): number {
  return Math.max(1, Math.ceil(sourceQueues / Math.max(1, targetBrokers)));
}
