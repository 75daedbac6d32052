import type { OffsetRange, QueueReader, QueueRef } from '../ports/queue-reader.js';
import { hasIdentity, identityOffset } from './identity.js';
import { messageAt } from './message-at.js';

/**
 * Longest time between two answers after which a queue is taken for the same without a look, ms. A topic that is deleted
 * and made again gives its offsets out anew, and a broker that holds a pull answers it from the new queue once that has
 * passed the asked offset [PullRequestHoldService.notifyMessageArriving]: everything before it would be passed over.
 */
export const SAME_QUEUE_MS = 500;

/** The same while nothing comes: a queue made again may have grown to just the asked offset, ms. */
export const SAME_QUIET_QUEUE_MS = 60_000;

/**
 * True when a queue still has a message, or when retention has removed it: that cannot be compared, and is no sign of a loss.
 *
 * @param identity of the message
 * @param range what the broker has just said of the queue
 */
export async function isSameQueue(
  queue: QueueRef,
  identity: string,
  { minOffset }: OffsetRange,
  reader: QueueReader,
  signal: AbortSignal,
): Promise<boolean> {
  const offset = identityOffset(identity);
  if (offset === undefined || offset < minOffset) return true;
  const message = await messageAt(reader, queue, offset, signal);
  return message !== undefined && hasIdentity(message, identity);
}
