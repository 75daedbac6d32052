import type { OffsetRange, QueueReader, QueueRef } from '../ports/queue-reader.js';
import { hasIdentity, identityOffset } from './identity.js';

/**
 * Longest time between two answers after which a queue is taken for the same without a look, ms. A topic that is deleted
 * and made again gives its offsets out anew, and a broker that holds a pull answers it from the new queue once that has
 * passed the asked offset [PullRequestHoldService.notifyMessageArriving]: everything before it would be passed over.
 */
export const SAME_QUEUE_MS = 500;

/** The same while nothing comes: a queue made again may have grown to just the asked offset, ms. */
export const SAME_QUIET_QUEUE_MS = 60_000;

/**
 * True when a queue still has the message that was read last, or when retention has removed what would tell.
 *
 * @param identity of the message that was read last
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
  const outcome = await reader.pull(queue, { offset, filter: { type: 'NONE' }, waitMs: 0, signal });
  if (outcome.kind !== 'MESSAGES') return false;
  const message = outcome.messages.find(({ queueOffset }) => queueOffset === offset);
  return message !== undefined && hasIdentity(message, identity);
}
