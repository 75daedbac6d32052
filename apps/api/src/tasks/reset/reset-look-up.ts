import type { StreamPosition } from '@slipstream/database';
import { explainError, RemotingError } from '@slipstream/rocketmq-remoting';
import { mapBounded, type ResetMove } from '@slipstream/shared';
import type { ClusterClient } from '../../clusters/cluster-connection.js';
import { invalidField, ProblemError } from '../../common/problems/problem-error.js';
import type { ResetWish } from './reset-wish.js';

/** Look-ups at a time on one cluster. */
const PARALLEL = 16;

/** A stream with where it goes. */
export interface StreamMove {
  stream: StreamPosition;
  move: ResetMove;
}

/** The streams that a wish is about. Throws VALIDATION_FAILED for an id of no stream of the task. */
export function chosenStreams(streams: readonly StreamPosition[], wish: ResetWish): StreamPosition[] {
  const known = new Set(streams.map(({ id }) => id));
  const asked = wish.kind === 'OFFSETS' ? new Set(wish.offsets.keys()) : wish.streamIds;
  if (asked === undefined) return [...streams];
  for (const id of asked) {
    if (known.has(id)) continue;
    const path = wish.kind === 'OFFSETS' ? `${wish.offsets.get(id)?.path}.id` : 'streamIds';
    throw invalidField(path, `${id} is the id of no stream of this task`, 'UNKNOWN_STREAM');
  }
  return streams.filter(({ id }) => asked.has(id));
}

/** Asks one cluster where its queues begin and end, and where each stream is to go. */
export async function lookUpMoves(
  client: ClusterClient,
  streams: readonly StreamPosition[],
  wish: ResetWish,
  signal: AbortSignal,
): Promise<StreamMove[]> {
  return mapBounded(streams, PARALLEL, async (stream) => {
    const { sourceTopic, sourceBroker, sourceQueue } = stream;
    try {
      return { stream, move: await lookUp(client, stream, wish, signal) };
    } catch (error) {
      if (!(error instanceof RemotingError)) throw error;
      const detail = `${sourceTopic} on ${sourceBroker}, queue ${sourceQueue}: ${explainError(error)}. No offset was changed.`;
      throw new ProblemError('CLUSTER_UNREACHABLE', detail);
    }
  });
}

async function lookUp(
  client: ClusterClient,
  stream: StreamPosition,
  wish: ResetWish,
  signal: AbortSignal,
): Promise<ResetMove> {
  const queue = {
    topic: stream.sourceTopic,
    brokerName: stream.sourceBroker,
    queueId: stream.sourceQueue,
  };
  const from = stream.position;
  if (wish.kind === 'START' && wish.start.type === 'TIMESTAMP') {
    // The instant first: what arrives between the two questions is behind it.
    const to = await client.offsetByTimestamp(queue, wish.start.timestamp ?? 0, { signal });
    const { minOffset: min, maxOffset: max } = await client.range(queue, { signal });
    return { from, to, min, max };
  }
  const { minOffset: min, maxOffset: max } = await client.range(queue, { signal });
  if (wish.kind === 'START') return { from, to: wish.start.type === 'EARLIEST' ? min : max, min, max };
  const wanted = wish.offsets.get(stream.id);
  const to = wanted?.offset ?? from;
  if (to < min || to > max) {
    throw invalidField(
      `${wanted?.path}.offset`,
      `has to be from ${min} to ${max}, which ${stream.sourceTopic} on ${stream.sourceBroker}, queue ${stream.sourceQueue} has now`,
      'OFFSET_RANGE',
      { min, max },
    );
  }
  return { from, to, min, max };
}
