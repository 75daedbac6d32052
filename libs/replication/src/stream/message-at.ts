import type { StoredMessage } from '@slipstream/rocketmq-remoting/message';
import type { QueueReader, QueueRef } from '../ports/queue-reader.js';

/** The message at one offset of a queue; undefined when there is none. */
export async function messageAt(
  reader: QueueReader,
  queue: QueueRef,
  offset: number,
  signal: AbortSignal,
): Promise<StoredMessage | undefined> {
  const outcome = await reader.pull(queue, { offset, filter: { type: 'NONE' }, waitMs: 0, signal });
  if (outcome.kind !== 'MESSAGES') return undefined;
  return outcome.messages.find(({ queueOffset }) => queueOffset === offset);
}
