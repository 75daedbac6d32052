import type { FailedMessage } from '../ports/failure-store.js';
import type { QueueReader } from '../ports/queue-reader.js';
import { readProvenance, retryKey } from '../provenance.js';

/**
 * Reads a target queue from an offset to its end for the retried copy of one message. Call it only behind a fence and a
 * barrier.
 *
 * @returns the copy's offset; undefined when it is not there
 */
export async function findRetriedCopy(
  target: QueueReader,
  failed: FailedMessage,
  from: number,
  signal: AbortSignal,
): Promise<number | undefined> {
  const { minOffset, maxOffset } = await target.range(failed.target, signal);
  const key = retryKey(failed.streamKey);
  for (let offset = Math.max(from, minOffset); offset < maxOffset;) {
    const outcome = await target.pull(failed.target, {
      offset,
      filter: { type: 'NONE' },
      waitMs: 0,
      signal,
    });
    if (outcome.kind === 'OUT_OF_RANGE') {
      if (outcome.minOffset <= offset) return undefined;
      offset = outcome.minOffset;
      continue;
    }
    if (outcome.kind === 'MESSAGES') {
      for (const message of outcome.messages) {
        const provenance = readProvenance(message);
        if (
          provenance?.streamKey === key &&
          provenance.generation === failed.generation &&
          provenance.sourceOffset === failed.sourceOffset
        )
          return message.queueOffset;
      }
    }
    if (outcome.nextOffset <= offset) return undefined;
    offset = outcome.nextOffset;
  }
  return undefined;
}
