import type { ProgressSense, SyncSide } from '@slipstream/shared';
import type { BrokerQueue } from '../plan/plan-streams.js';
import type { QueueRef } from '../ports/queue-reader.js';
import { queueKey, type ProgressStream } from './stream.js';

/** A queue whose progress is carried, and the one that it is carried to. */
export interface QueuePair {
  from: BrokerQueue;
  to: BrokerQueue;
}

/** The queues of one pair of topics between which a task carries progress. */
export interface TopicPairing {
  fromTopic: string;
  toTopic: string;
  pairs: readonly QueuePair[];
}

/** The side that progress is carried from, and the one it is carried to. */
export function sidesOf(sense: ProgressSense): { from: SyncSide; to: SyncSide } {
  return sense === 'TO_TARGET' ? { from: 'SOURCE', to: 'TARGET' } : { from: 'TARGET', to: 'SOURCE' };
}

/**
 * How progress in one sense goes along streams. A task's own streams say between which queues it is carried; the streams of
 * all tasks between the two clusters say how far.
 */
export class ProgressTopology {
  readonly pairings: readonly TopicPairing[];
  readonly #with = new Map<string, ProgressStream[]>();
  readonly #sources = new Map<string, ProgressStream[]>();
  readonly #against = new Map<string, ProgressStream[]>();

  constructor(
    readonly sense: ProgressSense,
    streams: readonly ProgressStream[],
    taskId: string,
  ) {
    const { to } = sidesOf(sense);
    const pairings = new Map<string, { fromTopic: string; toTopic: string; pairs: Map<string, QueuePair> }>();
    for (const stream of streams) {
      const isWith = stream.copiesTo === to;
      const [from, there] = isWith ? [stream.source, stream.target] : [stream.target, stream.source];
      add(isWith ? this.#with : this.#against, queueKey(there), stream);
      if (isWith) add(this.#sources, queueKey(from), stream);
      if (stream.taskId !== taskId || stream.retired) continue;
      const key = JSON.stringify([from.topic, there.topic]);
      const pairing = pairings.get(key) ?? {
        fromTopic: from.topic,
        toTopic: there.topic,
        pairs: new Map<string, QueuePair>(),
      };
      pairings.set(key, pairing);
      pairing.pairs.set(`${queueKey(from)} ${queueKey(there)}`, {
        from: { brokerName: from.brokerName, queueId: from.queueId },
        to: { brokerName: there.brokerName, queueId: there.queueId },
      });
    }
    this.pairings = [...pairings.values()].map((pairing) => ({
      ...pairing,
      pairs: [...pairing.pairs.values()],
    }));
  }

  /** Streams that copy into a queue which progress is carried to. */
  streamsInto(queue: QueueRef): readonly ProgressStream[] {
    return this.#with.get(queueKey(queue)) ?? [];
  }

  /** Streams with the progress that read a queue which progress is carried from. */
  streamsFrom(queue: QueueRef): readonly ProgressStream[] {
    return this.#sources.get(queueKey(queue)) ?? [];
  }

  /** Streams that copy out of it, back to where the progress comes from. */
  streamsOutOf(queue: QueueRef): readonly ProgressStream[] {
    return this.#against.get(queueKey(queue)) ?? [];
  }
}

function add(map: Map<string, ProgressStream[]>, key: string, stream: ProgressStream): void {
  const known = map.get(key);
  if (known === undefined) map.set(key, [stream]);
  else known.push(stream);
}
