import type { StoredMessage } from '@slipstream/rocketmq-remoting/message';
import type { FailedMessage } from '../ports/failure-store.js';
import type { QueueReader } from '../ports/queue-reader.js';
import { recordedIdentity } from './describe-refused.js';

/** A refused message at its source, or why it is there no more. */
export type ReadRefused = { kind: 'FOUND'; message: StoredMessage } | { kind: 'GONE'; said: string };

/** Reads a refused message at its source again; offsets alone do not tell messages apart, so its identity is compared. */
export async function readRefused(
  source: QueueReader,
  { source: queue, sourceOffset: offset, sourceIdentity }: FailedMessage,
  signal: AbortSignal,
): Promise<ReadRefused> {
  const outcome = await source.pull(queue, { offset, filter: { type: 'NONE' }, waitMs: 0, signal });
  const message =
    outcome.kind === 'MESSAGES'
      ? outcome.messages.find(({ queueOffset }) => queueOffset === offset)
      : undefined;
  if (message === undefined)
    return {
      kind: 'GONE',
      said: `The source no longer has the message: its queue holds offsets ${outcome.minOffset} to ${outcome.maxOffset - 1}.`,
    };
  return recordedIdentity(message) === sourceIdentity
    ? { kind: 'FOUND', message }
    : { kind: 'GONE', said: 'The source has another message at this offset by now.' };
}
